/**
 * `npm test`: installs what is missing, then runs every check, one after the other (two cores, real servers). Prints a
 * line a check and closes with "N passed, N failed". Needs nothing installed but Node and Python.
 *
 *   npm test                     everything
 *   npm test -- unit lint        only these
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolsOf } from '../cli/bootstrap/index.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wanted = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'dg-results-'));
const totals = { passed: 0, failed: 0 };
/** What failed, with the first line of why: printed at the end, where it is found. */
const failures = [];

/** Tests make homes of their own; servers and models are those that setup installed. */
const environment = { ...process.env, NO_COLOR: '1', DOCUGENIE_TOOLS: toolsOf(root, process.env) };
delete environment['DOCUGENIE_HOME'];

/** Runs a command in the project, its output passed on; answers its exit status. */
function run(command, args, env = environment) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

const tool = (name, ...args) => run(process.execPath, [join(root, 'node_modules', name), ...args]);

/** A check that passes or fails as a whole. */
const whole = (start) => async () => {
  const code = await start();
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

/** A vitest project: its tests are counted one by one; a run that ends without a report is a failure. */
const suite = (project) => async () => {
  const report = join(scratch, `${project}.json`);
  const code = await tool(
    'vitest/vitest.mjs',
    'run',
    '--project',
    project,
    `--reporter=${process.env.CI ? 'dot' : 'default'}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
  );
  try {
    const {
      numPassedTests: passed,
      numFailedTests,
      numFailedTestSuites,
      testResults,
    } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { name, message, assertionResults } of testResults) {
      if (message) failures.push(`${relative(root, name)}: ${message.split('\n')[0]}`);
      for (const { status, fullName, failureMessages } of assertionResults)
        if (status === 'failed') failures.push(`${fullName}: ${failureMessages[0]?.split('\n')[0]}`);
    }
    const failed = Math.max(numFailedTests, Math.min(1, numFailedTestSuites));
    return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
};

const CHECKS = [
  ['setup', whole(() => run(process.execPath, ['scripts/setup.mjs'], process.env))],
  ['programs', whole(() => run(process.execPath, ['scripts/test-programs.mjs']))],
  ['format', whole(() => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'))],
  ['lint', whole(() => tool('eslint/bin/eslint.js', '.', '--max-warnings', '0'))],
  [
    'types',
    whole(
      async () =>
        (await tool('typescript/bin/tsc', '--noEmit')) || (await tool('typescript/bin/tsc', '--noEmit', '-p', 'web')),
    ),
  ],
  [
    'dependencies',
    whole(() => tool('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', '.')),
  ],
  ['unused', whole(() => tool('knip/bin/knip.js'))],
  ['web budget', whole(() => run(process.execPath, ['web/budget.mjs']))],
  ['unit', suite('unit')],
  ['integration', suite('integration')],
  ['product', suite('product')],
  ['faults', suite('faults')],
];

for (const [name, check] of CHECKS) {
  if (wanted.length > 0 && name !== 'setup' && !wanted.includes(name)) continue;
  const begun = Date.now();
  const { passed, failed } = await check();
  totals.passed += passed;
  totals.failed += failed;
  console.log(
    `${failed ? 'FAIL' : 'ok  '} ${name}: ${passed} passed, ${failed} failed, ${((Date.now() - begun) / 1000).toFixed(1)} s`,
  );
  if (name === 'setup' && failed) break;
}
rmSync(scratch, { recursive: true, force: true });
for (const failure of failures) console.log(`  ✗ ${failure}`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed ? 1 : 0);
