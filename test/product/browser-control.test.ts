import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { expectAccessible, openBrowser, signIn } from '../support/browser.js';
import { pdfOf } from '../support/documents.js';
import { eventually, Product } from '../support/product.js';

describe('what a person can change in a browser', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  /** A second tab of the same person. */
  let other: Page;

  beforeAll(async () => {
    product = Product.attach(inject('home'), inject('port'));
    browser = await openBrowser();
    const context = await browser.newContext({ reducedMotion: 'reduce' }); // colours are judged at rest
    page = await context.newPage();
    await signIn(page, product);
    other = await context.newPage();
  });
  afterAll(() => browser.close());

  const open = async (tab: Page, path: string) => {
    await tab.goto(product.url + path);
    await tab.locator('.live', { hasText: 'live' }).waitFor();
  };
  /** Where it is wide and where it is narrow, in both themes. */
  const expectAccessibleEverywhere = async (tab: Page) => {
    for (const width of [1280, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.setViewportSize({ width, height: 800 });
        await tab.emulateMedia({ colorScheme });
        expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await expectAccessible(tab);
      }
    await tab.setViewportSize({ width: 1280, height: 800 });
  };

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
      expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
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
