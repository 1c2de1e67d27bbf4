import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { expectAccessible, expectAccessibleEverywhere, openBrowser, openLive, signIn } from '../support/browser.js';
import { pdfOf } from '../support/documents.js';
import { eventually, Product } from '../support/product.js';

describe('what a person can change in a browser', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  /** A second tab of the same person. */
  let other: Page;

  let database: pg.Client;

  beforeAll(async () => {
    product = Product.attach(inject('home'), inject('port'));
    browser = await openBrowser();
    const context = await browser.newContext({ reducedMotion: 'reduce' }); // colours are judged at rest
    page = await context.newPage();
    await signIn(page, product);
    other = await context.newPage();
    database = new pg.Client({ connectionString: product.run().postgres.url });
    await database.connect();
  });
  afterAll(async () => {
    await browser.close();
    await database.end();
  });

  const open = (tab: Page, path: string) => openLive(tab, product, path);

  const add = async (name: string, bytes: string | Uint8Array<ArrayBuffer>) =>
    (await product.put(name, bytes)).json<Document>();
  /** A document of which the reading is under way. */
  const inWork = async (name: string) => {
    const document = await add(name, pdfOf(1_000, name));
    await eventually('pages are read', async () => {
      const { steps } = await product.document(document.id);
      return (steps[0]?.progress?.done ?? 0) > 50;
    });
    return document;
  };

  describe('the page of a document', () => {
    it('pauses and resumes it, which a second tab shows as it happens', async () => {
      const { id } = await inWork('browser-pause.pdf');
      await open(page, `/documents/${id}`);
      await open(other, `/documents/${id}?tab=history`);
      await page.getByRole('button', { name: 'Pause' }).click();
      const notice = other.getByRole('status').filter({ hasText: 'Resume goes on where it stopped.' });
      await notice.waitFor();
      await other.getByRole('tabpanel').getByText('Paused', { exact: true }).waitFor();
      expect(await other.getByRole('button', { name: 'Pause' }).count()).toBe(0);
      await expectAccessibleEverywhere(other);
      await page.getByRole('button', { name: 'Resume' }).click();
      await notice.waitFor({ state: 'detached' });
      await other.getByRole('tabpanel').getByText('Went on', { exact: true }).waitFor();
      await other.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Retry' }).waitFor();
    });

    it('shows what its runs found, and two of them side by side, as the address says', async () => {
      const { id } = await add(
        'browser-versions.txt',
        'Invoice number 2026-0816. Total due: 99.50 EUR. ada@example.org',
      );
      await product.terminalDocuments([id]);
      await open(page, `/documents/${id}?tab=versions`);
      await page.getByText('two runs can be compared here').waitFor();
      await page.getByRole('button', { name: 'Reprocess' }).click();
      await page
        .getByRole('group', { name: 'Reprocess from' })
        .getByRole('button', { name: /^Find fields/ })
        .click();
      const runs = page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
      await runs.nth(1).waitFor();
      await runs.first().getByText('done').waitFor(); // it ends while one looks
      expect(await runs.first().innerText()).toMatch(/Run 2[^]*current[^]*from “Find fields”[^]*Text of run 1/);
      expect(await runs.nth(1).innerText()).toMatch(/Run 1[^]*from “Read”/);
      await page.getByText(/^Fields: \d+ the same\.$/).waitFor();

      // What another version of the product found then is told by its rows.
      await database.query(
        `update document_field set value = '98.50 EUR' where document_id = $1 and run = 1 and name = 'total'`,
        [id],
      );
      await database.query(`delete from document_field where document_id = $1 and run = 1 and name = 'email'`, [id]);
      await page.getByRole('combobox', { name: 'Older run' }).selectOption('2');
      await page.getByText(/^Fields: \d+ the same\.$/).waitFor();
      expect(new URL(page.url()).searchParams.get('runs')).toBe('2-2');
      await page.getByRole('combobox', { name: 'Older run' }).selectOption('1');
      await page.getByText(/^Fields: 1 changed, 1 new/).waitFor();
      expect(await page.getByRole('row', { name: /^Total 98\.50 EUR .*99\.50.* changed$/ }).count()).toBe(1);
      expect(await page.getByRole('row', { name: /^E-mail .*ada@example\.org.* new$/ }).count()).toBe(1);
      await page.reload();
      await page.getByText(/^Fields: 1 changed, 1 new/).waitFor();
      await expectAccessibleEverywhere(page);
      const text = await runs.nth(1).getByRole('link', { name: /^Text/ }).getAttribute('href');
      expect((await product.api('GET', text ?? '')).text).toContain('2026-0816');
    });

    it('reprocesses it from a step that is chosen from a menu, where those that cannot be say why', async () => {
      const { id } = await add('browser-reprocess.txt', 'Invoice number 2026-0815. Total due: 1,234.50 EUR.');
      await product.terminalDocuments([id]);
      await open(page, `/documents/${id}?tab=history`);
      const button = page.getByRole('button', { name: 'Reprocess' });
      await button.focus();
      await page.keyboard.press('Enter');
      const menu = page.getByRole('group', { name: 'Reprocess from' });
      await menu.getByRole('button', { name: /^Read/ }).waitFor();
      await expectAccessibleEverywhere(page);
      await page.keyboard.press('Escape'); // closes that and nothing else
      await menu.waitFor({ state: 'hidden' });
      await button.and(page.locator(':focus')).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/documents/${id}`);
      await page.keyboard.press('Enter');
      await menu.locator(':focus').waitFor();
      for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
      await page.getByText('run 2, from “Find fields”').waitFor();
      await eventually('the second run ends', async () => {
        const { run, status } = await product.document(id);
        return run === 2 && status === 'completed';
      });
      await page.getByRole('tab', { name: 'Steps' }).click();
      const steps = page.getByRole('tabpanel').getByRole('listitem');
      await steps.filter({ hasText: 'Find fields' }).getByText('done').waitFor();
      await steps.filter({ hasText: 'Tell the type' }).getByText('kept from before').waitFor();

      const broken = await add('browser-broken.pdf', '%PDF-1.7\nnothing of browser');
      await product.terminalDocuments([broken.id]);
      await open(page, `/documents/${broken.id}`);
      await page.getByRole('button', { name: 'Reprocess' }).click();
      const fields = page.getByRole('button', { name: 'Find fields There is no text yet' });
      expect(await fields.isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: /^Read / }).isDisabled()).toBe(false);
      await page.keyboard.press('Escape');
    });
  });

  describe('the library', () => {
    const row = (name: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
    const box = (name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
    const bar = () => page.getByRole('group', { name: 'Selection' });
    /** Files that cannot be read, the last one added first. */
    const broken = async (mark: string, count: number) => {
      const names = Array.from({ length: count }, (_, n) => `${mark}-${n}.pdf`);
      const ids: string[] = [];
      for (const name of names) ids.push((await add(name, `%PDF-1.7\nnothing of ${name}`)).id);
      await product.terminalDocuments(ids);
      return { ids, names: names.reverse() };
    };

    it('selects by mouse and by keys, with ranges, and offers what can be done to those', async () => {
      const { names } = await broken('pick', 4);
      const [first = '', second = '', third = '', fourth = ''] = names;
      await open(page, '/');
      await row(first).waitFor();
      await box(first).click();
      await box(third).click({ modifiers: ['Shift'] });
      await bar().getByText('3 selected').waitFor();
      for (const name of [first, second, third]) expect(await box(name).isChecked()).toBe(true);
      expect(await box(fourth).isChecked()).toBe(false);
      await box(second).click();
      expect(await box(second).isChecked()).toBe(false);
      await page.getByRole('link', { name: fourth, exact: true }).focus();
      await page.keyboard.press('x');
      expect(await box(fourth).isChecked()).toBe(true);
      await page.keyboard.press('k');
      await page.keyboard.press('k');
      await page.keyboard.press('Shift+X');
      await bar().getByText('4 selected').waitFor();
      await page.keyboard.press('Space');
      await bar().getByText('3 selected').waitFor();
      expect(await box(second).isChecked()).toBe(false);
      for (const name of ['Retry 3', 'Delete 3']) await bar().getByRole('button', { name }).waitFor();
      for (const verb of ['Pause', 'Resume', 'Cancel'])
        expect(await bar().getByRole('button', { name: verb }).count()).toBe(0);
      await expectAccessibleEverywhere(page);
      await page.keyboard.press('Escape');
      await bar().getByText('selected').waitFor({ state: 'detached' });
    });

    it('retries all that match the filter with one request, and says how many that were', async () => {
      await broken('bulk-retry', 2);
      await open(page, '/?status=failed');
      await row('bulk-retry-0.pdf').waitFor();
      const sent: { key: string | undefined; body: unknown }[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/v1/documents/bulk'))
          sent.push({ key: request.headers()['idempotency-key'], body: request.postDataJSON() as unknown });
      });
      // The next page is never given: what is not shown is meant as well.
      await page.route(/\/v1\/documents\?.*limit=/, async (route) => {
        const answer = await route.fetch();
        const { items = [] } = (await answer.json()) as { items?: unknown[] }; // none where it was told to come back
        await route.fulfill({ response: answer, json: { items: items.slice(0, 1), next_cursor: 'more' } });
      });
      await page.reload();
      await page.getByText('1+ documents').waitFor();
      const failed = (await product.api('GET', '/v1/system')).json<{ documents: { failed: number } }>().documents
        .failed;
      await page.getByRole('checkbox', { name: 'Select all documents that are shown' }).click();
      await bar()
        .getByRole('button', { name: `Select all ${failed} that match` })
        .click();
      await bar().getByText(`All ${failed} that match are selected`).waitFor();
      await bar().getByRole('button', { name: 'Retry' }).click();
      await bar().getByText(`${failed} documents were queued again.`).waitFor();
      expect(sent).toEqual([
        {
          key: expect.stringMatching(/^[0-9a-f-]{16,}$/) as string,
          body: { action: 'retry', filter: { status: 'failed' } },
        },
      ]);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });

    it('deletes those that are selected after a question, and sends it again with the same key when no answer came', async () => {
      const { ids, names } = await broken('bulk-delete', 2);
      await open(page, '/');
      for (const name of names) await box(name).click();
      const keys: (string | undefined)[] = [];
      await page.route(/\/v1\/documents\/bulk/, async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        const answer = await route.fetch();
        await (keys.length === 1 ? route.abort() : route.fulfill({ response: answer })); // done, and nobody hears of it
      });
      await bar().getByRole('button', { name: 'Delete 2' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete these 2 documents?' });
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Delete' }).click();
      await bar().getByText('It may have been done all the same.').waitFor();
      await bar().getByRole('button', { name: 'Make sure' }).click();
      await bar().getByText('2 documents were deleted.').waitFor();
      expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
      for (const name of names) await row(name).waitFor({ state: 'detached' });
      for (const id of ids) expect((await product.api('GET', `/v1/documents/${id}`)).status).toBe(404);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  });

  describe('the system page', () => {
    afterEach(() => product.api('POST', '/v1/queues/extraction/undrain'));

    it('lists the components with their versions, the queues, and says that nothing waits', async () => {
      await open(page, '/');
      await page.getByRole('link', { name: /^System/ }).click();
      await page.getByRole('heading', { name: 'System' }).waitFor();
      const postgres = page.getByRole('list', { name: 'Components' }).getByRole('listitem').first();
      expect(await postgres.innerText()).toMatch(/PostgreSQL[^]*healthy[^]*\d+\.\d+, pgvector/);
      expect(await page.getByRole('list', { name: 'Queues' }).getByRole('listitem').count()).toBe(3);
      await page.getByText('No document waits for anything but its turn.').waitFor();
      await page.getByRole('row', { name: /^Reconcile/ }).waitFor();
      expect(await page.title()).toBe('System · DocuGenie');
      await expectAccessibleEverywhere(page);
    });

    it('draining a queue asks why, is told on another page at once, and undraining takes that away', async () => {
      await open(other, '/');
      await open(page, '/system');
      await page.getByRole('button', { name: 'Drain… extraction' }).click();
      await page.getByRole('textbox', { name: /^Reason/ }).fill('a larger disk');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Drain', exact: true }).click();
      const banner = other.getByRole('status').filter({ hasText: 'a larger disk' });
      await banner.waitFor();
      expect(await banner.innerText()).toContain(
        'Reading waits: the queue is drained (a larger disk). It goes on when it is undrained.',
      );
      await expectAccessibleEverywhere(other);
      expect(await banner.getByRole('link').getAttribute('href')).toBe('/system');
      await page.getByText('Reading waits: the queue is drained (a larger disk)').waitFor();
      await expectAccessibleEverywhere(page);
      await page.getByRole('button', { name: 'Undrain extraction' }).click();
      await banner.waitFor({ state: 'detached' });
      await page.getByText('No document waits for anything but its turn.').waitFor();
    });

    it('runs a periodic task now, and shows that it ran', async () => {
      await open(page, '/system');
      const row = page.getByRole('row', { name: /^Retention/ });
      await row.waitFor();
      const { items } = (await product.api('GET', '/v1/system/tasks')).json<{
        items: { name: string; last_run: { started_at: string } | null }[];
      }>();
      const before = items.find(({ name }) => name === 'retention')?.last_run?.started_at;
      await row.getByRole('button', { name: 'Run retention now' }).click();
      const time = row.locator('time').first();
      await eventually('it has run', async () => {
        const begun = (await time.count()) > 0 ? await time.getAttribute('datetime') : null;
        return begun !== null && begun !== before;
      });
      await row.getByText(/nothing to forget|forgotten/).waitFor();
    });
  });
});
