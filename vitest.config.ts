import { defineConfig } from 'vitest/config';

/** Test files that start servers or workers: each has a process of its own. */
const withServers = [
  'test/workflows/**',
  'test/client/**',
  'test/temporal/**',
  'test/worker/**',
  'test/contact-events/**',
  'test/cli/**',
  'test/dev/**',
  'test/other-languages/**',
];

export default defineConfig({
  test: {
    pool: 'forks',
    // More than two cores have: most of a file's time it waits for a server, a dead worker or a dial limit.
    maxWorkers: 3,
    // The AWS SDK's notice about Node versions is not this project's news.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', NODE_NO_WARNINGS: '1' },
    projects: [
      {
        extends: true,
        // These share nothing, so they need no process each.
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: withServers,
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: withServers.map((glob) => `${glob}/*.test.ts`),
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
