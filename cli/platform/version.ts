import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The product's version, from its package. */
export function versionOf(root: string): string {
  const parsed = z
    .object({ version: z.string() })
    .safeParse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return parsed.success ? parsed.data.version : 'unknown';
}
