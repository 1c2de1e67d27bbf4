import type { SnippetPart } from './snippet.js';

/** Text with what was found marked. */
export function Marked({ parts }: { parts: readonly SnippetPart[] }) {
  return (
    <>
      {parts.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>))}
    </>
  );
}
