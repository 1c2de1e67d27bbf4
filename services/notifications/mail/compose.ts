import { oneLine } from '../line.js';

/** A mail before it has a form. All texts are plain, and may contain what comes from outside, such as names of files. */
export interface Message {
  subject: string;
  paragraphs: readonly string[];
  /** Of a digest. */
  items?: readonly { text: string; detail?: string; url: string }[];
  link: { label: string; url: string };
  /** Why the person gets it: "You get this because a document of your team has failed." */
  why: string;
  unsubscribeUrl: string;
  /** Of the delivery, and the same over all attempts. */
  messageId: string;
  /** The document that it is about: mail programs show its mails together. */
  threadId?: string | null;
}

export interface Composed {
  subject: string;
  text: string;
  html: string;
}

const MOST_SUBJECT = 150;

/** The two forms of a mail: the same words in the same order, nothing that is loaded from elsewhere. */
export function compose(message: Message): Composed {
  const subject = oneLine(message.subject, MOST_SUBJECT);
  return { subject, text: textOf(message), html: htmlOf(subject, message) };
}

const textOf = ({ paragraphs, items = [], link, why, unsubscribeUrl }: Message): string =>
  [
    ...paragraphs.map((paragraph) => oneLine(paragraph)),
    ...items.map(({ text, detail, url }) =>
      [`- ${oneLine(text)}`, ...(detail === undefined ? [] : [oneLine(detail)]), webAddress(url)].join('\n  '),
    ),
    `${oneLine(link.label)}: ${webAddress(link.url)}`,
    `-- \n${oneLine(why)}\nStop these mails: ${webAddress(unsubscribeUrl)}\n`, // RFC 3676 §4.3: what follows is a signature
  ].join('\n\n');

/** The colours of web/styles/tokens.css. Styles stand on the elements, as many programs drop the sheet; dark needs the sheet. */
const DARK = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background: #101115 !important; color: #ececf1 !important; }
    .line { border-color: #282a33 !important; }
    .quiet, .quiet a { color: #9fa3af !important; }
    .link { color: #98a3ff !important; }
    .button { background: #98a3ff !important; color: #14162b !important; }
  }`;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

const htmlOf = (
  subject: string,
  { paragraphs, items = [], link, why, unsubscribeUrl }: Message,
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>${DARK}
</style>
</head>
<body class="page" style="margin:0;background:#ffffff;color:#1a1b20;font:16px/1.5 ${FONT}">
<div style="max-width:36rem;margin:0 auto;padding:24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3;overflow-wrap:anywhere">${escaped(subject)}</h1>
${paragraphs.map(paragraphOf).join('\n')}
${items.length === 0 ? '' : `<ul style="margin:0 0 16px;padding-left:20px">\n${items.map(itemOf).join('\n')}\n</ul>`}
<p style="margin:24px 0"><a class="button" href="${href(link.url)}" style="display:inline-block;padding:8px 16px;border-radius:6px;background:#4351c4;color:#ffffff;text-decoration:none">${escaped(link.label)}</a></p>
<p class="quiet line" style="margin:0;padding-top:16px;border-top:1px solid #e4e5ea;font-size:14px;color:#5c606b">${escaped(why)}<br><a href="${href(unsubscribeUrl)}" style="color:#5c606b">Stop these mails</a></p>
</div>
</body>
</html>
`;

const paragraphOf = (paragraph: string): string =>
  `<p style="margin:0 0 16px;overflow-wrap:anywhere">${escaped(paragraph)}</p>`;

const itemOf = ({ text, detail, url }: { text: string; detail?: string; url: string }): string => {
  const said = detail === undefined ? '' : `<br>${escaped(detail)}`;
  return `<li style="margin:0 0 8px;overflow-wrap:anywhere"><a class="link" href="${href(url)}" style="color:#4351c4">${escaped(text)}</a>${said}</li>`;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => oneLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const href = (url: string): string => escaped(webAddress(url));

/** Links lead to this server: anything but http is a mistake of ours. */
function webAddress(url: string): string {
  const { protocol, href: address } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`not a web address: ${protocol}`);
  return address;
}
