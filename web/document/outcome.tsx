import type { Document } from '../../domain/documents/document.js';
import { mayPass } from '../documents/verbs.js';
import { stepDoing } from '../documents/words.js';
import { Notice } from '../ui/notice.js';
import { DownloadLink, VerbButton } from './actions.js';

/** What a person can do about failures that trying again does not mend. */
const REMEDY: Readonly<Record<string, string>> = {
  document_encrypted: 'Save it without the password and add it again.',
  document_damaged: 'Open the original to see whether it is whole, and add a whole one.',
  document_empty: 'Open the original to see whether anything is in it.',
  document_too_many_pages: 'Split it and add the parts.',
  document_too_complex: 'Save it anew from the program it was made with, or add its parts.',
  image_too_large: 'Save it with fewer pixels and add it again.',
};

/** For a document that failed or was paused: what happened, what is kept, and the buttons for what can be done next. */
export function Outcome({ document }: { document: Document }) {
  if (document.status === 'failed') return <Failed document={document} />;
  return document.status === 'paused' ? <Paused document={document} /> : null;
}

function Paused({ document }: { document: Document }) {
  return (
    <Notice
      tone="neutral"
      icon="paused"
      title="Paused"
      actions={<VerbButton document={document} verb="resume" class="button primary" />}
    >
      <p>
        What was done until now is kept, and it stays here for as long as you like. Resume goes on where it stopped.
      </p>
    </Notice>
  );
}

function Failed({ document }: { document: Document }) {
  const { error } = document;
  const where = error?.step ? ` while ${stepDoing(error.step)}` : '';
  const hopeful = mayPass(error?.code);
  const remedy = REMEDY[error?.code ?? ''] ?? (hopeful ? 'Retry goes on from the original file, as a new run.' : '');
  const finished = document.steps.some((step) => step.status === 'completed');
  return (
    <Notice
      tone="failed"
      icon="failed"
      title={`Failed${where}: ${error?.message ?? 'no reason was given'}`}
      actions={
        <>
          {hopeful && <VerbButton document={document} verb="retry" class="button primary" />}
          <DownloadLink document={document} />
          {!hopeful && <VerbButton document={document} verb="retry" class="button quiet" />}
        </>
      }
    >
      <p>
        {finished ? 'The original file and the results of the steps before are kept.' : 'The original file is kept.'}{' '}
        {remedy}
      </p>
    </Notice>
  );
}
