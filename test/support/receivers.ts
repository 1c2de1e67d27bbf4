import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { eventually } from './product.js';
import { startReceiver, type Receiver } from './receiver.js';

/** A request that a webhook was posted with. */
export interface Posted {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Somebody else's server that takes webhooks. Without an `answer` it says 204. */
export class WebhookReceiver {
  readonly received: Posted[] = [];
  answer: (posted: Posted, response: ServerResponse) => void = (_, response) => response.writeHead(204).end();
  #receiver: Receiver | undefined;

  static async start(): Promise<WebhookReceiver> {
    const made = new WebhookReceiver();
    made.#receiver = await startReceiver((response, { path = '', headers, body }) => {
      const posted = { path, headers: plain(headers), body };
      made.received.push(posted);
      made.answer(posted, response);
    });
    return made;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.#receiver?.port ?? 0}${path}`;
  }

  /** What came to a path, once there are so many. */
  until(path: string, count: number, ms?: number): Promise<Posted[]> {
    return eventually(
      `${count} requests to ${path}`,
      () => {
        const found = this.received.filter((each) => each.path === path);
        return found.length >= count ? found : undefined;
      },
      ms,
    );
  }

  async stop(): Promise<void> {
    await this.#receiver?.stop();
  }
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** A real SMTP server that keeps what it takes. */
export class MailServer {
  readonly mails: Email[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
            this.mails.push(mail);
            done();
          }, done);
        });
      },
      ...options,
    });
    this.#server.on('error', () => undefined); // clients that leave
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((listening) => server.#server.listen(0, '127.0.0.1', listening));
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`; // it listens on TCP
  }

  /** The first mail with such a subject, once it is there. */
  until(subject: RegExp, ms?: number): Promise<Email> {
    return eventually(
      `a mail ${String(subject)}`,
      () => this.mails.find((mail) => subject.test(mail.subject ?? '')),
      ms,
    );
  }

  stop(): Promise<void> {
    return new Promise((closed) => this.#server.close(() => closed()));
  }
}
