import { rm } from 'node:fs/promises';
import type { Config } from '../config/index.js';
import { createReaderPool, type DocumentReading } from '../extraction/index.js';
import { makeScratch, sweepScratch } from '../scratch/index.js';

export interface RunningReading extends DocumentReading {
  stop(): Promise<void>;
}

/** Starts the reading processes as configured, with a folder for their scratch files that goes with them. */
export async function startReading(config: Config['reading'], processes = config.processes): Promise<RunningReading> {
  await sweepScratch();
  const scratch = await makeScratch('reading');
  const { limits, memoryMb, recycleAfter, noProgressS } = config;
  const pool = createReaderPool({
    limits,
    scratch,
    size: processes,
    memoryMb,
    recycleAfter,
    noProgressMs: noProgressS * 1_000,
  });
  await pool.start();
  return {
    inspect: pool.inspect,
    read: pool.read,
    image: pool.image,
    async stop() {
      await pool.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
