/**
 * `npm test`: installs what is missing, then runs every check: those that only read the code two at a time, those with
 * real servers one after the other. Prints a line a check and closes with "N passed, N failed". Needs nothing installed but Node and Python.
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

/** Runs a command in the project, its output passed on, or given to `hear`; answers its exit status. */
function run(command, args, env = environment, hear = undefined) {
  return new Promise((resolve) => {
    const output = hear === undefined ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', output, output], env });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear);
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A check that passes or fails as a whole: of several commands, the first that fails is the last. */
const whole = async (commands, env, hear) => {
  for (const [first, ...args] of commands) {
    const code = await run(process.execPath, [join(root, first), ...args], env, hear);
    if (code !== 0) return { passed: 0, failed: 1 };
  }
  return { passed: 1, failed: 0 };
};

/** A vitest project: its tests are counted one by one; a run that ends without a report is a failure. */
const suite = async (project) => {
  const results = join(scratch, `${project}.json`);
  const code = await run(process.execPath, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    `--reporter=${process.env.CI ? 'dot' : 'default'}`,
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
  try {
    const {
      numPassedTests: passed,
      numFailedTests,
      numFailedTestSuites,
      testResults,
    } = JSON.parse(readFileSync(results, 'utf8'));
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

/** What the others stand on. */
const PREPARE = [
  ['setup', () => whole([['scripts/setup.mjs']], process.env)],
  ['programs', () => whole([['scripts/test-programs.mjs']])],
];

/** They only read the code. */
const STATIC = [
  ['lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']],
  [
    'types',
    ['node_modules/typescript/bin/tsc', '--noEmit'],
    ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'web'],
  ],
  ['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  [
    'dependencies',
    ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', '.'],
  ],
  ['unused', ['node_modules/knip/bin/knip.js']],
  ['web budget', ['web/budget.mjs']],
];

const SUITES = ['unit', 'integration', 'product', 'faults'].map((project) => [project, () => suite(project)]);

const isWanted = ([name]) => wanted.length === 0 || name === 'setup' || wanted.includes(name);

/** Runs one check and prints its line, below what it has said (`said`, where that was held back). */
async function report([name, check], said = () => '') {
  const begun = Date.now();
  const { passed, failed } = await check();
  totals.passed += passed;
  totals.failed += failed;
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`${said()}${failed ? 'FAIL' : 'ok  '} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
  return failed === 0;
}

/** Two at a time, for two cores. */
async function reportStatic() {
  const waiting = STATIC.filter(isWanted);
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, ...commands] = next;
      let said = '';
      const check = () => whole(commands, environment, (text) => (said += text));
      await report([name, check], () => said);
    }
  };
  await Promise.all([lane(), lane()]);
}

async function reportAll() {
  for (const check of PREPARE.filter(isWanted)) if (!(await report(check)) && check[0] === 'setup') return;
  await reportStatic();
  for (const check of SUITES.filter(isWanted)) await report(check);
}

await reportAll();
rmSync(scratch, { recursive: true, force: true });
for (const failure of failures) console.log(`  ✗ ${failure}`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed ? 1 : 0);
