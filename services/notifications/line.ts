/**
 * Text from outside (names of files, what servers say) as one line: no line breaks, which could begin a header or a
 * paragraph of their own, no other control characters, none that turn the direction of writing. At most `most` characters.
 */
export function oneLine(text: string, most = Infinity): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .trim();
  const characters = line.length > most ? Array.from(line) : []; // code points: no emoji is halved
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}
