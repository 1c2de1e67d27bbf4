import type { Outbound, OutboundAnswer } from '../../outbound/index.js';
import { oneLine } from '../line.js';

const TIMEOUT_MS = 20_000;
/** A section takes 3,000 characters, and each may become five of them (`&amp;`). */
const MOST_CHARACTERS = 500;
/** Of the 50 blocks that a message may have. */
const MOST_PARAGRAPHS = 20;

export interface SlackMessage {
  title: string;
  paragraphs: readonly string[];
  link: { label: string; url: string };
}

/** Posts to an incoming webhook of Slack, or of what understands the same. Answers and throws as `Outbound.post` does. */
export const sendSlack = (
  outbound: Outbound,
  { url, message, signal }: { url: string; message: SlackMessage; signal?: AbortSignal },
): Promise<OutboundAnswer> =>
  outbound.post(url, {
    headers: { 'content-type': 'application/json' },
    body: slackBody(message),
    timeoutMs: TIMEOUT_MS,
    signal,
  });

/**
 * `text` says everything, too: Slack shows it in notifications only, Mattermost and Discord know no blocks. Links are not
 * unfurled: else Slack would ask the addresses that a file name may contain.
 */
export function slackBody({ title, paragraphs, link }: SlackMessage): string {
  const lines = [
    `*${mrkdwn(title)}*`,
    ...paragraphs.slice(0, MOST_PARAGRAPHS).map(mrkdwn),
    `<${linkable(link.url)}|${mrkdwn(link.label)}>`,
  ];
  return JSON.stringify({
    text: lines.join('\n'),
    blocks: lines.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
    unfurl_links: false,
    unfurl_media: false,
  });
}

/**
 * Slack's three characters, without which nothing can be a link or call people (https://api.slack.com/reference/surfaces/formatting#escaping).
 * Mattermost and Discord call people also for a bare "@all": a space without width keeps them apart. The rest of mrkdwn
 * (`*bold*`) only changes looks.
 */
const mrkdwn = (text: string): string =>
  oneLine(text, MOST_CHARACTERS)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200B');

/** The URL parser encodes `<` and `>`, but not what ends the URL here. */
const linkable = (url: string): string => new URL(url).href.replaceAll('&', '&amp;').replaceAll('|', '%7C');
