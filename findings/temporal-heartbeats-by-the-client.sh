#!/usr/bin/env bash
# Temporal: heartbeats that an activity sends by the client (so that it can await them) do not count for the SDK that runs it.
#
# Versions: @temporalio/{activity,client,worker} 1.24.0, Temporal server 1.31.2 (CLI 1.8.2).
# Seen: an activity with a heartbeat timeout of 2 s, whose heartbeats go out every 0.5 s by client.activity.heartbeat(taskToken), and which the
#   server has as alive, is cancelled by its own worker after some 7 s; what it returns then is not reported, and the server waits for the
#   timeout. An activity that has thrown CompleteAsyncError and goes on by its token is left alone.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer, npm, Python 3, and Go 1.26 (or TEMPORAL_CLI=path).
set -euo pipefail
dir=$(mktemp -d) server=
end() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; chmod -R u+w "$dir"; rm -rf "$dir"; }
trap end EXIT
cd "$dir"

temporal=${TEMPORAL_CLI:-}
if [[ -z $temporal ]]; then
  echo 'Building the Temporal CLI (minutes) …'
  mkdir cli && cd cli
  go mod init finding >/dev/null 2>&1
  go mod edit -replace github.com/temporalio/cli/cliext=github.com/temporalio/cli/cliext@v0.0.0-20260731000218-c579925f193f
  go get -tool github.com/temporalio/cli/cmd/temporal@v1.8.2 2>/dev/null
  go build -o temporal github.com/temporalio/cli/cmd/temporal
  temporal=$PWD/temporal
  cd ..
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level error >server.log 2>&1 &
server=$!
until "$temporal" operator cluster health --address "127.0.0.1:$port" >/dev/null 2>&1; do kill -0 "$server"; done

npm init -y >/dev/null
npm install --no-audit --no-fund --silent @temporalio/{activity,client,common,worker,workflow}@1.24.0

cat >workflows.js <<'JS'
const { proxyActivities } = require('@temporalio/workflow');
const options = { startToCloseTimeout: '1 minute', heartbeatTimeout: '2s', retry: { maximumAttempts: 2, initialInterval: '1s' } };
const activities = proxyActivities(options);
exports.run = (name) => activities[name]();
JS
cat >run.js <<'JS'
const { CompleteAsyncError, Context } = require('@temporalio/activity');
const { Client, Connection } = require('@temporalio/client');
const { ApplicationFailure } = require('@temporalio/common');
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  const address = process.argv[2];
  const client = new Client({ connection: await Connection.connect({ address }) });
  const seen = {};
  const beat = (info) => client.activity.heartbeat(info.taskToken, { beat: info.attempt });
  const activities = {
    async lives() {
      const { info, cancellationSignal } = Context.current();
      if (info.attempt === 2) return 'begun again';
      for (let n = 0; n < 30; n++) {
        if (cancellationSignal.aborted) return (seen.lives = 'cancelled by its own worker');
        await beat(info);
        await wait(500);
      }
      return (seen.lives = 'left alone');
    },
    async goesOnByItsToken() {
      const { info } = Context.current();
      if (info.attempt === 2) return info.heartbeatDetails === undefined ? 'details are gone' : 'details are kept';
      void (async () => {
        for (let n = 0; n < 20; n++, await wait(500)) await beat(info);
        await client.activity.fail(info.taskToken, ApplicationFailure.retryable('once'));
      })();
      throw new CompleteAsyncError();
    },
  };
  const connection = await NativeConnection.connect({ address });
  const workflowsPath = require.resolve('./workflows.js');
  const worker = await Worker.create({ connection, taskQueue: 'q', workflowsPath, activities });
  await worker.runUntil(async () => {
    for (const name of Object.keys(activities)) {
      const result = await client.workflow.execute('run', { taskQueue: 'q', workflowId: name, args: [name] });
      console.log(`${name}: ${seen[name] === undefined ? '' : `${seen[name]}, `}${result}`);
    }
  });
  process.exit(0);
})();
JS
node run.js "127.0.0.1:$port" | tee seen
diff seen - <<'SEEN'
lives: cancelled by its own worker, begun again
goesOnByItsToken: details are kept
SEEN
