import { findTemporalCli, temporalCliVersion } from './temporal-cli.js';
import { findTestServer, testServerVersion } from './test-server.js';

/** Gets both Temporal servers before the tests start, so that a build of minutes does not happen inside a test's timeout. */
async function prepare(): Promise<void> {
  const cli = await findTemporalCli();
  console.log(`Temporal CLI: ${cli.path} (${cli.way}; pinned ${temporalCliVersion})`);
  const testServer = await findTestServer();
  console.log(`Temporal test server: ${testServer.path} (${testServer.way}; pinned ${testServerVersion})`);
}

prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
