import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * JSON lines on stdout, synchronous so that the last line before a crash is not lost. Contents and secrets never go
 * into a log: ids, codes, counts and durations only; the paths below are the net under that rule.
 */
export function createLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: [
      'authorization',
      'cookie',
      'token',
      'api_key',
      'secret',
      '*.authorization',
      '*.cookie',
      '*.token',
      '*.api_key',
      '*.secret',
    ],
  });
}
