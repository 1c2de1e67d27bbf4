import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectAccessible, openBrowser, signIn } from '../support/browser.js';
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
