import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { uuidv7 } from 'uuidv7';

const program = fileURLToPath(new URL('../../dist/cli/docugenie.js', import.meta.url));

/** The command as it is installed, in processes of its own, against the running product. */
describe('docugenie, the command', () => {
  const mark = uuidv7().slice(-12);
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dg-command-'));
    mkdirSync(join(folder, 'papers'));
    writeFileSync(join(folder, 'papers', `duck-${mark}.md`), `# Ducks\n\nThe quackword${mark} stands in this text.`);
    writeFileSync(join(folder, 'papers', `table-${mark}.csv`), `name,weight\nduck ${mark},1.2\ngoose,3.4\n`);
    writeFileSync(join(folder, `broken-${mark}.pdf`), `%PDF-1.7\n${mark}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function docugenie(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, DOCUGENIE_HOME: inject('home'), NO_COLOR: '1' },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  }

  const listed = async (name: string): Promise<{ id: string; status: string; run: number }> => {
    const { out } = await docugenie('list', '--limit', '100', '--json');
    const { items } = JSON.parse(out) as { items: { id: string; filename: string; status: string; run: number }[] };
    const found = items.find(({ filename }) => filename === name);
    if (found === undefined) throw new Error(`${name} is not listed: ${out}`);
    return found;
  };

  it('adds a folder and waits until all is read; what was found is shown, and found again', async () => {
    const added = await docugenie('add', 'papers');
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toMatch(new RegExp(`table-${mark}\\.csv.*spreadsheet`));
    const searched = await docugenie('search', `quackword${mark}`);
    expect(searched.code).toBe(0);
    expect(searched.out).toContain(`*quackword${mark}*`);
    const { id } = await listed(`duck-${mark}.md`);
    const shown = await docugenie('show', id.slice(-12));
    expect(shown.out).toMatch(/^ *steps +extract +completed/m);
    const markdown = await docugenie('show', `duck-${mark}.md`, '--markdown');
    expect(markdown.out).toContain(`# Ducks`);
  });

  it('ends with 1 and the reason when a file is missing or cannot be read, and adds the others', async () => {
    const { code, out } = await docugenie('add', 'nowhere.pdf', `broken-${mark}.pdf`);
    expect(code).toBe(1);
    expect(out).toMatch(/nowhere\.pdf: there is no file/);
    const { status, id } = await listed(`broken-${mark}.pdf`);
    expect(status).toBe('failed');
    expect((await docugenie('retry', id)).out).toContain('run 2');
  });

  it('says in one line what went wrong, with the status of the kind of error', async () => {
    const foreign = await docugenie('show', uuidv7());
    expect(foreign.code).toBe(1);
    expect(foreign.err.trim().split('\n')).toHaveLength(1);
    expect((await docugenie('cancel', `duck-${mark}.md`)).err).toMatch(/^docugenie: /);
    expect((await docugenie('search', '--mode', 'text', `nowhere${mark}`)).code).toBe(1);
    expect((await docugenie('add')).err).toMatch(/^docugenie: missing required argument 'path'\nUsage: docugenie add/);
  });

  it('changes many at once, and deletes many only when told so', async () => {
    const many = ['--all', '--name', mark];
    expect(await docugenie('retry', ...many, '--status', 'failed')).toMatchObject({
      code: 0,
      out: '1 document was queued again.\n',
    });
    const { id } = await listed(`duck-${mark}.md`);
    expect((await docugenie('reprocess', id, '--from', 'index')).out).toContain('run 2');
    expect((await docugenie('versions', id)).out).toMatch(/^ +2 .*index[^]*^ +1 .*extract/m);
    const deleted = await docugenie('delete', ...many);
    expect(deleted.code).toBe(1);
    expect(deleted.err).toContain('add --yes');
    expect((await docugenie('delete', '--name', mark)).err).toContain('add --all');
  });

  it('drains a queue, which the status tells, and has a task done', async () => {
    expect((await docugenie('drain', 'ml', '--reason', mark)).code).toBe(0);
    expect((await docugenie('queues')).out).toMatch(new RegExp(`^ml .*drained .*: ${mark}$`, 'm'));
    expect((await docugenie('status')).out).toContain('Types, fields and search wait');
    expect((await docugenie('undrain', 'ml')).code).toBe(0);
    expect((await docugenie('tasks', 'run', 'sweep')).out).toMatch(/^sweep: (nothing to remove|.* removed) \(/);
    expect((await docugenie('tasks')).out).toMatch(/^ {2}sweep +every minute +ran /m);
  });

  it('counts and deletes', async () => {
    const status = await docugenie('status', '--json');
    const { documents } = JSON.parse(status.out) as { documents: Record<string, number> };
    expect(documents['completed']).toBeGreaterThan(0);
    const { id } = await listed(`table-${mark}.csv`);
    expect((await docugenie('delete', id)).code).toBe(0);
    expect((await docugenie('show', id)).code).toBe(1);
  });
});
