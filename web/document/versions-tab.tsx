import type { Document } from '../../domain/documents/document.js';
import { useApp } from '../app-context.js';
import { Age } from '../documents/age.js';
import { documentPath } from '../documents/documents.js';
import { percent, statusLook, STATUS_NAMES, stepName, sureness, titled } from '../documents/words.js';
import type { Runs } from '../navigation/route.js';
import { Icon, type IconName } from '../ui/icon.js';
import { useLoaded } from '../ui/loaded.js';
import { parsePage } from '../wire/page.js';
import { parseVersion, parseVersionDetail, type Version, type VersionDetail } from '../wire/version.js';
import { changeWords, compareFields, type Change, type ComparedField } from './compare.js';

interface VersionsTabProps {
  document: Document;
  /** Those that are compared; null: the last two. */
  runs: Runs | null;
  onCompare: (runs: Runs) => void;
}

/** Every run of the document, the newest first; and two of them side by side. */
export function VersionsTab({ document, runs, onCompare }: VersionsTabProps) {
  const { http } = useApp();
  const path = documentPath(document.id, '/versions');
  const fresh = `${document.run} ${document.status}`;
  const { value, problem } = useLoaded(
    path,
    async (signal) => parsePage(await http.json(path, { signal }), parseVersion).items,
    fresh,
  );
  if (problem) return <p class="muted pane-text">The versions could not be loaded. {problem.message}</p>;
  if (value === null) return <p class="muted pane-text">Loading the versions</p>;
  const known = (run: number) => value.some((version) => version.run === run);
  const [last, before] = value;
  const chosen = runs && runs.every(known) ? runs : last && before ? ([before.run, last.run] as const) : null;
  return (
    <div class="versions">
      <ol class="version-list" reversed aria-label="Runs">
        {value.map((version) => (
          <VersionRow key={version.run} document={document} version={version} />
        ))}
      </ol>
      {chosen ? (
        <section aria-labelledby="compare-title">
          <h3 id="compare-title">Compare</h3>
          <Comparison document={document} versions={value} runs={chosen} fresh={fresh} onCompare={onCompare} />
        </section>
      ) : (
        <p class="muted">Once it has been reprocessed or retried, two runs can be compared here.</p>
      )}
    </div>
  );
}

function VersionRow({ document, version }: { document: Document; version: Version }) {
  const { run, current, status, fromStep, error, completedAt } = version;
  const { icon, tone } = statusLook(status);
  return (
    <li class="version">
      <span class={`tone-${tone}`}>
        <Icon name={icon} />
      </span>
      <div class="version-text">
        <p class="version-head">
          <strong>Run {run}</strong>
          {current && <span class="chip">current</span>}
          <span class={`tone-${tone}`}>{STATUS_NAMES[status]}</span>
          <span class="version-type">{typeWords(version)}</span>
        </p>
        {error !== null && <p class="tone-failed">{error}</p>}
        <p class="muted version-facts">
          <span>from “{stepName(fromStep)}”</span>
          {completedAt === null ? (
            <span>has not ended</span>
          ) : (
            <span>
              ended <Age at={completedAt} what="Ended" />
            </span>
          )}
          <TextLink document={document} version={version} />
        </p>
      </div>
    </li>
  );
}

/** The text as it was then, in a tab of its own. */
function TextLink({ document, version: { run, textRun } }: { document: Document; version: Version }) {
  if (textRun === null) return <span>no text</span>;
  return (
    <a href={documentPath(document.id, `/text?run=${run}`)} target="_blank" rel="noopener noreferrer">
      Text{textRun !== run && ` of run ${textRun}`}
      <span class="hidden"> shown in run {run}, opens in a new tab</span>
    </a>
  );
}

function typeWords({ label, confidence }: Version): string {
  if (label === null) return 'no type';
  const sure = sureness({ label, confidence });
  return sure === null ? titled(label) : `${titled(label)} ${unbroken(sure)}`;
}

/** A figure and its sign stay on one line. */
const unbroken = (figure: string): string => figure.replace(' ', '\u00a0');

interface ComparisonProps {
  document: Document;
  versions: readonly Version[];
  runs: Runs;
  /** Changes with what makes a version of before old. */
  fresh: string;
  onCompare: (runs: Runs) => void;
}

function Comparison({ document, versions, runs: [older, newer], fresh, onCompare }: ComparisonProps) {
  const { http } = useApp();
  const path = (run: number) => documentPath(document.id, `/versions/${run}`);
  const detail = async (run: number, signal: AbortSignal) => parseVersionDetail(await http.json(path(run), { signal }));
  const { value, problem } = useLoaded(
    `${document.id} ${older} ${newer}`,
    (signal) => Promise.all([detail(older, signal), detail(newer, signal)]),
    fresh,
  );
  return (
    <>
      <p class="compare-choice">
        <RunChoice name="Older" versions={versions} run={older} onChoose={(run) => onCompare([run, newer])} />
        <span class="muted">with</span>
        <RunChoice name="Newer" versions={versions} run={newer} onChoose={(run) => onCompare([older, run])} />
      </p>
      {problem ? (
        <p class="muted">They could not be loaded. {problem.message}</p>
      ) : value === null ? (
        <p class="muted">Loading both</p>
      ) : (
        <Sides before={value[0]} after={value[1]} />
      )}
    </>
  );
}

interface RunChoiceProps {
  name: string;
  versions: readonly Version[];
  run: number;
  onChoose: (run: number) => void;
}

function RunChoice({ name, versions, run, onChoose }: RunChoiceProps) {
  return (
    <span class="choice chosen">
      <select
        aria-label={`${name} run`}
        value={String(run)}
        onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
      >
        {versions.map((version) => (
          <option key={version.run} value={String(version.run)}>
            Run {version.run}
            {version.current ? ' (current)' : ''}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}

const MARKS: Readonly<Record<Change, { icon: IconName | null; word: string }>> = {
  same: { icon: null, word: 'same' },
  changed: { icon: 'changed', word: 'changed' },
  new: { icon: 'plus', word: 'new' },
  gone: { icon: 'minus', word: 'gone' },
};

function Sides({ before, after }: { before: VersionDetail; after: VersionDetail }) {
  const fields = compareFields(before.fields, after.fields);
  const different = fields.filter(({ change }) => change !== 'same');
  const same = fields.filter(({ change }) => change === 'same');
  const typeChange: Change = before.label === after.label ? 'same' : 'changed';
  return (
    <>
      <p>Fields: {changeWords(fields)}.</p>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Run {before.run}</th>
            <th scope="col">Run {after.run}</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          <CompareRow name="Type" before={typeWords(before)} after={typeWords(after)} change={typeChange} />
          {different.map((field, at) => (
            <FieldRow key={at} field={field} />
          ))}
        </tbody>
      </table>
      {same.length > 0 && (
        <details class="compare-same">
          <summary>{same.length === 1 ? 'One field is the same' : `${same.length} fields are the same`}</summary>
          <table class="compare">
            <thead class="hidden">
              <tr>
                <th scope="col">Field</th>
                <th scope="col">In both runs</th>
              </tr>
            </thead>
            <tbody>
              {same.map(({ name, after: field }, at) => (
                <tr key={at}>
                  <th scope="row">{titled(name)}</th>
                  <td dir="auto">{field?.value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
}

function FieldRow({ field: { name, before, after, change } }: { field: ComparedField }) {
  const said = (field: ComparedField['before']) =>
    field ? `${field.value} (${unbroken(percent(field.confidence))})` : '';
  return <CompareRow name={titled(name)} before={said(before)} after={said(after)} change={change} />;
}

interface CompareRowProps {
  name: string;
  before: string;
  after: string;
  change: Change;
}

function CompareRow({ name, before, after, change }: CompareRowProps) {
  const { icon, word } = MARKS[change];
  return (
    <tr class={change === 'same' ? undefined : 'compare-differs'}>
      <th scope="row">{name}</th>
      <Side value={before} />
      <Side value={after} />
      <td class="compare-mark">
        {icon && <Icon name={icon} size={14} />} {word}
      </td>
    </tr>
  );
}

const Side = ({ value }: { value: string }) =>
  value === '' ? <td class="compare-none">none</td> : <td dir="auto">{value}</td>;
