import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Database } from '../../services/db/index.js';
import { confirmAddress, unsubscribe, unsubscribingOf, wordsOf } from '../../services/notifications/index.js';
import type { ApiEnvironment } from '../environment.js';
import * as contract from './contract.js';

/** What is followed out of an e-mail, by whoever reads it: the link is the credential. */
export function mountMailLinks(app: OpenAPIHono<ApiEnvironment>, { db }: { db: Database }): void {
  // Mail programs and scanners open links: only the buttons change something.
  app.openapi(contract.confirmPage, (c) =>
    c.html(page(`<p>Have notifications sent to this address?</p><form method="post"><button>Confirm</button></form>`)),
  );
  app.openapi(contract.confirmEmail, async (c) => {
    await confirmAddress(db, c.req.valid('param').token);
    return c.html(page(`<p>Confirmed: mail reaches you from now on.</p>`));
  });
  app.openapi(contract.unsubscribePage, async (c) => {
    const stops = await unsubscribingOf(db, c.req.valid('param').token);
    return c.html(
      page(`<p>No more e-mail of this kind: ${wordsOf(stops)}?</p>
      <form method="post"><button>Unsubscribe</button></form>`),
    );
  });
  app.openapi(contract.unsubscribe, async (c) => {
    const stops = await unsubscribingOf(db, c.req.valid('param').token);
    await unsubscribe(db, stops);
    return c.html(
      page(`<p>Done: no more e-mail of this kind (${wordsOf(stops)}).</p>
      <p>Your inbox and other kinds are as they were; change them under Preferences.</p>`),
    );
  });
}

/** Its texts are our own: nothing of a document or a person is in it. */
const page = (body: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>DocuGenie</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}</style>
<h1>DocuGenie</h1>${body}</html>`;
