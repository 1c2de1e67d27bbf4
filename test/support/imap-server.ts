import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { eventually, freePort, killGroup } from './product.js';

const PASSWORD = 's&cret+1/';

/** Dovecot as root runs its parts under users of its own; as somebody else, all under that one. */
const isRoot = process.getuid?.() === 0;
const [internal, login] = isRoot ? ['dovecot', 'dovenull'] : [userInfo().username, userInfo().username];
const idOf = (flag: string) => Number(execFileSync('id', [flag, internal], { encoding: 'utf8' }));

const settings = (home: string, port: number, group: string): string => `
base_dir = ${home}/run
state_dir = ${home}/run
log_path = ${home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${internal}
default_internal_group = ${group}
default_login_user = ${login}
mail_location = maildir:${home}/mail
first_valid_uid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${internal} gid=${group} home=${home}/home
}
`;

/** A real Dovecot with one mailbox, in a folder and on a port of its own. */
export class ImapServer {
  readonly port: number;
  readonly #home: string;
  #child: ChildProcess | undefined;
  #count = 0;

  private constructor(home: string, port: number) {
    this.#home = home;
    this.port = port;
  }

  static async start(): Promise<ImapServer> {
    const home = mkdtempSync(join(tmpdir(), 'dg-imap-'));
    chmodSync(home, 0o755);
    const server = new ImapServer(home, await freePort());
    const group = execFileSync('id', ['-gn', internal], { encoding: 'utf8' }).trim();
    writeFileSync(join(home, 'dovecot.conf'), settings(home, server.port, group));
    for (const folder of ['home', 'mail', 'mail/new', 'mail/cur', 'mail/tmp']) server.#make(join(home, folder));
    await server.again();
    return server;
  }

  #make(folder: string): void {
    mkdirSync(folder);
    if (isRoot) chownSync(folder, idOf('-u'), idOf('-g'));
  }

  /** Starts it, or starts it again after a kill. */
  async again(): Promise<void> {
    this.#child = spawn('/usr/sbin/dovecot', ['-F', '-c', join(this.#home, 'dovecot.conf')], {
      stdio: 'ignore',
      detached: true,
    });
    await eventually(
      'the IMAP server listens',
      () =>
        new Promise<boolean>((answered) => {
          const socket = connect(this.port, '127.0.0.1');
          socket.once('data', () => answered(true)).once('error', () => answered(false));
          socket.once('data', () => socket.destroy());
        }),
      20_000,
    );
  }

  urlOf(password = PASSWORD): string {
    return `imap://bounces%40docs.example:${encodeURIComponent(password)}@127.0.0.1:${this.port}/INBOX`;
  }

  /** Puts mails into the mailbox, as a mail server does. */
  deliver(...mails: readonly (string | Buffer)[]): void {
    for (const mail of mails) {
      const name = `${Date.now()}.${++this.#count}.test`;
      writeFileSync(join(this.#home, 'mail/tmp', name), mail, { mode: 0o644 });
      renameSync(join(this.#home, 'mail/tmp', name), join(this.#home, 'mail/new', name));
    }
  }

  /** What lies in the mailbox: names of files, which end in the flags of their mails. */
  get files(): string[] {
    return ['new', 'cur'].flatMap((folder) => readdirSync(join(this.#home, 'mail', folder)));
  }

  /** As after a restore: the same mails, with another UIDVALIDITY. */
  async renumber(): Promise<void> {
    await this.kill();
    for (const name of readdirSync(join(this.#home, 'mail')))
      if (name.startsWith('dovecot')) rmSync(join(this.#home, 'mail', name), { recursive: true });
    await this.again();
  }

  /** Ends it with all its processes and connections, at once. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    killGroup(child.pid);
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
