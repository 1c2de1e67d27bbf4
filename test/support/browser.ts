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
