import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { toolsFolder } from '../servers.js';
import type { Installed } from './recipes.js';
import { redisVersion } from './redis.js';

const Packages = z.object({ dependencies: z.record(z.string(), z.string()) });
const Tools = z.object({ wheels: z.array(z.string()) });

/** What the figures were taken with, in one line. */
export function versions({ folder }: Installed): string {
  const { dependencies } = Packages.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const requirements = readFileSync(join(folder, 'requirements.txt'), 'utf8');
  const { wheels } = Tools.parse(JSON.parse(readFileSync(join(toolsFolder(), 'installed.json'), 'utf8')));
  const celery = /^celery==(.*)$/m.exec(requirements)?.[1] ?? '';
  const peers = ['bullmq', 'pg-boss'].map((name) => `${name} ${dependencies[name] ?? ''}`);
  const servers = wheels.filter((wheel) => /temporal|pgserver/.test(wheel));
  return [`celery ${celery}`, ...peers, `redis ${redisVersion()}`, ...servers, `node ${process.versions.node}`].join(
    ', ',
  );
}
