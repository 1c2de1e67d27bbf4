import type { Category, NotifiableType } from '../../domain/notifications/notifiable.js';
import type { Channel, Preferences } from '../../domain/notifications/preferences.js';
import { list, members, text, textOrNull, type Members } from './shape.js';

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
  cells: Readonly<Record<Channel, Cell>>;
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

/** Reads the answer of `GET /v1/me/preferences`. */
export function parsePreferences(value: unknown): PreferencesShown {
  const from = members(value);
  const email = members(from['email']);
  return {
    preferences: stated(from['preferences']),
    team: stated(from['team']),
    enabled: from['enabled'] !== false,
    matrix: list(from['matrix']).map((row) => parseRow(members(row))),
    email: { address: textOrNull(email['address']), state: text(email['state']), text: text(email['text']) },
  };
}

/** Parse boundary: it is sent back as it came, with what the person changes; the server that checks it wrote it. */
const stated = (value: unknown): Preferences => members(value);

function parseRow(from: Members): MatrixRow {
  const { inbox, email } = members(from['channels']);
  return {
    type: text(from['type']) as NotifiableType, // as above
    title: text(from['title']),
    category: text(from['category']) as Category, // as above
    required: from['required'] === true,
    cells: { inbox: parseCell(members(inbox)), email: parseCell(members(email)) },
  };
}

const parseCell = ({ on, text: words }: Members): Cell => ({ on: on === true, text: text(words) });
