import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { createSigninLink } from '../../services/identity/index.js';
import type { Product } from './product.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The system's browser. Throws with the remedy when there is none. */
export async function openBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('Chromium is missing: run node scripts/test-programs.mjs');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Opens the page by a sign-in link of its own, and waits until it is there. */
export async function signIn(page: Page, product: Product): Promise<void> {
  await page.goto(await createSigninLink(product.run().postgres.url, { url: product.url }));
  await page
    .getByRole('button', { name: /add documents/i })
    .first()
    .waitFor();
}

/** axe is run through the debugger, which the page's content security policy does not bind. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished))`);
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document).then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes[0].html])))`,
    awaitPromise: true,
    returnByValue: true,
  });
  expect(JSON.parse(String(result.value))).toEqual([]);
}

/** Where it is wide and where it is narrow, in both themes; nothing stands out on the side. */
export async function expectAccessibleEverywhere(page: Page): Promise<void> {
  for (const width of [1280, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await expectAccessible(page);
    }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Goes to a page of the product, and waits until it hears what happens. */
export async function openLive(page: Page, { url }: Product, path: string): Promise<void> {
  await page.goto(url + path);
  await page.locator('.live', { hasText: 'live' }).waitFor();
}
