import { until } from './pause.js';

/** Where this machine reaches a server that listens on `host`: "everywhere" is reached on the loopback address. */
export function loopbackUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Asks once: true when ready, else what it said (or why it could not be asked). */
export async function askReadyz(url: string, timeoutMs = 2_000): Promise<true | string> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return response.ok ? true : `${response.status} ${text.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error
      ? error.cause instanceof Error
        ? error.cause.message
        : error.message
      : String(error);
  }
}

/** Waits until the product is ready. Throws only when aborted. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  await until(async () => ((await askReadyz(url)) === true ? true : undefined), {
    interval: 50,
    limit: Number.POSITIVE_INFINITY,
    signal,
  });
}
