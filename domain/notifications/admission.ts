import type { DecisionStep, Occasion, Reason, ReasonCode } from './decision.js';
import { effectiveCell } from './effective.js';
import type { Notifiable } from './notifiable.js';
import type { Mute } from './preferences.js';

/** Whether the person is to have it at all. `reasons`: one a step, up to the one that stopped it. */
export interface Admission {
  admitted: boolean;
  reasons: readonly Reason[];
}

/** What a step has found. */
interface Finding {
  passes: boolean;
  code: ReasonCode;
}

/** The steps that only let pass or stop, and that are asked again before it is sent: from `kill_switch` to `channel`. */
export function admission(occasion: Occasion, kind: Notifiable): Admission {
  const steps: readonly [DecisionStep, () => Finding][] = [
    ['kill_switch', () => ({ passes: occasion.on, code: occasion.on ? 'switched_on' : 'switched_off' })],
    ['access', () => ({ passes: occasion.maySee, code: occasion.maySee ? 'may_see' : 'may_not_see' })],
    ['required', () => ({ passes: true, code: kind.required ? 'required' : 'not_required' })],
    ['mute', () => (kind.required ? { passes: true, code: 'required' } : unmuted(occasion))],
    ['channel', () => reachable(occasion, kind)],
  ];
  const reasons: Reason[] = [];
  for (const [step, find] of steps) {
    const { passes, code } = find();
    reasons.push({ step, code });
    if (!passes) return { admitted: false, reasons };
  }
  return { admitted: true, reasons };
}

/** From the most specific: which of several mutes is given as the reason. */
const MUTED: readonly [Mute['scope'], ReasonCode][] = [
  ['document', 'muted_document'],
  ['label', 'muted_label'],
  ['type', 'muted_type'],
  ['all', 'muted_all'],
];

function unmuted({ person, now, document, label, type }: Occasion): Finding {
  const about = { document, label, type };
  const concerns = ({ scope, value }: Mute) => scope === 'all' || (value !== null && value === about[scope]);
  const live = ({ until }: Mute) => until === null || Date.parse(until) > now;
  const mutes = (person.mutes ?? []).filter((mute) => live(mute) && concerns(mute));
  const [, code] = MUTED.find(([scope]) => mutes.some((mute) => mute.scope === scope)) ?? [];
  return code === undefined ? { passes: true, code: 'not_muted' } : { passes: false, code };
}

const UNREACHABLE: Readonly<Record<Exclude<Occasion['address'], 'ready'>, ReasonCode>> = {
  none: 'no_address',
  unverified: 'not_verified',
  suppressed: 'suppressed',
  unavailable: 'unavailable',
};

/** Whether it is switched on, and whether there is an address: nothing replaces that, and the inbox always has one. */
function reachable(occasion: Occasion, { required }: Notifiable): Finding {
  const cell = effectiveCell(occasion, occasion);
  if (!required && !cell.on) return { passes: false, code: cell.code };
  if (occasion.channel !== 'inbox' && occasion.address !== 'ready')
    return { passes: false, code: UNREACHABLE[occasion.address] };
  return { passes: true, code: required ? 'required' : cell.code };
}
