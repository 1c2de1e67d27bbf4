import { effectiveCell } from '../../domain/notifications/effective.js';
import { REASONS, type Occasion } from '../../domain/notifications/decision.js';
import { NOTIFIABLE, NOTIFIABLE_TYPES } from '../../domain/notifications/notifiable.js';
import type { Channel } from '../../domain/notifications/preferences.js';
import { addressOf, type Person, type Policy } from '../../services/notifications/index.js';

/** What a person has set, what holds therefore, and who said so in each cell. */
export function shownPreferences(person: Person, policy: Policy, ways: ReadonlySet<Channel>) {
  const levels = { tenant: policy.preferences, person: person.preferences };
  const state = addressOf('email', person, ways);
  return {
    preferences: person.preferences,
    team: policy.preferences,
    enabled: policy.enabled,
    matrix: NOTIFIABLE_TYPES.map((type) => {
      const { title, category, required } = NOTIFIABLE[type];
      const cell = (channel: Channel) => {
        const { on, code } = effectiveCell(levels, { type, channel, label: null });
        return { on, code, text: REASONS[code] };
      };
      return { type, title, category, required, channels: { inbox: cell('inbox'), email: cell('email') } };
    }),
    email: { address: person.email, state, text: ADDRESS_WORDS[state] },
  };
}

const ADDRESS_WORDS: Readonly<Record<Occasion['address'], string>> = {
  ready: 'Mail reaches you here.',
  none: REASONS.no_address,
  unverified: 'It was sent a link: mail comes once you have opened it.',
  suppressed: REASONS.suppressed,
  unavailable: 'This server sends no e-mail: SMTP_URL is not set.',
};
