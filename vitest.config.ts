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

/** What is long by nature: crashes under load, many calls, whole installations. `npm run test:long` runs them. */
const long = 'test/**/*.long.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // More than two cores have: most of a file's time it waits for a server, a dead worker or a dial limit.
    maxWorkers: 4,
    // Of the tests of one file that run at once; they wait too.
    maxConcurrency: 20,
    // Long enough for a busy machine: what is polled for comes, or the test has failed.
    expect: { poll: { timeout: 60_000 } },
    // The AWS SDK's notice about Node versions is not this project's news.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', NODE_NO_WARNINGS: '1' },
    projects: [
      {
        extends: true,
        // These share nothing, so they need no process each.
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: [...withServers, long],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: withServers.map((glob) => `${glob}/*.test.ts`),
          exclude: [long],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: [long],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
