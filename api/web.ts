import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import { Failure } from '../domain/errors.js';
import type { ApiEnvironment } from './environment.js';
import { renderProblem } from './problem.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Asset {
  body: Buffer<ArrayBuffer>;
  gzip: Buffer<ArrayBuffer> | undefined;
  headers: Record<string, string>;
}

/**
 * The browser app, from memory: two megabytes, compressed once. `/docs` is
 * `docs.html`; all other addresses without an extension are the app's own, and answer its page.
 */
export function mountWeb(app: Hono<ApiEnvironment>, root: string): void {
  const assets = load(root);
  const page = assets.get('/index.html');
  app.get('*', (c) => {
    const { path } = c.req;
    const asset = assets.get(path) ?? assets.get(`${path}.html`) ?? (extname(path) === '' ? page : undefined);
    if (!asset) return renderProblem(c, new Failure('not_found', `There is nothing at ${c.req.path}.`));
    if (asset.gzip && c.req.header('accept-encoding')?.includes('gzip')) {
      return c.body(asset.gzip, 200, { ...asset.headers, 'content-encoding': 'gzip' });
    }
    return c.body(asset.body, 200, asset.headers);
  });
}

function load(root: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const path of list(root)) {
    const name = `/${relative(root, path)}`;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const body = readFileSync(path);
    const text = /text|javascript|json|svg/.test(type);
    assets.set(name, {
      body,
      gzip: text ? gzipSync(body) : undefined,
      headers: {
        'content-type': type,
        'content-security-policy': POLICY,
        vary: 'accept-encoding',
        // Names under /assets/ carry a hash of their content.
        'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  }
  return assets;
}

function list(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.')) // the build keeps its stamp there
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // built without the browser app
  }
}
