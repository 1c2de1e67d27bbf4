import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Supervised } from '../../cli/platform/supervised.js';
import { keepRunning } from './programs.js';

/** HAProxy as a plain TCP proxy in front of several servers, each connection to the next: no sessions that stick. */
export function startProxy(folder: string, port: number, servers: readonly number[]): Promise<Supervised> {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `defaults
  mode tcp
  maxconn 8000
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  retries 3
  option redispatch
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  balance roundrobin
  default-server check inter 300 fall 1 rise 1
${servers.map((server) => `  server s${server} 127.0.0.1:${server}`).join('\n')}
`,
  );
  return keepRunning({ name: 'haproxy', port, folder, argv: ['/usr/sbin/haproxy', '-db', '-f', file] });
}
