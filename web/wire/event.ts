/** The id in a subject `document:<id>`; null for other subjects. */
export function documentOf(subject: string): string | null {
  const [kind, id] = subject.split(':');
  return kind === 'document' && id !== undefined && id !== '' ? id : null;
}
