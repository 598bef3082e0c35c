// In this folder: servers and SDKs that only the tests need, each pinned, and found or fetched as the Temporal CLI is.
import { goDescriber, pythonDescriber } from './other-languages.js';
import { findSqsServer, sqsServerVersion } from './sqs-server.js';
import { findTemporalCli, temporalCliVersion } from '../../src/dev/temporal-cli.js';
import { findTestServer, testServerVersion } from './test-server.js';

/** Gets the servers before the tests start, so that a build of minutes does not happen inside a test's timeout. */
async function prepare(): Promise<void> {
  const cli = await findTemporalCli();
  console.log(`Temporal CLI: ${cli.path} (${cli.way}; pinned ${temporalCliVersion})`);
  const testServer = await findTestServer();
  console.log(`Temporal test server: ${testServer.path} (${testServer.way}; pinned ${testServerVersion})`);
  const sqsServer = await findSqsServer();
  console.log(`SQS server: ${sqsServer.path} (${sqsServer.way}; pinned ${sqsServerVersion})`);
  for (const [language, find] of Object.entries({ Python: pythonDescriber, Go: goDescriber })) {
    const found = await find();
    console.log(`Temporal SDK for ${language}: ${found?.command ?? `none, since ${language} is not installed`}`);
  }
}

prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
