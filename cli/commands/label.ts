import { STARTER_LABELS } from '../../domain/documents/labels.js';
import { fail } from '../../domain/errors.js';

/** The label that is meant, however it is capitalised. Throws `invalid` with the known ones: a wrong filter finds nothing. */
export function labelNamed(given: string): string {
  const meant = given.trim().toLowerCase();
  const known = STARTER_LABELS.find((label) => label === meant);
  return known ?? fail('invalid', `there is no label "${given}"`, { remedy: `known are ${STARTER_LABELS.join(', ')}` });
}
