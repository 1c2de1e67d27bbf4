import { defineConfig } from 'vitest/config';

const everywhere = { exclude: ['node_modules/**', 'dist/**', '.docugenie/**', 'web/dist/**'] };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...everywhere,
          name: 'unit',
          include: [
            '{domain,workflows,activities,workers,api,services,client,cli,web}/**/*.test.{ts,tsx}',
            'test/replay/*.test.ts',
          ],
          isolate: false, // no test leaves anything in a module: half the time goes into loading them
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/servers.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'product',
          include: ['test/product/**/*.test.ts'],
          globalSetup: ['test/product/setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
