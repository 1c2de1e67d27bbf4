export { createIndexer, type Indexer } from './indexer.js';
export { createSearch, type Search, type SearchHit, type SearchRequest } from './search.js';
