import { defineConfig } from 'vitest/config';

const everywhere = { exclude: ['node_modules/**', 'dist/**', '.docugenie/**', 'web/dist/**'] };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...everywhere,
          name: 'unit',
          include: ['{domain,workflows,activities,workers,api,services,cli,web}/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
