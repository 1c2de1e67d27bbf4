import { admission } from './admission.js';
import type { Decision, Occasion, Reason, ReasonCode, Recheck } from './decision.js';
import { pastQuiet, releaseOf } from './digest.js';
import { effectiveDigest, effectiveQuiet, effectiveRate } from './effective.js';
import { NOTIFIABLE, type Notifiable } from './notifiable.js';
import type { DigestRule } from './preferences.js';
import { quietUntil } from './quiet-hours.js';
import { freeFrom } from './throttle.js';

/** What a step that may put it off has found, and when the next step is asked for. */
interface Passage {
  code: ReasonCode;
  at: number;
}

/**
 * Decides whether, and when, a person is told of something on one channel.
 *
 *   kill_switch ▸ access ▸ required ▸ mute ▸ channel ▸ collapse   each but `required` may end it: skip
 *     ▸ throttle      may put it off; what follows is asked for that later time
 *     ▸ digest        may end it: gather; then quiet hours have a word only where they put the digest off
 *     ▸ quiet_hours   may put it off
 *     ▸ send
 *
 * `kind` is what the product says of the type; none of its types is required yet, so another one can be given.
 */
export function decide(occasion: Occasion, kind: Notifiable = NOTIFIABLE[occasion.type]): Decision {
  const { admitted, reasons } = admission(occasion, kind);
  if (!admitted) return { outcome: 'skip', notBefore: null, reasons };
  if (occasion.told)
    return { outcome: 'skip', notBefore: null, reasons: [...reasons, { step: 'collapse', code: 'duplicate' }] };

  const throttle = throttled(occasion, kind);
  const passed: readonly Reason[] = [
    ...reasons,
    { step: 'collapse', code: 'first' },
    { step: 'throttle', code: throttle.code },
  ];
  const rule = digestRule(occasion, kind);
  if (rule !== null) return gathered(occasion, rule, throttle.at, passed);

  const quiet = quieted(occasion, kind, throttle.at);
  return {
    outcome: 'send',
    notBefore: quiet.at,
    reasons: [
      ...passed,
      { step: 'digest', code: kind.severity === 'critical' ? 'bypass' : 'at_once' },
      { step: 'quiet_hours', code: quiet.code },
      { step: 'send', code: 'sent' },
    ],
  };
}

/**
 * Asks once more just before it is sent: meanwhile somebody may have muted it, lost access or changed quiet hours. These
 * are the steps of `decide` without those that are passed once: collapse, throttle and digest. `gathering` is the digest
 * that it is sent with; null: it is sent alone.
 */
export function recheck(occasion: Occasion, kind: Notifiable = NOTIFIABLE[occasion.type]): Recheck {
  const { admitted, reasons } = admission(occasion, kind);
  if (!admitted) return { outcome: 'skip', notBefore: null, reasons };

  const rule = digestRule(occasion, kind);
  const quiet =
    occasion.gathering === null || rule === null
      ? quieted(occasion, kind, occasion.now)
      : quietOf(occasion.now, pastQuiet(rule, occasion.gathering.since, effectiveQuiet(occasion), occasion.now));
  const passed: readonly Reason[] = [...reasons, { step: 'quiet_hours', code: quiet.code }];
  return quiet.at > occasion.now
    ? { outcome: 'later', notBefore: quiet.at, reasons: passed }
    : { outcome: 'send', notBefore: occasion.now, reasons: [...passed, { step: 'send', code: 'sent' }] };
}

function throttled(occasion: Occasion, { severity }: Notifiable): Passage {
  if (severity === 'critical') return { code: 'bypass', at: occasion.now };
  const rate = effectiveRate(occasion, occasion.channel);
  const at = rate === null ? occasion.now : freeFrom(occasion.sentAt, rate, occasion.now);
  return { code: at > occasion.now ? 'throttled' : 'within_rate', at };
}

/** The rule by which it is gathered; null: it comes alone. */
const digestRule = (occasion: Occasion, { category, severity }: Notifiable): DigestRule | null =>
  occasion.channel === 'email' && severity !== 'critical' ? effectiveDigest(occasion, category) : null;

function gathered(occasion: Occasion, rule: DigestRule, from: number, passed: readonly Reason[]): Decision {
  const { since, items } = occasion.gathering ?? { since: from, items: 0 };
  const { ready, at } = releaseOf(rule, { since, items: items + 1 }, effectiveQuiet(occasion), from);
  const reasons: readonly Reason[] = [...passed, { step: 'digest', code: 'gathered' }];
  return {
    outcome: 'gather',
    notBefore: at,
    reasons: at === ready ? reasons : [...reasons, { step: 'quiet_hours', code: 'quiet' }],
  };
}

/** What comes alone: quiet hours hold mail, and nothing that is critical. */
function quieted(occasion: Occasion, { severity }: Notifiable, from: number): Passage {
  if (severity === 'critical') return { code: 'bypass', at: from };
  if (occasion.channel === 'inbox') return { code: 'silent', at: from };
  const { windows, timeZone } = effectiveQuiet(occasion);
  return quietOf(from, quietUntil(windows, timeZone, from) ?? from);
}

const quietOf = (from: number, at: number): Passage => ({ code: at > from ? 'quiet' : 'not_quiet', at });
