import { recheck } from '../../domain/notifications/decide.js';
import { REASONS } from '../../domain/notifications/decision.js';
import { issueConfirmation, refuseAddress } from './addresses.js';
import { addressDelivery, type ClaimedDelivery } from './deliveries.js';
import { documentId, documentsOf } from './documents.js';
import { addressOf } from './explain.js';
import { confirmationMail, eventMail, isTold, testMail, type Told } from './letters.js';
import type { Message } from './mail/compose.js';
import { personOf, policyOf, type Person } from './people.js';
import { untilStored, type Aside, type Ended, type SendingDeps } from './attempt.js';
import { nextAttempt } from './webhook/retry.js';

/** Mails a person, once, what is still wanted; `Message-ID` is the delivery's, however often it is sent. */
export async function toPerson(deps: SendingDeps, claimed: ClaimedDelivery): Promise<Ended> {
  const { db, mailer, random, newId, now } = deps;
  const person = claimed.user === null ? undefined : await personOf(db, claimed.user);
  if (!person || person.email === null) return { aside: REASONS.no_address, until: null };
  if (!mailer) return { aside: REASONS.unavailable, until: null };
  const { email } = person;
  const letter = claimed.direct ? await directMail(deps, claimed, person) : await wantedMail(deps, claimed, person);
  if ('aside' in letter) return letter;
  if (!(await addressDelivery(db, claimed, email))) return { aside: 'Another attempt has it.', until: null };
  const answer = await mailer.send(email, letter);
  if (answer.accepted) return { outcome: 'sent', status: codeIn(answer.response), detail: answer.response };
  const { detail, failure, suppress } = answer;
  const status = codeIn(detail);
  if (suppress) {
    const refusal = { delivery: claimed.id, user: person.id, address: email, why: detail, sentAt: now() };
    await untilStored(async () => {
      await db.transaction((tx) => refuseAddress(tx, refusal, { newId, at: now() }));
    });
  }
  if (failure === 'recipient' || failure === 'message') return { outcome: 'failed', status, detail };
  const next = nextAttempt(claimed.attempt, { error: 'receiver_unreachable' }, random);
  return next.kind === 'retry'
    ? { outcome: 'retry', status, detail, afterMs: next.afterMs }
    : { outcome: 'failed', status, detail };
}

/** The reply code of SMTP that a server's words begin with. */
const codeIn = (words: string): number | null => Number(/^\d{3}/.exec(words)?.[0] ?? Number.NaN) || null;

/** What its receiver asked for. */
async function directMail(
  { db, links }: SendingDeps,
  claimed: ClaimedDelivery,
  person: Person,
): Promise<Message | Aside> {
  if (claimed.events[0]?.type !== 'address.confirmation') return testMail(claimed, links);
  if (person.address !== 'unverified' || person.email === null)
    return { aside: 'The address is confirmed.', until: null };
  return confirmationMail(claimed, await issueConfirmation(db, person.id, person.email), links);
}

/** What is still wanted of it; the reason when that is nothing, or later. */
async function wantedMail(
  { db, links, ways, now }: SendingDeps,
  claimed: ClaimedDelivery,
  person: Person,
): Promise<Message | Aside> {
  const events = claimed.events.filter(isTold);
  const [policy, documents] = await Promise.all([policyOf(db, person.tenant), documentsOf(db, person.tenant, events)]);
  const wanted: Told[] = [];
  let why: Aside = { aside: 'There is nothing to tell.', until: null };
  for (const event of events) {
    const id = documentId(event.subject);
    const { outcome, notBefore, reasons } = recheck({
      type: event.type,
      document: id ?? null,
      label: documents.get(id ?? '')?.label ?? null,
      channel: 'email',
      now: now().getTime(),
      on: policy.enabled,
      maySee: id === undefined || documents.has(id),
      address: addressOf('email', person, ways),
      tenant: policy.preferences,
      person: person.preferences,
      told: false,
      sentAt: [],
      gathering: events.length > 1 ? { since: claimed.created_at.getTime(), items: events.length } : null,
    });
    const reason = REASONS[reasons.at(-1)?.code ?? 'sent'];
    if (outcome === 'later') return { aside: reason, until: new Date(notBefore) };
    if (outcome === 'send') wanted.push(event);
    else why = { aside: reason, until: null };
  }
  const [first, ...more] = wanted;
  return first ? eventMail([first, ...more], documents, claimed, links) : why;
}
