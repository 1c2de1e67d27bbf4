import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { eventually, freePort } from './product.js';
import { tools } from './servers.js';

const program = join(tools, 'moto', 'bin', 'moto_server');
if (!existsSync(program)) throw new Error(`no S3 server is installed in ${tools}: run node scripts/test-programs.mjs`);

/** A real S3 server (moto) in a process of its own, with one bucket; it forgets everything when it ends. */
export class ObjectStore {
  readonly bucket = 'documents';
  readonly #port: number;
  #server: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<ObjectStore> {
    const store = new ObjectStore(await freePort());
    await store.start();
    return store;
  }

  /** What the product is given to find it. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${this.#port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
  }

  /** Starts it, again after `kill`: on the same port, empty. */
  async start(): Promise<void> {
    const server = spawn(program, ['-H', '127.0.0.1', '-p', String(this.#port)], { stdio: 'ignore' });
    this.#server = server;
    await eventually('moto answers', async () => {
      if (server.exitCode !== null) throw new Error('moto ended');
      const { status } = await fetch(`http://127.0.0.1:${this.#port}/moto-api/`);
      return status === 200;
    });
    await this.#asked((client) => client.send(new CreateBucketCommand({ Bucket: this.bucket })));
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  /** All keys, in order. */
  async keys(): Promise<string[]> {
    const { Contents = [] } = await this.#asked((client) =>
      client.send(new ListObjectsV2Command({ Bucket: this.bucket })),
    );
    return Contents.map(({ Key = '' }) => Key);
  }

  /** Keys of multipart uploads that were begun and neither completed nor aborted. */
  async unfinished(): Promise<string[]> {
    const { Uploads = [] } = await this.#asked((client) =>
      client.send(new ListMultipartUploadsCommand({ Bucket: this.bucket })),
    );
    return Uploads.map(({ Key = '' }) => Key);
  }

  async #asked<T>(ask: (client: S3Client) => Promise<T>): Promise<T> {
    const { environment } = this;
    const client = new S3Client({
      endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    try {
      return await ask(client);
    } finally {
      client.destroy();
    }
  }
}
