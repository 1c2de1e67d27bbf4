import { run } from './child.mjs';
import { Trouble } from './trouble.mjs';

const CANDIDATES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * The first Python ≥ 3.10 of the PATH. Throws a Trouble that tells which ones were too old.
 *
 * @param {{ environment: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<string>} its own path
 */
export async function findPython({ environment, signal }) {
  const old = [];
  for (const name of CANDIDATES) {
    const { status, output } = await run(
      name,
      ['-c', 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable, sep="\\n")'],
      { env: environment, signal },
    );
    if (status !== 0) continue;
    const [version = '', path = name] = output.trim().split('\n');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return path;
    old.push(`${name} is ${version}`);
  }
  throw new Trouble(
    old.length === 0 ? 'Python was not found' : `Python ≥ 3.10 is needed, but ${old.join(' and ')}`,
    'install Python ≥ 3.10 with venv (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)',
  );
}

/**
 * Downloads pinned packages with pip, so that the user's own settings of index, proxy and certificates count. An
 * installed pip will do, also in a Python whose packages are managed by the system, because nothing is installed into
 * it; where there is none, a virtual environment that is removed afterwards brings one.
 *
 * @param {{ python: string, args: readonly string[], folder: string, log: string, environment: NodeJS.ProcessEnv, signal: AbortSignal }} options
 *   `folder`: for the virtual environment and for pip's temporary files.
 */
export async function pipDownload({ python, args, folder, log, environment, signal }) {
  const env = { ...environment, TMPDIR: folder, PIP_REQUIRE_VIRTUALENV: '', PYTHONDONTWRITEBYTECODE: '1' };
  const flags = ['-m', 'pip'];
  const options = [
    'download',
    '--quiet',
    '--no-input',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    ...args,
  ];
  let program = python;
  if ((await run(python, [...flags, '--version'], { env, signal })).status !== 0) {
    const venv = `${folder}/venv`;
    const made = await run(python, ['-m', 'venv', venv], { env, log, signal });
    if (made.status !== 0) {
      throw new Trouble(
        /ensurepip|venv/.test(made.output)
          ? 'Python has neither pip nor venv'
          : `venv failed: ${lastLine(made.output)}`,
        'install them (Debian, Ubuntu: apt install python3-venv) and start again',
      );
    }
    program = `${venv}/bin/python`;
  }
  const { status, output } = await run(program, [...flags, ...options], { env, log, signal });
  if (status !== 0) throw new Trouble(...reason(output, log));
}

/**
 * @param {string} output what pip said
 * @param {string} log
 * @returns {[string, string]}
 */
export function reason(output, log) {
  if (/DO NOT MATCH THE HASHES/.test(output))
    return [
      'a download is not the file that was pinned',
      'your package index or a proxy alters files: use another one (PIP_INDEX_URL)',
    ];
  if (/No space left/.test(output)) return ['the disk is full', 'make room and start again'];
  if (/Could not find a version|No matching distribution/.test(output) && !/Retrying|connection|resolve/i.test(output))
    return [
      `your package index lacks a file: ${lastLine(output)}`,
      'use the public index (unset PIP_INDEX_URL) or mirror it',
    ];
  if (/Retrying|connection|resolve|timed out|unreachable|proxy|SSL/i.test(output))
    return [
      "the first start needs Python's package index, which does not answer",
      `check the connection (or PIP_INDEX_URL, HTTPS_PROXY) and start again; details in ${log}`,
    ];
  return [`the tools could not be downloaded: ${lastLine(output)}`, `read ${log}`];
}

/** @param {string} output */
function lastLine(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /^ERROR/.test(line)) ?? lines.at(-1) ?? 'it said nothing')
    .replace(/^ERROR:\s*/, '')
    .trim();
}
