/**
 * Programs that only tests need and that neither npm nor PyPI has. As root they are installed; otherwise they are named
 * in one line, with the command to run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NEEDED = [
  {
    what: 'Chromium',
    package: 'chromium',
    found: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync),
  },
];

const missing = NEEDED.filter(({ found }) => !found());
if (missing.length > 0) {
  const packages = missing.map((program) => program.package);
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0) {
    console.log(`docugenie: tests need ${missing.map(({ what }) => what).join(', ')} — run: sudo ${command}`);
    process.exit(1);
  }
  console.log(`installing ${packages.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  const { status } = spawnSync('sh', ['-c', `${command} -qq >/dev/null`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  if (status !== 0 || NEEDED.some(({ found }) => !found())) {
    console.log(`docugenie: ${packages.join(', ')} could not be installed — run: ${command}`);
    process.exit(1);
  }
}
