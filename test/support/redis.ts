import type { Supervised } from '../../cli/platform/supervised.js';
import { keepRunning } from './programs.js';

/** A Redis that keeps nothing on disk. */
export function startRedis(folder: string, port: number): Promise<Supervised> {
  return keepRunning({
    ...{ name: 'redis', port, folder },
    argv: ['/usr/bin/redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
  });
}
