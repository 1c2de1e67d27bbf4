export {
  createDatabase,
  type Database,
  type EffectKey,
  type Queryable,
  type Row,
  type Transaction,
} from './database.js';
export { migrate } from './migrate.js';
