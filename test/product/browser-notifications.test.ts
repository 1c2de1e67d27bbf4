import type { Browser, ConsoleMessage, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../domain/documents/document.js';
import { expectAccessible, expectAccessibleEverywhere, openBrowser, openLive, signIn } from '../support/browser.js';
import { eventually, Product } from '../support/product.js';
import { WebhookReceiver } from '../support/receivers.js';

describe('notifications in a browser', () => {
  let product: Product;
  let receiver: WebhookReceiver;
  let browser: Browser;
  let page: Page;
  /** A second tab of the same person. */
  let other: Page;
  let count = 0;

  beforeAll(async () => {
    // A product of its own: this one may post to a receiver in this process, and its inbox has only what is put there.
    [product, receiver, browser] = await Promise.all([Product.create(), WebhookReceiver.start(), openBrowser()]);
    await product.start({ ALLOW_PRIVATE_HOSTS: '127.0.0.1' });
    const context = await browser.newContext({ reducedMotion: 'reduce', timezoneId: 'Europe/London' });
    page = await context.newPage();
    await signIn(page, product);
    other = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([product.remove(), receiver.stop()]);
  });

  const open = (tab: Page, path: string) => openLive(tab, product, path);
  /** A document that ends as failed, of which people are told unless they say otherwise. */
  const broken = async (): Promise<Document> => {
    const added = (await product.put(`unread-${++count}.pdf`, `%PDF-1.7\nnotified ${count}`)).json<Document>();
    return (await product.terminalDocuments([added.id])).get(added.id) ?? added;
  };
  const bell = (tab: Page) => tab.locator('header').getByRole('link', { name: /^Inbox, / });
  const line = (tab: Page, { filename }: Document) => tab.getByRole('listitem').filter({ hasText: filename });
  const unread = async () => (await product.api('GET', '/v1/notifications')).json<{ unread: number }>().unread;

  describe('the inbox', () => {
    it('teaches what belongs there while it is empty', async () => {
      await open(page, '/inbox');
      await page.getByRole('heading', { name: 'Nothing to tell' }).waitFor();
      expect(await page.title()).toBe('Inbox · DocuGenie');
      await expectAccessibleEverywhere(page);
    });

    it('counts what failed on every page as it happens, and pages agree when it is read on one', async () => {
      await open(page, '/');
      await open(other, '/inbox');
      const first = await broken();
      for (const tab of [page, other]) await tab.getByRole('link', { name: 'Inbox, 1 unread' }).waitFor();
      const second = await broken();
      for (const tab of [page, other]) await tab.getByRole('link', { name: 'Inbox, 2 unread' }).waitFor();
      await line(other, second).waitFor();
      expect(
        await other.getByRole('list', { name: 'Notifications' }).getByRole('listitem').first().innerText(),
      ).toContain(second.filename);

      await bell(page).click();
      await line(page, first)
        .getByRole('link', { name: `Unread: ${first.filename}` })
        .click();
      await page.waitForURL(`**/documents/${first.id}`);
      for (const tab of [page, other]) await tab.getByRole('link', { name: 'Inbox, 1 unread' }).waitFor();
      await line(other, first).getByRole('button', { name: 'Mark unread' }).waitFor(); // read, and in its place
      await other.getByRole('button', { name: 'Mark all as read' }).click();
      for (const tab of [page, other]) await tab.getByRole('link', { name: 'Inbox, nothing unread' }).waitFor();
      expect(await unread()).toBe(0);
    });

    it('says why one got something, step by step', async () => {
      await open(page, '/inbox');
      await page.getByRole('button', { name: 'Why did I get this?' }).first().click();
      const reasons = page.locator('.why section').first().getByRole('listitem');
      await reasons.first().waitFor();
      const said = await reasons.allInnerTexts();
      expect(said[0]).toBe('Notifications are on.');
      expect(said).toContain('It is on unless somebody switches it off.');
      expect(said.at(-1)).toBe('It is sent.');
      await page.getByText('Not by e-mail').waitFor();
      await expectAccessibleEverywhere(page);
    });

    it('is worked through by keys, and shows the rest at its address', async () => {
      const third = await broken();
      await open(page, '/inbox');
      await line(page, third).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('u');
      await page.getByRole('link', { name: 'Inbox, 2 unread' }).waitFor();
      await page.keyboard.press('k');
      await page.keyboard.press('e');
      await line(page, third).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Inbox, 1 unread' }).waitFor();
      expect(await page.locator(':focus').innerText()).toMatch(/unread-2\.pdf/); // goes on with the next
      await page.getByRole('button', { name: 'Archive all read' }).click();
      await eventually('one is left', async () => (await page.locator('[data-line]').count()) === 1);
      await page.getByRole('link', { name: 'Archived' }).click();
      expect(new URL(page.url()).search).toBe('?state=archived');
      await line(page, third).waitFor();
      expect(await page.locator('[data-line]').count()).toBe(2);
      await line(page, third).getByRole('button', { name: 'Back to the inbox' }).click();
      await page.reload();
      await page.locator('[data-line]').first().waitFor();
      expect(await page.locator('[data-line]').count()).toBe(1);
      expect(await unread()).toBe(2);
    });

    it('puts nothing above what one reads: what comes is offered', async () => {
      await page.setViewportSize({ width: 1280, height: 320 });
      await open(page, '/inbox');
      for (let n = 0; n < 8; n++) await product.api('POST', '/v1/me/test', json({ channel: 'inbox' }));
      await eventually('all are here', async () => (await page.locator('[data-line]').count()) === 10);
      await page.locator('[data-line]').nth(8).scrollIntoViewIfNeeded();
      const place = () => page.locator('[data-line]').nth(8).boundingBox();
      const before = await place();
      const fresh = await broken();
      const offer = page.getByRole('button', { name: '1 new' });
      await offer.waitFor();
      expect((await place())?.y).toBe(before?.y);
      await offer.click();
      await line(page, fresh).waitFor();
      expect(await page.evaluate('scrollY')).toBe(0);
      await page.setViewportSize({ width: 1280, height: 800 });
    });
  });

  const json = (body: unknown) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  describe('the preferences', () => {
    it('switch off what one does not want, say who said so, and give it back to the team', async () => {
      await open(page, '/preferences');
      const toggle = page.getByRole('switch', { name: 'A document has failed, inbox' });
      expect(await toggle.getAttribute('aria-checked')).toBe('true');
      await toggle.hover();
      await page.getByRole('tooltip', { name: 'It is on unless somebody switches it off.' }).first().waitFor();
      await expectAccessibleEverywhere(page);
      await toggle.click();
      await page.getByText('saved', { exact: true }).waitFor();
      expect(await toggle.getAttribute('aria-checked')).toBe('false');
      await page.getByText('You switched it off.').first().waitFor();

      const before = await unread();
      const silent = await broken();
      const { items } = (await product.api('GET', `/v1/channels/document:${silent.id}/events`)).json<{
        items: { id: string; type: string }[];
      }>();
      const failed = items.find(({ type }) => type === 'document.failed')?.id;
      await eventually('it is decided', async () => {
        const { status } = await product.api('POST', '/v1/me/preferences/explain', json({ event: failed }));
        return status === 200;
      });
      expect(await unread()).toBe(before);
      await bell(page).getByText(String(before)).waitFor();

      await page.getByRole('button', { name: 'As your team has it: A document has failed, inbox' }).click();
      await page.locator('.switch[aria-checked="true"]', { hasText: 'A document has failed, inbox' }).waitFor();
      await eventually('it is given back', async () => {
        const { preferences } = (await product.api('GET', '/v1/me/preferences')).json<{ preferences: unknown }>();
        return JSON.stringify(preferences).includes('document.failed":{}');
      });
    });

    it('draw the quiet hours as they are written, and keep them when saved', async () => {
      await open(page, '/preferences');
      await page.getByRole('combobox', { name: 'Quiet hours', exact: true }).selectOption('own');
      // Monday ends and the weekend begins with a night; Tuesday to Friday have the end of one and the begin of another.
      await eventually('it is drawn', async () => (await page.locator('.week-quiet').count()) === 10);
      const caption = page.locator('.week figcaption');
      expect(await caption.innerText()).toMatch(/^Quiet Mon–Fri 22:00–07:00, Europe\/London; now: (not )?quiet/);
      await page.getByLabel('To', { exact: true }).fill('22:00');
      for (const day of ['Sat', 'Sun']) await page.getByRole('checkbox', { name: day }).check({ force: true });
      await page.getByText('They cover the whole week: nothing would ever be sent.').waitFor();
      expect(await page.getByRole('button', { name: 'Save quiet hours' }).isDisabled()).toBe(true);
      await page.getByLabel('To', { exact: true }).fill('06:30');
      await page.getByRole('button', { name: 'Save quiet hours' }).click();
      await page.getByText('saved', { exact: true }).waitFor();
      await page.reload();
      await page.getByText(/^Quiet every day 22:00–06:30, Europe\/London/).waitFor();
      await expectAccessibleEverywhere(page);
    });

    it('have rules for one type of document, and what is muted for a while', async () => {
      await open(page, '/preferences');
      const rule = page.getByRole('group', { name: 'Add for a type of document' });
      await rule.getByRole('combobox', { name: 'Type of document' }).selectOption('contract');
      await rule.getByRole('button', { name: 'Add' }).click();
      await page.getByText('Contract, A document has failed, e-mail: on').waitFor();
      await page.getByRole('group', { name: 'Mute' }).getByRole('button', { name: 'Mute' }).click();
      await page
        .getByRole('list', { name: 'Muted' })
        .getByText(/^Invoice, ends in (24 h|1 d)$/)
        .waitFor();
      await page.getByText('saved', { exact: true }).waitFor();
      await page.reload();
      await page.getByRole('list', { name: 'Muted' }).getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Invoice, ends').waitFor({ state: 'detached' });
      await page.getByText('Contract, A document has failed, e-mail: on').waitFor();
    });
  });

  describe('the preview of an e-mail', () => {
    it('shows both forms of an example as they would be sent, and gives the focus back', async () => {
      const complaints: string[] = [];
      const complain = (message: ConsoleMessage) => {
        if (message.type() === 'error') complaints.push(message.text());
      };
      page.on('console', complain);
      await open(page, '/preferences');
      await page.getByRole('button', { name: 'Preview: e-mail' }).click();
      const preview = page.getByRole('dialog', { name: 'What an e-mail looks like' });
      const mail = preview.frameLocator('iframe[title="The e-mail"]');
      await mail.getByRole('heading', { name: 'invoice-2026-114.pdf could not be processed' }).waitFor();
      await preview.getByText('Subject: invoice-2026-114.pdf could not be processed').waitFor();
      await preview.getByText('As plain text').click();
      await preview.getByText(/Stop these mails: http/).waitFor();
      await expectAccessibleEverywhere(page);
      await preview.getByRole('combobox', { name: 'Event' }).selectOption('queue.drained');
      await mail.getByRole('heading', { name: /queue/ }).waitFor();
      expect(complaints).toEqual([]);
      page.off('console', complain);
      await page.keyboard.press('Escape');
      await preview.waitFor({ state: 'detached' });
      expect(await page.locator(':focus').innerText()).toBe('Preview: e-mail');
    });

    it('shows the mail again where a link in it was followed, and what failed when it cannot be had', async () => {
      await page.getByRole('button', { name: 'Preview: e-mail' }).click();
      const preview = page.getByRole('dialog', { name: 'What an e-mail looks like' });
      const heading = preview.frameLocator('iframe').getByRole('heading', { name: /could not be processed/ });
      await heading.waitFor();
      await page.frame({ url: /preview\/mail/ })?.waitForLoadState();
      const again = page.waitForResponse(/preview\/mail/);
      // Not by the mouse: Chromium drops what is clicked before the frame is painted.
      await preview.frameLocator('iframe').getByRole('link').first().dispatchEvent('click');
      await again;
      await heading.waitFor();
      await page.route('**/v1/me/preview', (route) => route.abort());
      await preview.getByRole('combobox', { name: 'Event' }).selectOption('document.paused');
      await preview.getByRole('alert').filter({ hasText: 'Nothing was sent.' }).waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await preview.getByRole('button', { name: 'Load again' }).click();
      await preview.getByText('Subject: invoice-2026-114.pdf was paused').waitFor();
      await preview.getByRole('button', { name: 'Close' }).click();
      await preview.waitFor({ state: 'detached' });
    });
  });

  describe('the webhooks', () => {
    it('are added with a secret that is shown once, tested, and tell what was answered', async () => {
      await open(page, '/webhooks');
      await page.getByRole('button', { name: 'Add a webhook' }).click();
      const adding = page.getByRole('dialog', { name: 'Add a webhook' });
      await adding.getByRole('textbox', { name: 'Address' }).fill('http://10.0.0.1/');
      await expectAccessible(page);
      await adding.getByRole('button', { name: 'Add', exact: true }).click();
      await adding.getByRole('alert').filter({ hasText: 'Nothing was added.' }).waitFor();
      await adding.getByRole('textbox', { name: 'Address' }).fill(receiver.url('/browser'));
      await adding.getByRole('checkbox', { name: 'document.created' }).uncheck();
      await adding.getByRole('button', { name: 'Add', exact: true }).click();
      const secret = page.getByRole('dialog', { name: 'The secret of this webhook' });
      expect(await secret.locator('.secret').innerText()).toMatch(/^whsec_/);
      await secret.getByRole('button', { name: 'I have kept it' }).click();

      await page.getByRole('link', { name: receiver.url('/browser') }).click();
      await page.getByText('Nothing was sent to it yet.').waitFor();
      await page.getByRole('button', { name: 'Send a test' }).click();
      await receiver.until('/browser', 1);
      const log = page.getByRole('list', { name: 'Deliveries' }).locator('> li');
      await eventually('its answer is shown', async () =>
        /^sent\s[^]*webhook\.test[^]*1\. .*: 204 in \d+/.test(await log.first().innerText()),
      );
      await expectAccessibleEverywhere(page);
    });

    it('are sent once more what happened in a range of time', async () => {
      const failed = await broken();
      const [, original] = await receiver.until('/browser', 2);
      expect(original?.body).toContain(failed.id);
      await page.getByRole('button', { name: 'Send again…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Send again what happened' });
      await expectAccessible(page);
      await dialog.getByRole('button', { name: 'Send again' }).click();
      const said = dialog.getByRole('status').filter({ hasText: /^\d+ events are sent once more/ });
      const accepted = Number.parseInt(await said.innerText());
      expect(accepted).toBeGreaterThan(1); // all that failed since the product began
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      const received = await receiver.until('/browser', 2 + accepted);
      expect(received.slice(2).map(({ headers }) => headers['webhook-id'])).toContain(original?.headers['webhook-id']);
      const log = page.getByRole('list', { name: 'Deliveries' }).locator('> li');
      await eventually('the log follows', async () => (await log.count()) === 2 + accepted);
    });

    it('show what is tried again and why, and go after a question', async () => {
      receiver.answer = (_, response) => response.writeHead(500).end('the database is away');
      await page.getByRole('button', { name: 'Send a test' }).click();
      const first = page.getByRole('list', { name: 'Deliveries' }).locator('> li').first();
      await first.getByText('the database is away').first().waitFor();
      expect(await first.innerText()).toMatch(/waiting[^]*webhook\.test[^]*500 in/);
      await page.getByRole('button', { name: 'Remove…' }).click();
      await page.getByRole('dialog', { name: 'Remove this webhook?' }).getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('heading', { name: 'Tell another system what happens here' }).waitFor();
      await expectAccessibleEverywhere(page);
    });

    it('are refused with a sentence to those who are no administrators', async () => {
      await page.route('**/v1/webhooks', (route) =>
        route.fulfill({ status: 403, json: { status: 403, code: 'forbidden', title: 'Not allowed' } }),
      );
      await page.reload();
      await page.getByText(/^Webhooks are for the administrators of your team/).waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  });
});
