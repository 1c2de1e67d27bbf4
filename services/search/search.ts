import type { Database } from '../db/index.js';
import { searchConfiguration } from '../extraction/index.js';
import type { Embedder } from '../ml/index.js';
import { vectorText } from './indexer.js';
import { parseQuery, tsquerySql } from './query.js';
import { markedSnippet } from './snippet.js';

export interface SearchRequest {
  tenant: string;
  q: string;
  mode: 'hybrid' | 'text' | 'semantic';
  limit: number;
  label?: string | undefined;
  status?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

export interface SearchHit {
  document_id: string;
  filename: string;
  page: number;
  /** HTML-escaped text with <mark> around hits. */
  snippet: string;
  score: number;
  /** `meaning`: none of the words stands there, in whatever form. */
  match: 'words' | 'meaning';
  label: string | null;
  media_type: string;
}

export interface Search {
  /** Best first, a document once. Throws `unavailable` when only meaning was asked for and there is no model. */
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchHit[]>;
}

/** Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): score = Σ 1 / (K + rank). */
const K = 60;
/** Chunks that each side may put forward. */
const CANDIDATES = 100;
/** Cosine below which a chunk has nothing to do with the question; measured on unrelated pairs with MiniLM. */
const LEAST_SIMILARITY = 0.25;
/**
 * Bytes a character of a text that the model understands, at most: it learned from English, where a character is a byte;
 * in Arabic, Cyrillic or Greek it is two. To the model such a text is noise, and near to any question that is noise.
 */
const BYTES_A_CHARACTER = 1.5;

/** The commonest languages of the tenant's documents, to stem the words of a question by. Served by document_library. */
const LANGUAGES = `select language from document where tenant_id = $1 and deleted_at is null and language is not null group by language order by count(*) desc limit 4`;

/**
 * Searches by words, by meaning, or by both; filters apply to either. `log` is told when the model does not answer and a
 * hybrid search goes on by words only.
 */
export function createSearch({
  db,
  embedder,
  log,
}: {
  db: Database;
  embedder: Embedder;
  log: (error: unknown) => void;
}): Search {
  return {
    async search(request, signal) {
      const query = parseQuery(request.q);
      if (request.q.trim() === '') return [];
      const wantsText = request.mode !== 'semantic' && query.terms.some(({ excluded }) => !excluded);
      const without = { terms: query.terms.filter(({ excluded }) => excluded) };
      const configurations = wantsText || without.terms.length > 0 ? await configurationsOf(db, request.tenant) : [];
      const vector = request.mode === 'text' ? undefined : await vectorOf(request, signal);
      const values: unknown[] = [
        request.tenant,
        request.label ?? null,
        request.status ?? null,
        request.from ?? null,
        request.to ?? null,
      ];
      const sides: string[] = [];
      if (wantsText) {
        const { sql, values: more } = tsquerySql(query, configurations, values.length + 1);
        values.push(...more);
        sides.push(textSide(sql));
      }
      if (vector) {
        const { sql, values: more } = tsquerySql(without, configurations, values.length + 1);
        values.push(...more, vector);
        sides.push(vectorSide(`$${values.length}::halfvec(384)`, without.terms.length > 0 ? sql : undefined));
      }
      if (sides.length === 0) return [];
      values.push(request.limit);
      const rows = await db.adhoc<Omit<SearchHit, 'snippet'> & { text: string }>(
        fuse(sides, `$${values.length}`),
        values,
        { 'hnsw.iterative_scan': 'relaxed_order', 'hnsw.ef_search': '100' },
      );
      return rows.map(({ text, ...hit }) => ({ ...hit, snippet: markedSnippet(text, query) }));
    },
  };

  /** Without the model a hybrid search still answers by words; a semantic one says that it cannot. */
  async function vectorOf({ q, mode }: SearchRequest, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      const [vector] = await embedder.embed([q.slice(0, 1_000)], signal);
      return vector && vectorText(vector);
    } catch (error) {
      if (mode === 'semantic') throw error;
      log(error);
      return undefined;
    }
  }
}

async function configurationsOf(db: Database, tenant: string): Promise<string[]> {
  const rows = await db.query<{ language: string }>(LANGUAGES, [tenant]);
  return [...new Set(rows.map(({ language }) => searchConfiguration(language)).filter((name) => name !== 'simple'))];
}

/** Only chunks of the run that is shown, of documents that are there and pass the filters. */
const VISIBLE = `from chunk c join document d on d.id = c.document_id and d.indexed_run = c.run and d.deleted_at is null
  where c.tenant_id = $1 and ($2::text is null or d.label = $2) and ($3::text is null or d.status = $3)
    and ($4::timestamptz is null or d.created_at >= $4) and ($5::timestamptz is null or d.created_at < $5)`;

/** Served by chunk_lexemes. */
const textSide = (
  tsquery: string,
) => `select document_id, run, ordinal, true as words, row_number() over (order by rank desc, document_id, ordinal) as place from (
    select c.document_id, c.run, c.ordinal, ts_rank_cd(c.lexemes, q.tsquery, 1) as rank
    ${VISIBLE.replace('from chunk c', `from (select ${tsquery} as tsquery) q cross join chunk c`)} and c.lexemes @@ q.tsquery
    order by rank desc limit ${CANDIDATES}) best`;

/**
 * Served by chunk_embedding; the iterative scan goes on until enough rows pass the filters. `required` is a tsquery that a
 * chunk must match.
 */
const vectorSide = (
  vector: string,
  required: string | undefined,
) => `select document_id, run, ordinal, false as words, row_number() over (order by distance, document_id, ordinal) as place from (
    select c.document_id, c.run, c.ordinal, c.text, c.embedding <#> ${vector} as distance
    ${VISIBLE}${required === undefined ? '' : ` and c.lexemes @@ (${required})`} order by c.embedding <#> ${vector} limit ${CANDIDATES}) near
    where distance < -${LEAST_SIMILARITY} and octet_length(text) < ${BYTES_A_CHARACTER} * char_length(text)`;

/** The best chunk of each document; its score is the sum over the sides. */
const fuse = (
  sides: readonly string[],
  limit: string,
) => `with candidate as (${sides.map((side) => `(${side})`).join(' union all ')}),
  scored as (select document_id, run, ordinal, sum(1.0 / (${K} + place)) as score, bool_or(words) as words from candidate group by document_id, run, ordinal),
  best as (select distinct on (document_id) document_id, run, ordinal, score, words from scored order by document_id, score desc, ordinal)
  select b.document_id, d.filename, d.label, d.media_type, c.page, c.text, b.score::float8 as score, case when b.words then 'words' else 'meaning' end as match
  from best b join chunk c using (document_id, run, ordinal) join document d on d.id = b.document_id
  order by b.score desc, d.created_at desc, b.document_id limit ${limit}`;
