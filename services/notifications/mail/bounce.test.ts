import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBounce } from './bounce.js';

/** A report as servers write it; `groups` is the part for programs. */
const report = (
  groups: string,
  returned = `Message-ID: <0199-delivery@docs.example>\nSubject: invoice.pdf\n`,
): string =>
  `From: MAILER-DAEMON@mx.example
To: docugenie@docs.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

${groups}
--b
Content-Type: text/rfc822-headers

${returned}
--b--
`.replaceAll('\n', '\r\n');

const POSTFIX = `Reporting-MTA: dns; mx.example
X-Postfix-Sender: rfc822; docugenie@docs.example
Original-Envelope-Id: 0199-envelope
Arrival-Date: Mon, 23 Nov 2026 22:00:00 +0000 (UTC)

Final-Recipient: rfc822; mary.forwarded@other.example
Original-Recipient: rfc822;Mary@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; other.example
Diagnostic-Code: smtp; 550 5.1.1 <mary.forwarded@other.example>: Recipient address
    rejected: User unknown
`;

describe('a bounce', () => {
  it('says whom it could not reach, why, and which mail it was', async () =>
    expect(await parseBounce(report(POSTFIX))).toEqual({
      recipient: 'Mary@example.com',
      status: '5.1.1',
      action: 'failed',
      messageId: '0199-delivery',
      suppress: true,
      detail: '550 5.1.1 <mary.forwarded@other.example>: Recipient address rejected: User unknown',
    }));

  it('names the mail by its envelope where nothing of it came back', async () =>
    expect(await parseBounce(report(POSTFIX, 'Subject: invoice.pdf\n'))).toMatchObject({ messageId: '0199-envelope' }));

  it('may bring the whole mail back, and comments', async () => {
    const groups =
      'Reporting-MTA: dns;mx\n\nFinal-recipient: RFC822; <mary@example.com>\naction: Failed\nSTATUS: 5.2.2 (full)\n';
    const whole = report(groups, 'Message-ID:\n <0199-delivery@docs.example>\n\nThe text.\n').replace(
      'text/rfc822-headers',
      'message/rfc822',
    );
    expect(await parseBounce(Buffer.from(whole))).toEqual({
      recipient: 'mary@example.com',
      status: '5.2.2',
      action: 'failed',
      messageId: '0199-delivery',
      suppress: false, // a full mailbox may be emptied
      detail: null,
    });
  });

  it('may state its reason in the diagnosis only', async () => {
    const exim = POSTFIX.replace('Status: 5.1.1', 'Status: 5.0.0');
    expect(await parseBounce(report(exim))).toMatchObject({ status: '5.1.1', suppress: true });
    const blocked = exim.replace('550 5.1.1', '550 Spam from 192.0.2.1, see policy');
    expect(await parseBounce(report(blocked))).toMatchObject({ status: '5.0.0', suppress: false });
  });

  it('that is only late suppresses nothing', async () =>
    expect(
      await parseBounce(report(POSTFIX.replace('failed', 'delayed').replace('Status: 5.1.1', 'Status: 4.4.1'))),
    ).toMatchObject({ action: 'delayed', status: '4.4.1', suppress: false }));

  it('about several tells of the one that failed', async () => {
    const groups = `Reporting-MTA: dns; mx
 \t
Final-Recipient: rfc822; one@example.com
Action: relayed
Status: 2.0.0

Final-Recipient: rfc822; two@example.com
Action: failed
Status: 5.1.10
`;
    expect(await parseBounce(report(groups))).toMatchObject({ recipient: 'two@example.com', suppress: true });
  });

  it('is no other mail, and no broken one', async () => {
    expect(await parseBounce('Subject: Out of office\n\nI am away. Status: 5.1.1')).toBeNull();
    expect(await parseBounce(report('Reporting-MTA: dns; mx\n'))).toBeNull();
    expect(await parseBounce(report(POSTFIX.replace('Status: 5.1.1', 'Status: bad')))).toBeNull();
    expect(await parseBounce(report(POSTFIX.replaceAll('rfc822;', 'x400;')))).toBeNull();
  });

  it('may be cut or damaged anywhere', async () => {
    const whole = report(POSTFIX);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.string({ unit: 'binary', maxLength: 20 }), async (at, rubbish) => {
        const found = await parseBounce(whole.slice(0, at) + rubbish);
        expect(found?.recipient ?? 'Mary@example.com').toMatch(/@/);
      }),
    );
  });
});
