import { MEDIA_TYPES } from '../../services/extraction/formats/media-types.js';
import type { ShownDocument } from '../client/shapes.js';
import { pagesOf, reasonOf, verdict } from '../terminal/document-row.js';
import { CONTENT, labelled, type Style } from '../terminal/screen.js';
import { bytes, clip, duration, pad, percent, printable, wrap } from '../terminal/text.js';
import { printJson, serverOf, type Context } from './context.js';
import { findDocument } from './find.js';

export interface ShowOptions {
  text: boolean;
  markdown: boolean;
  json: boolean;
}

/** `docugenie show ID|PART-OF-ID|FILENAME`. */
export async function show(context: Context, which: string, options: ShowOptions): Promise<number> {
  const server = serverOf(context);
  const document = await findDocument(server, which);
  if (options.json) printJson(context, document);
  else if (options.text) context.screen.print(await server.text(`/v1/documents/${document.id}/text`));
  else if (options.markdown) context.screen.print(await server.text(`/v1/documents/${document.id}/markdown`));
  else
    for (const line of documentLines(document, context.screen.columns, context.screen.style))
      context.screen.print(line);
  return 0;
}

/** A document on the terminal: what it is, its steps, its fields. */
export function documentLines(document: ShownDocument, columns: number, style: Style): string[] {
  const line = (label: string, text: string): string => labelled(label, clip(printable(text), columns - CONTENT));
  const about = [
    typeName(document.media_type),
    bytes(document.bytes),
    pagesOf(document),
    document.language === null ? undefined : languageName(document.language),
  ];
  const type = verdict(document);
  const status = document.status === 'failed' ? `failed: ${reasonOf(document)}` : document.status;
  const nameColumns = Math.min(20, Math.max(0, ...document.fields.map((field) => field.name.length)));
  return [
    style.strong(clip(printable(document.filename), columns)),
    line('id', document.id),
    line('file', about.filter((part) => part !== undefined).join(', ')),
    ...wrap(printable(status), columns - CONTENT).map((said, at) => line(at === 0 ? 'status' : '', said)),
    ...(type === undefined ? [] : [line('type', type)]),
    ...document.steps.map((step, at) => {
      const took = step.duration_ms === null ? '' : duration(step.duration_ms);
      const tries = step.attempts > 1 ? `${step.attempts} attempts` : '';
      return line(
        at === 0 ? 'steps' : '',
        `${pad(step.name, 10)}${pad(step.status, 11)}${pad(took, 8)}${tries}`.trimEnd(),
      );
    }),
    ...document.fields.map((field, at) => {
      const value =
        field.normalized === undefined || field.normalized === field.value
          ? field.value
          : `${field.value}  (${field.normalized})`;
      const figures = percent(field.confidence);
      return line(
        at === 0 ? 'fields' : '',
        `${pad(clip(field.name, nameColumns), nameColumns)}  ${pad(figures, 5, 'left')}  ${value}`,
      );
    }),
  ];
}

const WRITTEN_OUT: Readonly<Record<string, string>> = { text: 'plain text', markdown: 'Markdown' };

const TYPE_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(MEDIA_TYPES).map(([kind, mediaType]) => [mediaType, WRITTEN_OUT[kind] ?? kind.toUpperCase()]),
);

/** `DOCX` instead of the 71 characters of its media type. */
const typeName = (mediaType: string): string => TYPE_NAMES.get(mediaType) ?? mediaType;

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

/** `English` for `en`; what is no language code stays as it is. */
function languageName(code: string): string {
  try {
    return LANGUAGES.of(code) ?? code;
  } catch {
    return code;
  }
}
