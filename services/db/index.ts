export { pageOf, parseCursor } from './cursor.js';
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type EffectKey,
  type Queryable,
  type Row,
  type Transaction,
} from './database.js';
export { createDurability, type Durability } from './durability.js';
export { BEGIN, flushAndCommit } from './flush.js';
export { migrate } from './migrate.js';
