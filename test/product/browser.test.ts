import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createSigninLink } from '../../services/identity/index.js';
import { expectAccessible, openBrowser, signIn } from '../support/browser.js';
import { eventually, Product } from '../support/product.js';

const scan = fileURLToPath(new URL('../../samples/history.pdf', import.meta.url));

describe('the page in a browser', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    product = Product.attach(inject('home'), inject('port'));
    browser = await openBrowser();
    page = await browser.newPage({ reducedMotion: 'reduce' }); // colours are judged at rest
    await signIn(page, product);
  });
  afterAll(() => browser.close());

  it('signs in by the printed link, and leaves no token in the address', () => {
    expect(page.url()).not.toContain('signin');
  });

  it('takes a dropped PDF, shows it being read, and finds it by a word of its text', async () => {
    // A comment behind its end makes this PDF another document than the sample.
    const bytes = Buffer.concat([readFileSync(scan), Buffer.from(`\n% ${randomBytes(8).toString('hex')}\n`)]);
    const filename = `dropped-${randomBytes(4).toString('hex')}.pdf`;
    // As text, because it runs in the browser and not here.
    const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], '${filename}', { type: 'application/pdf' }));
      return data;
    })()`);
    for (const type of ['dragenter', 'dragover', 'drop'])
      await page.dispatchEvent('body', type, { dataTransfer: transfer });
    const row = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: filename }) })
      .first();
    await row.waitFor({ timeout: 60_000 });
    const { items } = (await product.api('GET', `/v1/documents?q=${filename}`)).json<{ items: { id: string }[] }>();
    const id = items[0]?.id ?? '';
    await product.terminalDocuments([id]);
    await row.getByText(/done/i).first().waitFor({ timeout: 60_000 });

    await page.keyboard.press('/');
    await page.keyboard.type('word processor');
    expect(await page.getByRole('searchbox').inputValue()).toBe('word processor'); // typed fast: no letter is lost
    await page.locator('mark').first().waitFor({ timeout: 60_000 });
    await page.getByText(filename).first().waitFor();

    await page.goto(`${product.url}/documents/${id}`);
    await page.getByRole('heading', { name: filename }).waitFor();
    await expectAccessible(page);
  });

  it('marks on the page what was searched for, and the field that is pointed at', async () => {
    const { items } = (await product.api('GET', '/v1/documents?q=dropped-')).json<{ items: { id: string }[] }>();
    const id = items[0]?.id ?? '';
    await page.goto(`${product.url}/search?q=typewriter`);
    await page.locator(`[data-row="${id}"]`).first().click();
    await page.locator('.hit-mark').first().waitFor();
    const sheet = await page.locator('.sheet').boundingBox();
    const mark = await page.locator('.hit-mark').first().boundingBox();
    expect(mark?.width).toBeLessThan((sheet?.width ?? 0) / 4); // the word, not its line
    await page.getByRole('tab', { name: /fields/i }).click();
    const field = page.locator('.field').filter({ hasText: 'p. 1' }).first();
    await field.hover();
    await page.locator('.pointed-box').waitFor();
    await page.mouse.move(0, 0);
    await page.locator('.pointed-box').waitFor({ state: 'detached' });
  });

  it.each([
    ['a stream', false],
    ['repeated requests', true],
  ])('is live over %s where a WebSocket cannot be had, and counts documents', async (over, noStreams) => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const other = await context.newPage();
    await other.routeWebSocket(/\/v1\/ws/, (socket) => void socket.close());
    if (noStreams) {
      await other.route(/\/v1\/channels\//, (route) =>
        route.request().headers()['accept'] === 'text/event-stream' ? route.abort() : route.continue(),
      );
    }
    await other.goto(await createSigninLink(product.run().postgres.url, { url: product.url }));
    await other.locator(`.live[title*="over ${over}"]`).waitFor({ timeout: 20_000 });
    const done = other.getByRole('link', { name: /^done [\d,.]+$/i });
    const count = async () => Number((await done.innerText()).replace(/\D/g, ''));
    const before = await count();
    const filename = `${randomBytes(6).toString('hex')}.txt`;
    const { id } = (await product.put(filename, `live: ${filename}`)).json<{ id: string }>();
    await product.terminalDocuments([id]);
    await other.getByRole('listitem').filter({ hasText: filename }).getByText('done').first().waitFor();
    await eventually('the count follows', async () => (await count()) === before + 1);
    await context.close();
  });

  it('shows the reference of the API, which lists every operation', async () => {
    const context = await browser.newContext();
    const reference = await context.newPage();
    const said: string[] = [];
    reference.on('console', (message) => said.push(message.text()));
    reference.on('pageerror', (error) => said.push(error.message));
    await reference.goto(`${product.url}/docs`);
    const contract = (await product.api('GET', '/openapi.json')).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    const wanted = Object.entries(contract.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    await reference
      .locator('.opblock-summary')
      .nth(wanted.length - 1)
      .waitFor({ timeout: 20_000 });
    // The path is broken into pieces by zero-width spaces, so that it can wrap.
    const listed = (await reference.locator('.opblock-summary').allTextContents()).map((text) =>
      text.replace(/\u200b/g, '').replace(/^([A-Z]+)(\/[\w/{}-]*?)(?=[A-Z]).*$/, '$1 $2'),
    );
    expect(listed.sort()).toEqual(wanted.sort());
    await reference.locator('.opblock-summary-control').first().click();
    await reference.getByRole('button', { name: 'Try it out' }).click();
    expect(said).toEqual([]);
    await context.close();
  });

  it('says once why a document cannot be read, and offers nothing that cannot help', async () => {
    const bytes = Buffer.concat([readFileSync(scan).subarray(0, 3_000), randomBytes(8)]);
    const { id } = (await product.put(`broken-${randomBytes(4).toString('hex')}.pdf`, bytes)).json<{ id: string }>();
    await product.terminalDocuments([id]);
    await page.goto(`${product.url}/documents/${id}?tab=text`);
    await page.getByText('This page cannot be shown.').waitFor();
    await page.getByText('This document has no text, because it failed:').waitFor();
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Load again' }).count()).toBe(0);
    await expectAccessible(page);
  });

  it('has everything on a narrow screen too, and the fields in sight before the page', async () => {
    const { items } = (await product.api('GET', '/v1/documents?q=dropped-')).json<{ items: { id: string }[] }>();
    const usual = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${product.url}/documents/${items[0]?.id ?? ''}`);
    const field = page.locator('.field').first();
    await field.waitFor();
    expect((await field.boundingBox())?.y).toBeLessThan(600);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    for (const name of ['API', 'Theme', 'Sign out']) await page.getByText(name, { exact: true }).last().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByText('Sign out', { exact: true }).last().waitFor({ state: 'hidden' });
    expect(new URL(page.url()).pathname).toMatch(/^\/documents\//); // Escape closed that and nothing else
    await page.getByRole('button', { name: 'Show page' }).click();
    await page.locator('.sheet img').waitFor();
    if (usual) await page.setViewportSize(usual);
  });

  it('names an address that leads nowhere in the title', async () => {
    await page.goto(`${product.url}/nowhere`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await page.title()).not.toContain('Library');
  });

  it('does not call a link used that was never issued, and says how to make one', async () => {
    const context = await browser.newContext();
    const stranger = await context.newPage();
    await stranger.goto(`${product.url}/#signin=mistyped`);
    await stranger.getByRole('heading', { name: 'This link is not valid' }).waitFor();
    await stranger.getByText('npx docugenie signin').waitFor();
    await context.close();
  });

  it('has no accessibility violation in the library, in either theme', async () => {
    await page.goto(product.url);
    await page
      .getByRole('button', { name: /add documents/i })
      .first()
      .waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });

  it('runs nothing that the content security policy forbids', async () => {
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    await page.reload();
    await page
      .getByRole('button', { name: /add documents/i })
      .first()
      .waitFor();
    expect(violations).toEqual([]);
  });
});
