import { readConfig, type Config } from '../../services/config/index.js';
import { createTemporal } from '../../services/temporal/index.js';
import type { Client } from '@temporalio/client';
import { readRunRecord } from '../platform/run-record.js';
import { oneLine, trouble } from '../platform/trouble.js';
import type { Context } from './context.js';

/**
 * Works with the Temporal server that is configured, else the one that runs in this home. Throws a Failure with the remedy
 * when it does not answer.
 */
export async function withTemporal<T>(
  { environment, layout }: Context,
  work: (client: Client, config: Config) => Promise<T>,
): Promise<T> {
  const address = environment['TEMPORAL_ADDRESS'] || readRunRecord(layout.run)?.temporal.address;
  const { config } = readConfig({ ...environment, ...(address === undefined ? {} : { TEMPORAL_ADDRESS: address }) });
  const { client, stop } = createTemporal(config.temporal);
  try {
    await client.connection.ensureConnected().catch((error: unknown) => {
      trouble(
        `Temporal at ${config.temporal.address} does not answer: ${oneLine(error)}`,
        'start it, or set TEMPORAL_ADDRESS',
        error,
      );
    });
    return await work(client, config);
  } finally {
    await stop();
  }
}
