import type { Database, Transaction } from '../db/index.js';
import { refuseAddress } from './addresses.js';
import { parseBounce, type Bounce } from './mail/bounce.js';
import { mailboxName, withMailbox, type FoundMail } from './mail/mailbox.js';

interface Deps {
  db: Database;
  /** undefined: nothing is read. */
  url: string | undefined;
  newId: () => string;
  now: () => Date;
}

/** A place in a mailbox: everything up to and including `uid` has been read. */
interface Place {
  validity: number;
  uid: number;
}

/** How many mails were read, how many deliveries are late or came back, and how many addresses are given up therefore. */
type Taken = Record<'mails' | 'late' | 'undelivered' | 'refused', number>;

/** PK. */
const BEGIN = `insert into bounce_mailbox (mailbox, uid_validity, last_uid) values ($1, $2, 0) on conflict do nothing`;
const PLACE = `select uid_validity as validity, last_uid as uid from bounce_mailbox where mailbox = $1`;
/** PK; row lock until the commit. Only from where it was found: of two passes one goes on. */
const MOVE = `update bounce_mailbox set uid_validity = $4, last_uid = $5
  where mailbox = $1 and uid_validity = $2 and last_uid = $3 returning 1`;

/** PK; row locks until the commit, those of one person's together, in the order in which inboxes are locked. */
const FIND = `select d.id, d.user_id as "user", coalesce(d.recipient, u.email) as address, coalesce(d.sent_at, d.created_at) as "sentAt", d.bounced
  from delivery d join app_user u on u.id = d.user_id where d.id = any($1) and d.channel = 'email'
  order by d.user_id, d.id for update of d`;
/** PK; under the lock of FIND. What waits to be sent again is not: it did not arrive. */
const NOTE = `update delivery set bounced = $2, reason = $3,
    status = case when $2 = 'failed' and status in ('waiting', 'sent') then 'failed' else status end
  where id = $1`;

interface FoundDelivery {
  id: string;
  user: string;
  /** null: none is known. */
  address: string | null;
  sentAt: Date;
  bounced: 'delayed' | 'failed' | null;
}

/**
 * Reads the mails that have come back since the last time, and believes those that name a delivery of ours together with
 * the address it went to. The place in the mailbox moves in the transaction that stores what a batch says, so that
 * whatever dies, each mail counts once; a mailbox that begins anew is read anew, and what is known already changes nothing.
 *
 * @param at told the last uid of each batch
 * @throws Failure `receiver_unreachable` when the mailbox cannot be read, `unavailable`, and the reason of `signal`
 */
export async function takeBounces(
  deps: Deps,
  at: (position: { uid: number }) => void,
  signal: AbortSignal,
): Promise<Partial<Taken>> {
  const { db, url } = deps;
  if (url === undefined) return {};
  const name = mailboxName(url);
  const sum: Taken = { mails: 0, late: 0, undelivered: 0, refused: 0 };
  await withMailbox(url, signal, async ({ validity, after }) => {
    let from = await placeOf(db, name, validity);
    for await (const { mails, upTo } of after(from.validity === validity ? from.uid : 0)) {
      signal.throwIfAborted();
      const to = { validity, uid: upTo };
      const taken = await takeBatch(deps, name, from, to, await bouncesIn(mails));
      if (!taken) return; // another pass has read them, and goes on
      from = to;
      at({ uid: upTo });
      for (const kind of ['late', 'undelivered', 'refused'] as const) sum[kind] += taken[kind];
      sum.mails += mails.length;
    }
  });
  return sum;
}

async function placeOf(db: Database, mailbox: string, validity: number): Promise<Place> {
  await db.query(BEGIN, [mailbox, validity]);
  const [place] = await db.query<Place>(PLACE, [mailbox]);
  return place ?? { validity, uid: 0 };
}

type Named = Bounce & { messageId: string };

/** Our Message-IDs are ids of deliveries. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function bouncesIn(mails: readonly FoundMail[]): Promise<Named[]> {
  const found: Named[] = [];
  for (const { beginning } of mails) {
    const bounce = await parseBounce(beginning);
    const messageId = bounce?.messageId ?? '';
    if (bounce && ID.test(messageId)) found.push({ ...bounce, messageId });
  }
  return found;
}

/** Stores what a batch says, and that it is read. Locks: the place, deliveries, people, inboxes. Undefined: it was read elsewhere. */
const takeBatch = (
  { db, newId, now }: Deps,
  mailbox: string,
  from: Place,
  to: Place,
  bounces: readonly Named[],
): Promise<Omit<Taken, 'mails'> | undefined> =>
  db.transaction(async (tx) => {
    const place = [from.validity, from.uid, to.validity, to.uid];
    if ((await tx.query(MOVE, [mailbox, ...place])).length === 0) return undefined;
    const taken = { late: 0, undelivered: 0, refused: 0 };
    if (bounces.length === 0) return taken;
    const deliveries = await tx.query<FoundDelivery>(FIND, [bounces.map(({ messageId }) => messageId)]);
    for (const delivery of deliveries) {
      const bounce = worstOf(bounces.filter((each) => isOf(each, delivery)));
      if (!bounce || bounce.action === delivery.bounced || delivery.bounced === 'failed') continue;
      await note(tx, delivery, bounce);
      taken[bounce.action === 'failed' ? 'undelivered' : 'late'] += 1;
      if (bounce.suppress && (await refuse(tx, delivery, bounce, { newId, at: now() }))) taken.refused += 1;
    }
    return taken;
  });

const isOf = ({ messageId, recipient }: Named, { id, address }: FoundDelivery): boolean =>
  messageId === id && recipient.toLowerCase() === address?.toLowerCase();

/** The one that says that it did not arrive, or that it is late; what says that it arrived changes nothing. */
const worstOf = (bounces: readonly Named[]): Named | undefined =>
  bounces.find(({ action }) => action === 'failed') ?? bounces.find(({ action }) => action === 'delayed');

const saidBy = ({ detail, status }: Bounce): string => detail ?? status;

async function note(tx: Transaction, { id }: FoundDelivery, bounce: Named): Promise<void> {
  const words = bounce.action === 'failed' ? 'It came back' : 'It is late';
  await tx.query(NOTE, [id, bounce.action, `${words}: ${saidBy(bounce)}`]);
}

const refuse = (
  tx: Transaction,
  { id: delivery, user, address, sentAt }: FoundDelivery,
  bounce: Named,
  clock: { newId: () => string; at: Date },
): Promise<boolean> =>
  refuseAddress(tx, { delivery, user, address: address ?? '', why: saidBy(bounce), sentAt }, clock);
