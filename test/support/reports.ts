/** Reports of mail servers about a mail that they could not deliver, each as that server writes them. */

const wrapped = (from: string, subject: string, human: string, groups: string, returned: string): string =>
  `Return-Path: <>
From: ${from}
To: docugenie@docs.example
Subject: ${subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"

This is a MIME-encapsulated message.

--b/1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

${human}

--b/1
Content-Description: Delivery report
Content-Type: message/delivery-status

${groups}
--b/1
Content-Description: Undelivered Message
${returned}
--b/1--
`.replaceAll('\n', '\r\n');

const headersOf = (id: string) => `Message-ID: <${id}@docs.example>\nSubject: a.pdf could not be processed\n`;

/** Postfix: enhanced status, the original recipient, and the headers, or with `body` the whole mail. */
export const postfix = (id: string, to: string, body?: string): string =>
  wrapped(
    'MAILER-DAEMON@mx.example (Mail Delivery System)',
    'Undelivered Mail Returned to Sender',
    `I'm sorry to have to inform you that your message could not be delivered.\n\n<${to}>: host mx.example said: 550 5.1.1`,
    `Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4B1C2
X-Postfix-Sender: rfc822; docugenie@docs.example
Original-Envelope-Id: ${id}
Arrival-Date: Mon, 23 Nov 2026 22:00:00 +0000 (UTC)

Final-Recipient: rfc822; ${to}
Original-Recipient: rfc822;${to}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example
Diagnostic-Code: smtp; 550 5.1.1 <${to}>: Recipient address rejected: User
    unknown in virtual mailbox table
`,
    body === undefined
      ? `Content-Type: text/rfc822-headers\n\n${headersOf(id)}`
      : `Content-Type: message/rfc822\n\n${headersOf(id)}\n${body}`,
  );

/** Postfix, which goes on trying. */
export const late = (id: string, to: string): string =>
  postfix(id, to)
    .replace('Action: failed', 'Action: delayed')
    .replace('Status: 5.1.1', 'Status: 4.4.1')
    .replace(/550 5\.1\.1 <[^>]*>: [^]*?table/, 'connect to mx.example[192.0.2.1]:25: Connection timed out');

/** Exim: status 5.0.0 whatever it is, the reason in the diagnosis, names of fields in lower case. */
export const exim = (id: string, to: string): string =>
  wrapped(
    'Mail Delivery System <Mailer-Daemon@relay.example>',
    'Mail delivery failed: returning message to sender',
    'This message was created automatically by mail delivery software.',
    `Reporting-MTA: dns; relay.example

Action: failed
Final-Recipient: rfc822;${to}
Status: 5.0.0
Remote-MTA: dns; mx.example
Diagnostic-Code: smtp; 550 5.1.1 No such user
`,
    `Content-type: message/rfc822\n\n${headersOf(id)}\nThe text.\n`,
  );

/** Exchange: a part of HTML before the report, a diagnosis with its own codes, and the status that it is about. */
export const exchange = (id: string, to: string, status: string): string =>
  wrapped(
    '<postmaster@outlook.example>',
    'Undeliverable: a.pdf could not be processed',
    'Your message could not be delivered.',
    `Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.exchange.example
Received-From-MTA: dns;mail.docs.example
Arrival-Date: Mon, 23 Nov 2026 22:00:00 +0000

Final-Recipient: rfc822;${to}
Action: failed
Status: ${status}
Diagnostic-Code: smtp;550 ${status} RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: ${to}
`,
    `Content-Type: message/rfc822\n\n${headersOf(id)}\nThe text.\n`,
  );
