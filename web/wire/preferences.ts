import type { Category, NotifiableType } from '../../domain/notifications/notifiable.js';
import type { Channel, Preferences } from '../../domain/notifications/preferences.js';
import { members } from './shape.js';

/** Whether a type of event comes by one way, and who said so. */
export interface Cell {
  on: boolean;
  text: string;
}

/** One type of event. */
export interface MatrixRow {
  type: NotifiableType;
  title: string;
  category: Category;
  /** Cannot be switched off. */
  required: boolean;
  channels: Readonly<Record<Channel, Cell>>;
}

export interface PreferencesShown {
  /** What the person has set. */
  preferences: Preferences;
  /** What holds where nothing is set. */
  team: Preferences;
  /** Whether the team sends notifications at all. */
  enabled: boolean;
  matrix: readonly MatrixRow[];
  email: { address: string | null; state: string; text: string };
}

/** Reads the answer of `GET /v1/me/preferences`. Throws when it is none. */
export function parsePreferences(value: unknown): PreferencesShown {
  const { preferences, team, matrix, email } = members(value);
  if (!preferences || !team || !Array.isArray(matrix) || !email)
    throw new Error('The server answered something that is no preferences.');
  // Parse boundary: the server that serves this page writes only what its contract says.
  return value as PreferencesShown;
}
