import { useEffect, useRef, useState } from 'preact/hooks';
import type { Box, Line } from '../../domain/documents/content.js';
import { isTerminal, type Document } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { documentPath } from '../documents/documents.js';
import { mayPass } from '../documents/verbs.js';
import { missing, titled } from '../documents/words.js';
import { asProblem, Problem } from '../http/problem.js';
import { Icon } from '../ui/icon.js';
import { useLoaded } from '../ui/loaded.js';
import { parseLines } from '../wire/lines.js';
import { boxesOf } from './field-boxes.js';
import { FoldButton, foldClass, type Fold } from './fold.js';
import { hitBoxes } from './marks.js';
import { Pager } from './pager.js';

const ZOOMS = [1, 1.25, 1.5, 2, 3, 4] as const;

interface ViewerProps {
  document: Document;
  number: number;
  q: string;
  selected: number | null;
  /** A field that is pointed at elsewhere. */
  pointed: number | null;
  onTurn: (number: number) => void;
  onSelect: (index: number) => void;
  fold: Fold;
}

/** A page as it looks, with boxes where fields were found. */
export function Viewer({ document, number, q, selected, pointed, onTurn, onSelect, fold }: ViewerProps) {
  const [zoom, setZoom] = useState(0);
  const [turned, setTurned] = useState(0);
  const [failure, setFailure] = useState<{ sheet: string; problem: Problem } | null>(null);
  const factor = ZOOMS[zoom] ?? 1;
  const read = document.steps.some(({ name, status }) => name === 'extract' && status === 'completed');
  const sheet = `${document.run}/${number}/${read}`;
  const problem = neverShown(document) ?? (failure?.sheet === sheet ? failure.problem : null);
  return (
    <section class={problem ? 'viewer' : foldClass(fold)} aria-labelledby="viewer-title">
      <h2 id="viewer-title" class="hidden">
        Page
      </h2>
      <div class="pane-bar">
        {/* Without a picture there is nothing to turn or enlarge; another page may still have one. */}
        {(problem && (document.pages ?? 1) <= 1) || (document.pages === null && isTerminal(document.status)) ? (
          <span class="muted">Page</span>
        ) : (
          <Pager number={number} count={document.pages} onTurn={onTurn} />
        )}
        {!problem && <FoldButton fold={fold} what="page" />}
        {!problem && (
          <span class="pane-tools">
            <button
              type="button"
              class="button quiet icon-only"
              aria-label="Smaller"
              disabled={zoom === 0}
              onClick={() => setZoom(zoom - 1)}
            >
              <Icon name="zoomOut" />
            </button>
            <span class="zoom" role="status">
              {factor === 1 ? 'fit' : `${Math.round(factor * 100)} %`}
            </span>
            <button
              type="button"
              class="button quiet icon-only"
              aria-label="Larger"
              disabled={zoom === ZOOMS.length - 1}
              onClick={() => setZoom(zoom + 1)}
            >
              <Icon name="zoomIn" />
            </button>
            <button
              type="button"
              class="button quiet icon-only"
              aria-label="Turn to the right"
              onClick={() => setTurned((turned + 1) % 4)}
            >
              <Icon name="rotate" />
            </button>
          </span>
        )}
      </div>
      <div class="sheet-pane" tabIndex={0} role="region" aria-label={`Page ${number} of ${document.filename}`}>
        {problem ? (
          <NoSheet document={document} problem={problem} read={read} onAgain={() => setFailure(null)} />
        ) : (
          <Sheet
            key={sheet}
            document={document}
            number={number}
            q={q}
            factor={factor}
            turned={turned}
            selected={selected}
            pointed={pointed}
            read={read}
            onSelect={onSelect}
            onProblem={(met) => setFailure({ sheet, problem: met })}
          />
        )}
      </div>
    </section>
  );
}

/** What no page can be drawn of: asking for one would only fail. */
const NEVER_SHOWN: readonly string[] = ['document_encrypted', 'document_empty'];

function neverShown({ error }: Document): Problem | null {
  return error !== null && NEVER_SHOWN.includes(error.code) ? new Problem(422, error.code, '', error.message) : null;
}

interface NoSheetProps {
  document: Document;
  problem: Problem;
  read: boolean;
  onAgain: () => void;
}

/** Why a page is not shown, what is kept, and a button where another try can help. */
function NoSheet({ document, problem, read, onAgain }: NoSheetProps) {
  if (problem.code === 'not_ready') return <p class="muted pane-text">{missing(document, 'page', 'extract')}</p>;
  return (
    <div class="pane-text">
      <p class="muted">
        This page cannot be shown. {problem.message}{' '}
        {read ? 'Its text and the original file are kept.' : 'The original file is kept.'}
      </p>
      {mayPass(problem.code) && (
        <button type="button" class="button" onClick={onAgain}>
          <Icon name="retry" /> Load again
        </button>
      )}
    </div>
  );
}

type SheetProps = Omit<ViewerProps, 'onTurn' | 'fold'> & {
  factor: number;
  turned: number;
  read: boolean;
  onProblem: (problem: Problem) => void;
};

const NO_LINES: readonly Line[] = [];

/** A4 upright, until the image says better: so that nothing jumps when it arrives. */
const USUAL = { width: 210, height: 297 };

function Sheet({ document, number, q, factor, turned, selected, pointed, read, onSelect, onProblem }: SheetProps) {
  const { http, textWidth } = useApp();
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  // Larger only when it is looked at closely: a page of 2,000 pixels takes the server twice as long.
  const path = documentPath(document.id, `/pages/${number}/image${factor >= 2 ? '?size=2000' : ''}`);
  // Boxes are drawn once it is known where exactly they are, or that it cannot be known: they do not jump.
  const linesPath = read ? documentPath(document.id, `/pages/${number}/lines`) : null;
  const asked = useLoaded(linesPath, async (signal) => parseLines(await http.json(linesPath ?? '', { signal })));
  const settled = linesPath === null || !asked.loading;
  const lines = asked.value ?? NO_LINES;
  const { width, height } = size ?? USUAL;
  const lies = turned % 2 === 1;
  // An image does not tell why it could not be had: ask again for the problem document.
  const explain = () => {
    http.text(path).then(
      () => {},
      (thrown: unknown) => onProblem(asProblem(thrown)),
    );
  };
  return (
    <div
      class={size ? 'sheet' : 'sheet bone'}
      style={{ width: `${factor * 100}%`, aspectRatio: lies ? `${height} / ${width}` : `${width} / ${height}` }}
    >
      <div
        class="sheet-turn"
        style={{
          width: lies ? `${(width / height) * 100}%` : '100%',
          transform: `translate(-50%, -50%) rotate(${turned * 90}deg)`,
        }}
      >
        <img
          src={path}
          loading="lazy" // not for those who never unfold it
          alt={`Page ${number} as it looks`}
          class={size ? undefined : 'not-yet'}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize({ width: naturalWidth, height: naturalHeight })
          }
          onError={explain}
        />
        {size && q !== '' && <Hits boxes={hitBoxes(lines, q, textWidth)} />}
        {size &&
          settled &&
          boxesOf(document.fields, number, lines, textWidth).map(({ box, fields: [first, ...others] }) => {
            const here = [first, ...others];
            return (
              <FieldBox
                key={box.join()}
                box={box}
                title={here.map(({ field }) => `${titled(field.name)}: ${field.value}`).join(', ')}
                pointed={here.some(({ index }) => index === pointed)}
                selected={here.some(({ index }) => index === selected)}
                onSelect={() => onSelect(first.index)}
              />
            );
          })}
      </div>
    </div>
  );
}

/** A box that covers more than this part of the page is only outlined: filled, it would hide what it marks. */
const WIDE = 0.03;

/** Where the words of the search stand; the first one is brought into sight. */
function Hits({ boxes }: { boxes: readonly Box[] }) {
  const first = useRef<HTMLSpanElement>(null);
  useEffect(() => first.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [boxes.length > 0]);
  return (
    <>
      {boxes.map((box, index) => (
        <span key={index} {...(index === 0 ? { ref: first } : {})} class="hit-mark" style={placed(box)} />
      ))}
    </>
  );
}

const placed = ([left, top, right, bottom]: Box) => ({
  left: `${left * 100}%`,
  top: `${top * 100}%`,
  width: `${(right - left) * 100}%`,
  height: `${(bottom - top) * 100}%`,
});

interface FieldBoxProps {
  box: Box;
  title: string;
  pointed: boolean;
  selected: boolean;
  onSelect: () => void;
}

function FieldBox({ box, title, pointed, selected, onSelect }: FieldBoxProps) {
  const [left, top, right, bottom] = box;
  const button = useRef<HTMLButtonElement>(null);
  const isWide = (right - left) * (bottom - top) > WIDE;
  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  return (
    <button
      ref={button}
      type="button"
      class={`box${pointed ? ' pointed-box' : ''}${isWide ? ' wide-box' : ''}`}
      aria-pressed={selected}
      aria-label={title}
      title={title}
      style={placed(box)}
      onClick={onSelect}
    />
  );
}
