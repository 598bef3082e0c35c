import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What is long by nature: crashes under load, many calls, whole installations. `npm run test:long` runs them. */
const long = 'test/**/*.long.test.ts';

/** Tests that replace a module. */
const alone = 'test/workflows/kept-schemas.test.ts';

/** Small files that wait long. */
const patient =
  /\/(several-workers|dial-rate|answer-lost|followed-by-looks|nobody-dials|replay|worker-death-token-forgotten|stay-up)\.test\.ts$/;

/** vitest begins with the largest files, as long as it does not know from an earlier run which take long. */
class PatientFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isPatient = ({ moduleId }: TestSpecification) => patient.test(moduleId);
    return [...sorted.filter(isPatient), ...sorted.filter((file) => !isPatient(file))];
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    // More than two cores have: most of a file's time it waits for a server, a dead worker or a dial limit. In CI nobody waits, and a Temporal
    // server that gets no core for seconds is late for time limits that tests are about.
    maxWorkers: process.env['CI'] === undefined ? 5 : 3,
    sequence: { sequencer: PatientFirst },
    // Of the tests of one file that run beside each other; they wait too.
    maxConcurrency: 10,
    // Long enough for a busy machine: what is polled for comes, or the test has failed.
    expect: { poll: { timeout: 150_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // What one file has replaced is not replaced for the next.
    restoreMocks: true,
    unstubEnvs: true,
    setupFiles: 'test/support/leaves-nothing.ts',
    // The AWS SDK's notice about Node versions is not this project's news.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', NODE_NO_WARNINGS: '1' },
    projects: [
      // One process runs many files: that each loads the SDKs took a tenth of all the time.
      {
        extends: true,
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: [long, alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: [alone] } },
      { extends: true, test: { name: 'long', include: [long] } },
    ],
  },
});
