import type { Found } from './found.js';

/** Legal forms that end a company's name. */
const LEGAL_FORM =
  /(?<![\p{L}\d])(?:GmbH(?:\s?&\s?Co\.?\s?KGa?A?)?|gGmbH|mbH|AG(?:\s?&\s?Co\.?\s?KG)?|KGaA|KG|OHG|UG|e\.\s?K\.|e\.\s?V\.|eG|SE|Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|PLC|plc|Inc\.?|Incorporated|Corp\.?|Corporation|Company|Pty\.? Ltd\.?|Pvt\.? Ltd\.?|S\.\s?A\.(?:\s?S\.)?|SAS|SARL|S\.à\s?r\.l\.|Sàrl|SNC|S\.p\.A\.|SpA|S\.r\.l\.|Srl|B\.V\.|BV|N\.V\.|NV|S\.L\.(?:U\.)?|SL|AB|A\/S|ApS|ASA|AS|Oyj|Oy|Sp\. z o\.\s?o\.|s\.r\.o\.|a\.s\.|Kft\.?|Zrt\.?|Lda\.?|Ltda\.?|SA)(?![\p{L}\d])/gu;
/** Forms that are common words or units as well: a company's name must stand right before them, on a line of its own sort. */
const WEAK = new Set(['AS', 'SE', 'SL', 'AB', 'NV', 'SA', 'Company', 'Limited', 'KG', 'UG', 'AG', 'eG', 'BV']);
/** Asked before the costly patterns. */
const FORM_HINT =
  /mbH|[ (][KA]G|OHG| UG| eG| SE|e\. ?[KV]\.| Ltd| Limited| LL[CP]| L\.L|PLC|plc|Inc|Corp| Company| Pty| Pvt| S\. ?[aApr]| SA|SARL|Sàrl|SNC| Sp| S\.à| Srl| B\.?V| N\.?V| S\.L| SL| A[BS]| A\/S| ApS| Oy|s\.r|a\.s| Kft| Zrt| Ltda| Lda|EURL|SCI /;
const TITLE_HINT =
  /M\.|M(?:r|rs|s|iss|x)[. ]|Dr[. ]|Prof|Herr|Frau|M(?:me|lle)|Monsieur|Madame|Sig|S(?:ra?|eñora?)[. ]|Dott|Dhr|Mev/;
/** A word of a name: begins with a capital or a digit, or joins two such words. */
const NAME_WORD = /^(?:[\p{Lu}\d][\p{L}\p{M}\d.'’&+/-]*|&|\+)$/u;
/** Words inside names. Not "and", "of" and "for": in running text they mostly stand between two names. */
const JOINING = new Set(['&', '+', 'und', 'et', 'de', 'du', 'des', 'der', 'di', 'della']);
/** Forms that stand before the name in French. */
const LEADING_FORM =
  /(?<![\p{L}\d])(?:SARL|SAS|SASU|EURL|SCI|SNC)\s(?:\p{Lu}[\p{L}\p{M}\d'’&-]*(?:\s(?=[\p{Lu}&])|(?![\p{L}\d]))){1,4}/gu;

/** Companies and bodies whose name ends in its legal form ("Acme Logistics GmbH"). */
export function findOrganisations(text: string): Found[] {
  if (!FORM_HINT.test(text)) return [];
  const found: Found[] = [];
  for (const match of text.matchAll(LEGAL_FORM)) {
    const weak = WEAK.has(match[0]);
    const start = nameStart(text, match.index, weak);
    if (start === undefined) continue;
    const value = text.slice(start, match.index + match[0].length);
    const confidence = weak ? (/^[CL]/.test(match[0]) ? 0.6 : 0.75) : 0.9;
    found.push({ name: 'organisation', value, normalized: spaced(value), confidence, source: 'pattern', at: start });
  }
  for (const match of text.matchAll(LEADING_FORM)) {
    const value = match[0].trim();
    found.push({ name: 'organisation', value, normalized: value, confidence: 0.8, source: 'pattern', at: match.index });
  }
  return found;
}

/** Walks back over at most six words of a name; undefined when none stands there. */
function nameStart(text: string, end: number, weak: boolean): number | undefined {
  const before = text.slice(Math.max(0, end - 90), end);
  if (!/\s$/u.test(before)) return undefined;
  const words = [...before.matchAll(/\S+/gu)];
  let start: number | undefined;
  for (const word of words.slice(-6).reverse()) {
    // A comma may stand before the form ("Globex, Inc."), a colon or bracket ends the search.
    const bare = start === undefined && !weak ? word[0].replace(/,$/, '') : word[0];
    if (weak && /\d/.test(bare)) break;
    if (!NAME_WORD.test(bare) && !JOINING.has(bare)) break;
    if (/^\p{Lu}|^\d+\p{Lu}/u.test(bare)) start = end - before.length + word.index;
  }
  return start;
}

const TITLED =
  /(?<!\p{L})(?:(?:M(?=\.)|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Sig|Sig\.ra|Sra?|Señora?|Dott|Dhr|Mevr|Mevrouw)(?:\.|(?=\s))\s{0,2}){1,3}((?:\p{Lu}[\p{L}'’-]*\.?\s{1,2}(?:(?:von|van|de|der|di|da|zu|del|la)\s){0,2}){0,3}\p{Lu}[\p{Ll}'’][\p{L}'’-]*)/gu;

const TITLE = /^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s)+/u;

/** People who are named with a title. */
export function findTitled(text: string): Found[] {
  if (!TITLE_HINT.test(text)) return [];
  const found: Found[] = [];
  for (const match of text.matchAll(TITLED)) {
    const name = match[1] ?? '';
    if (/^(?:Sir|Madam|Damen|Herren|Und)\b/u.test(name)) continue;
    found.push({
      name: 'person',
      value: match[0],
      normalized: spaced(name),
      confidence: 0.85,
      source: 'pattern',
      at: match.index,
    });
  }
  return found;
}

/**
 * People and organisations that a dictionary of English knows (compromise): weak, so only full names, at most .65. Takes
 * about 15 ms per 1,000 characters, which is why callers bound what they give it.
 */
export async function findDictionaryNames(text: string): Promise<Found[]> {
  // Loaded when first needed: it takes 0.4 s and 40 MB.
  const { default: nlp } = await import('compromise');
  const doc = nlp(text);
  const pick = (name: 'person' | 'organisation', values: unknown, confidence: number): Found[] =>
    (Array.isArray(values) ? values : [])
      .filter((value): value is string => typeof value === 'string')
      .map((value) => value.replace(/^[^\p{L}]+|[^\p{L}.]+$/gu, '').replace(/['’]s$/u, ''))
      .filter((value) => /^\p{Lu}[\p{L}.'’-]*(?:\s\p{Lu}[\p{L}.'’-]*){1,3}$/u.test(value) && /\p{Ll}/u.test(value))
      .map((value) => ({
        name,
        value,
        normalized: spaced(value.replace(TITLE, '')),
        confidence,
        source: 'dictionary' as const,
      }));
  return [
    ...pick('person', doc.people().out('array'), 0.65),
    ...pick('organisation', doc.organizations().out('array'), 0.55),
  ];
}

const spaced = (text: string): string => text.replace(/\s+/gu, ' ').trim();
