import { detectAll } from 'tinyld';

export interface DetectedLanguage {
  /** ISO 639-1. */
  code: string;
  /** 0–1: how clearly it is ahead of the next best, less for little text. */
  confidence: number;
}

/** Letters below which nothing is said: names and headings look like any language. */
const MIN_LETTERS = 12;
/** Letters from which the amount of text no longer limits the confidence. */
const ENOUGH_LETTERS = 80;
/** Characters looked at: three places of a long text, as its first page may be a title page in another language. */
const SAMPLE = 4_000;
/**
 * Phrases that vote. tinyld decides a stretch of text by the first letter group that only one language has, however long
 * the stretch: one "tov" made a page Czech. Short phrases bound what one such group can do.
 */
const GROUPS = 16;

/**
 * The small words that every text of a language is full of, and the words of its business papers, where whole
 * sentences are rare ("Invoice No", "Gesamtbetrag"). Letter statistics alone take an English invoice for Finnish.
 * Words that several of these languages write alike are left out.
 */
const MARKERS: Readonly<Record<string, string>> = {
  en: 'the of and to is that for with as was are this be at by from have which your you not page total date invoice amount number due price quantity payment address account name balance statement description order',
  de: 'der die das und ist nicht den von zu mit dem des für auf eine ein sich wird als auch werden bei oder nach wir sie ihre datum rechnung betrag gesamtbetrag seite konto straße nummer anzahl preis zahlbar kunde mwst steuer',
  fr: 'le la les des et est une pour que dans qui sur avec pas par nous vous au aux ce cette votre être facture montant numéro total date payer adresse quantité prix compte page client',
  es: 'el los las del y es una para que con por se su más como pero factura importe fecha número cuenta cliente dirección precio cantidad pagar página',
  it: 'il lo gli della di e è un una per che con non si sono dei delle nel alla fattura importo data numero conto cliente indirizzo prezzo quantità totale pagina',
  nl: 'het een en van is niet dat op te zijn met voor aan door ook worden bij deze uw factuur bedrag datum nummer rekening klant adres prijs aantal totaal betalen pagina',
  pt: 'o os da do das dos e é uma para que com não por se mais como ao fatura valor data número conta cliente endereço preço quantidade pagar página',
  sv: 'och att det som en på är av för med till den inte om ett har faktura belopp datum nummer konto kund pris antal betala sida',
  da: 'og det er at en til på af for med den ikke der som har faktura beløb dato nummer konto kunde pris antal betale side',
  no: 'og det er at en til på av for med den ikke som har faktura beløp dato nummer konto kunde pris antall betale side',
  fi: 'ja on ei se että oli joka mutta kun hän lasku summa päivämäärä tili asiakas hinta määrä maksaa sivu',
  pl: 'i w na z się nie jest to do że jak dla przez od po faktura kwota data numer konto klient cena ilość razem strona',
  tr: 've bir bu için ile da de olarak çok daha fatura tutar tarih numara hesap müşteri fiyat miktar toplam sayfa',
  hu: 'a az és hogy nem egy is van meg ez számla összeg dátum szám ügyfél ár mennyiség oldal',
  ro: 'și de la în cu pe este o nu care pentru din factură sumă data număr cont client preț cantitate pagină',
  cs: 'a v se na je že s z do pro to jako faktura částka datum číslo účet zákazník cena množství strana',
};

/** What can be meant in a team's documents. Without this bound short texts become Berber or Turkmen. */
const LANGUAGES = [
  ...Object.keys(MARKERS),
  ...['ar', 'bg', 'ca', 'el', 'et', 'eu', 'fa', 'ga', 'he', 'hi', 'hr', 'hy', 'id', 'ja', 'ko', 'la', 'lt', 'lv'],
  ...['ne', 'ru', 'sk', 'sl', 'sr', 'ta', 'th', 'uk', 'vi', 'yi', 'zh'],
];

const LANGUAGES_OF_WORD: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  for (const [code, words] of Object.entries(MARKERS)) {
    for (const word of new Set(words.split(' ')))
      if (word.length > 1) found.set(word, [...(found.get(word) ?? []), code]);
  }
  return found;
})();

/**
 * The main language of a text, by letter statistics (tinyld) and small words. Looks at 4,000 characters at most,
 * about 5 ms. Undefined when there is too little text to tell, or nothing but numbers.
 */
export function detectLanguage(text: string): DetectedLanguage | undefined {
  const words = sample(text)
    .toLowerCase()
    .split(/\s+/u)
    // Links, addresses and anything with a digit say nothing; table bars and dashes even mislead the statistics.
    .filter((token) => !/[@\d]|:\/\//u.test(token))
    .join(' ')
    .match(/\p{L}[\p{L}\p{M}]*/gu);
  if (words === null) return undefined;
  const letters = words.reduce((sum, word) => sum + weight(word), 0);
  if (letters < MIN_LETTERS) return undefined;

  const scores = new Map<string, number>();
  const add = (code: string, score: number): void => void scores.set(code, (scores.get(code) ?? 0) + score);
  const groups = spread(group(words), GROUPS);
  for (const phrase of groups) {
    for (const { lang, accuracy } of detectAll(phrase.join(' '), { only: LANGUAGES }))
      add(lang, accuracy / groups.length);
  }
  for (const word of words) {
    const codes = LANGUAGES_OF_WORD.get(word) ?? [];
    // A third of the words of running text are markers: their share counts as much as the statistics.
    for (const code of codes) add(code, 3 / words.length / codes.length);
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  if (best === undefined || best[1] <= 0) return undefined;
  const lead = best[1] / (best[1] + (second?.[1] ?? 0));
  return { code: best[0], confidence: lead * Math.min(1, letters / ENOUGH_LETTERS) };
}

/** The beginning, the middle and the end of a long text, cut at spaces. */
function sample(text: string): string {
  if (text.length <= SAMPLE) return text;
  const third = Math.floor(SAMPLE / 3);
  const middle = Math.floor((text.length - third) / 2);
  return [text.slice(0, third), text.slice(middle, middle + third), text.slice(-third)].join(' ');
}

/** Phrases of ten words. */
function group(words: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let at = 0; at < words.length; at += 10) groups.push(words.slice(at, at + 10));
  return groups;
}

/** At most `count` of the items, evenly spread. */
function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step));
}

/** A word of an ideographic script says as much per character as a handful of letters. */
const weight = (word: string): number =>
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(word)
    ? word.length * 4
    : word.length;

/** The text search configurations of a stock PostgreSQL 16, by ISO 639-1 code. */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/** The PostgreSQL text search configuration for a language: `simple` (no stemming) where there is none. */
export const searchConfiguration = (code: string | undefined): string =>
  (code !== undefined && Object.hasOwn(CONFIGURATIONS, code) ? CONFIGURATIONS[code] : undefined) ?? 'simple';
