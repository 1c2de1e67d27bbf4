import { homedir } from 'node:os';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const MiB = 1024 * 1024;

/** An address, or a network as address/prefix. */
function isNetwork(text: string): boolean {
  const [, address = '', prefix = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(prefix) <= (isIP(address) === 6 ? 128 : 32);
}

const integer = (fallback: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback);

/** Every name that is read from the environment, with what it takes. Nothing else reads `process.env`. */
const Environment = z.object({
  DOCUGENIE_HOME: z.string().min(1).default('.docugenie'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: integer(3000, 1, 65_535),
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'takes postgres://user@host:port/database')
    .optional(),
  DATABASE_CONNECTIONS: integer(10, 2, 200),
  BLOBS_URL: z
    .string()
    .regex(/^(file:\/\/\/|s3:\/\/[^/]+)/, 'takes file:///folder or s3://bucket/prefix')
    .optional(),
  MODELS_PATH: z.string().optional(),
  SAMPLES_PATH: z.string().optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'takes host:port')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_UI_URL: z.url().optional(),
  TEMPORAL_DEPLOYMENT_NAME: z
    .string()
    .regex(/^[^\s:.]+$/, 'takes a name without spaces, ":" and "."')
    .default('docugenie'),
  TEMPORAL_WORKER_BUILD_ID: z
    .string()
    .regex(/^[^\s:]+$/, 'takes a name without spaces and ":"')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/[^/]+/, 'takes redis://user:password@host:port/number or rediss://…')
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/]+/, 'takes smtp://user:password@host:port or smtps://…')
    .optional(),
  MAIL_FROM: z.string().regex(/@/, 'takes an e-mail address').optional(),
  BOUNCES_TO: z
    .string()
    .regex(/^[^\s@<>]+@[^\s@<>]+$/, 'takes a bare e-mail address')
    .optional(),
  BOUNCES_URL: z
    .string()
    .regex(/^imaps?:\/\/[^/@\s:]+(:[^/@\s]*)?@[^/\s]+/, 'takes imaps://user:password@host:port/INBOX')
    .refine((text) => URL.canParse(text), 'is no URL: encode what is special in the name and the password')
    .optional(),
  ALLOW_PRIVATE_HOSTS: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_PORT: integer(0, 0, 65_535),
  METRICS_PEERS: z.string().default(''),
  MAX_RUNS: integer(256, 0, 1_000_000),
  UPLOAD_MAX_BYTES: integer(1024 * MiB, 1, 1024 * 1024 * MiB),
  UPLOAD_MAX_FILES: integer(100, 1, 10_000),
  UPLOAD_TIMEOUT_S: integer(600, 1, 86_400),
  UPLOADS_AT_ONCE: integer(64, 1, 10_000),
  REQUESTS_AT_ONCE: integer(256, 1, 100_000),
  SOCKETS_PER_USER: integer(256, 1, 1_000_000),
  SOCKETS_PER_ADDRESS: integer(1_024, 1, 1_000_000),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((network) => network.trim())
        .filter(Boolean),
    )
    .refine((list) => list.every(isNetwork), 'takes addresses and CIDRs, separated by commas'),
  READERS: integer(2, 1, 64),
  READER_MEMORY_MB: integer(1024, 128, 65_536),
  READER_RECYCLE_AFTER: integer(500, 1, 1_000_000),
  READER_NO_PROGRESS_S: integer(60, 1, 3_600),
  STEP_NO_PROGRESS_S: integer(300, 5, 86_400),
  EVENTS_KEEP_DAYS: integer(90, 7, 36_500),
  RECONCILE_GRACE_S: integer(3_600, 1, 86_400 * 30),
  SCHEDULES: z.enum(['register', 'leave']).default('leave'),
  MAX_PAGES: integer(50_000, 1, 10_000_000),
  MAX_PIXELS: integer(200_000_000, 1, 10_000_000_000),
  MAX_UNPACKED_BYTES: integer(1024 * MiB, 1, 1024 * 1024 * MiB),
  EMBEDDING_THREADS: integer(2, 1, 64),
  DOCUGENIE_FAULTS: z.string().optional(),
  DOCUGENIE_LIFELINE_FD: z.coerce.number().int().min(3).optional(),
});

export interface Config {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  /** How browsers and API clients reach the api; sign-in links begin with it. */
  readonly publicUrl: string;
  readonly database: { readonly connections: number };
  readonly blobsUrl: string;
  readonly modelsPath: string;
  /** Documents for an empty library at first start; undefined: those that come with the product. */
  readonly samplesPath: string | undefined;
  readonly temporal: { readonly address: string; readonly namespace: string; readonly uiUrl: string | undefined };
  /** What all workers of the product are together; Temporal hands new work to one build of it. */
  readonly deployment: string;
  /** Which build this worker is; undefined: it is not versioned, and takes whatever comes. */
  readonly build: string | undefined;
  /** Sender of e-mail; undefined: one at the host of `publicUrl`. */
  readonly mailFrom: string | undefined;
  /** Where mails that cannot be delivered come back to; undefined: to their sender. */
  readonly bouncesTo: string | undefined;
  /** Hosts that outgoing calls may reach although their address is private. */
  readonly allowPrivateHosts: readonly string[];
  readonly logLevel: string;
  readonly metrics: { readonly port: number; readonly peers: readonly string[] };
  /** Documents that may run at once; 0: no bound. */
  readonly maxRuns: number;
  readonly upload: {
    readonly maxBytes: number;
    readonly maxFiles: number;
    readonly timeoutS: number;
    readonly atOnce: number;
  };
  /** Requests in hand at once, uploads and waiting readers of events apart. */
  readonly requestsAtOnce: number;
  /** WebSockets of one user, and from one client address, in one api process. */
  readonly sockets: { readonly perUser: number; readonly perAddress: number };
  /** Peers whose `X-Forwarded-For` is believed: addresses and CIDRs. */
  readonly trustedProxies: readonly string[];
  readonly reading: {
    readonly processes: number;
    readonly memoryMb: number;
    readonly recycleAfter: number;
    readonly noProgressS: number;
    readonly limits: { readonly pages: number; readonly pixels: number; readonly unpackedBytes: number };
  };
  readonly embeddingThreads: number;
  /** How long events can be read again, in days; they are dropped by the week. */
  readonly eventsDays: number;
  /** What lies about for so long without an owner has been left behind. */
  readonly reconcileGraceS: number;
  /** Whether the workflow worker registers the periodic tasks at its start; else `docugenie schedules` does. */
  readonly registerSchedules: boolean;
  /** A step that has told nothing new for so long is tried again. */
  readonly stepNoProgressS: number;
  /** A folder of faults that tests switch on (services/faults). */
  readonly faults: string | undefined;
  /** A pipe that closes when the supervisor is gone. */
  readonly lifelineFd: number | undefined;
}

/** Kept apart from the configuration, so that logging one never shows the other. */
export interface Secrets {
  readonly databaseUrl: string;
  /** undefined: hints are carried by PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** undefined: no e-mail is sent. */
  readonly smtpUrl: string | undefined;
  /** The mailbox that mails come back to; undefined: it is not read. */
  readonly bouncesUrl: string | undefined;
}

/** A setting that cannot be used; the message names the field and what it takes. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Parses the environment once. Empty strings count as unset, as they do in shells and Helm values.
 * Throws ConfigurationError with every wrong field by name.
 */
export function readConfig(environment: NodeJS.ProcessEnv): { config: Config; secrets: Secrets } {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(wrong.join('; '));
  }
  const env = parsed.data;
  const home = resolve(env.DOCUGENIE_HOME.replace(/^~(?=$|\/)/, homedir()));
  const config: Config = {
    home,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`,
    database: { connections: env.DATABASE_CONNECTIONS },
    blobsUrl: env.BLOBS_URL ?? pathToFileURL(join(home, 'blobs')).href,
    samplesPath: env.SAMPLES_PATH,
    modelsPath: env.MODELS_PATH ?? join(home, 'tools', 'models'),
    temporal: { address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE, uiUrl: env.TEMPORAL_UI_URL },
    deployment: env.TEMPORAL_DEPLOYMENT_NAME,
    build: env.TEMPORAL_WORKER_BUILD_ID,
    mailFrom: env.MAIL_FROM,
    bouncesTo: env.BOUNCES_TO,
    allowPrivateHosts: env.ALLOW_PRIVATE_HOSTS.split(',')
      .map((host) => host.trim())
      .filter(Boolean),
    logLevel: env.LOG_LEVEL,
    metrics: { port: env.METRICS_PORT, peers: env.METRICS_PEERS.split(',').filter(Boolean) },
    maxRuns: env.MAX_RUNS,
    upload: {
      maxBytes: env.UPLOAD_MAX_BYTES,
      maxFiles: env.UPLOAD_MAX_FILES,
      timeoutS: env.UPLOAD_TIMEOUT_S,
      atOnce: env.UPLOADS_AT_ONCE,
    },
    requestsAtOnce: env.REQUESTS_AT_ONCE,
    sockets: { perUser: env.SOCKETS_PER_USER, perAddress: env.SOCKETS_PER_ADDRESS },
    trustedProxies: env.TRUSTED_PROXIES,
    reading: {
      processes: env.READERS,
      memoryMb: env.READER_MEMORY_MB,
      recycleAfter: env.READER_RECYCLE_AFTER,
      noProgressS: env.READER_NO_PROGRESS_S,
      limits: { pages: env.MAX_PAGES, pixels: env.MAX_PIXELS, unpackedBytes: env.MAX_UNPACKED_BYTES },
    },
    embeddingThreads: env.EMBEDDING_THREADS,
    eventsDays: env.EVENTS_KEEP_DAYS,
    reconcileGraceS: env.RECONCILE_GRACE_S,
    registerSchedules: env.SCHEDULES === 'register',
    stepNoProgressS: env.STEP_NO_PROGRESS_S,
    faults: env.DOCUGENIE_FAULTS,
    lifelineFd: env.DOCUGENIE_LIFELINE_FD,
  };
  const secrets = {
    databaseUrl: env.DATABASE_URL ?? 'postgres://docugenie@127.0.0.1:5432/docugenie',
    redisUrl: env.REDIS_URL,
    smtpUrl: env.SMTP_URL,
    bouncesUrl: env.BOUNCES_URL,
  };
  return { config: deepFreeze(config), secrets: Object.freeze(secrets) };
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (member !== null && typeof member === 'object') deepFreeze(member);
  return Object.freeze(value);
}
