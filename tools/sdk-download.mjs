// Has the Temporal SDK fetch one of its servers into a directory: node sdk-download.mjs <product> <version> <directory>
// The SDK has no call that only downloads, so the server is started and stopped once, which also shows that it runs here.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [product, version, downloadDir] = process.argv.slice(2);
const server = { executable: { type: 'cached-download', version, downloadDir } };

try {
  const environment =
    product === 'temporal-cli'
      ? await TestWorkflowEnvironment.createLocal({ server })
      : await TestWorkflowEnvironment.createTimeSkipping({ server });
  await environment.teardown();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
