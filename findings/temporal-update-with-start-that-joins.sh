#!/usr/bin/env bash
# Temporal: an update-with-start whose update ID is known starts nothing and conflicts with nothing, whatever its two policies say.
#
# Versions: @temporalio/{client,worker,workflow} 1.24.0, Temporal server 1.31.2 (CLI 1.8.2).
# Seen: with REJECT_DUPLICATE and FAIL, a second update-with-start of the same workflow ID with another argument gets the first one's answer
#   when it has the first one's update ID, while the workflow runs and after it has completed. With an update ID of its own it is refused
#   with WorkflowExecutionAlreadyStartedError both times. So who gives the update a fixed ID, to have one update however often it is sent,
#   no longer sees that two different starts met.
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
const { condition, defineSignal, defineUpdate, setHandler } = require('@temporalio/workflow');
exports.run = async (argument) => {
  let ended = false;
  setHandler(defineUpdate('whose'), () => `the workflow of ${argument}`);
  setHandler(defineSignal('end'), () => void (ended = true));
  await condition(() => ended);
};
JS
cat >run.js <<'JS'
const { Client, Connection, WithStartWorkflowOperation } = require('@temporalio/client');
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  const address = process.argv[2];
  const client = new Client({ connection: await Connection.connect({ address }) });
  const ask = (argument, updateId) =>
    client.workflow
      .executeUpdateWithStart('whose', {
        updateId,
        startWorkflowOperation: new WithStartWorkflowOperation('run', {
          workflowId: 'w',
          taskQueue: 'q',
          args: [argument],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
        }),
      })
      .catch((error) => error.name);
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection, taskQueue: 'q', workflowsPath: require.resolve('./workflows.js') });
  await worker.runUntil(async () => {
    console.log('the first:', await ask('one', 'fixed'));
    console.log('running, the same update ID:', await ask('another', 'fixed'));
    console.log('running, its own update ID:', await ask('another', 'own-1'));
    await client.workflow.getHandle('w').signal('end');
    await client.workflow.getHandle('w').result();
    console.log('completed, the same update ID:', await ask('another', 'fixed'));
    console.log('completed, its own update ID:', await ask('another', 'own-2'));
  });
  process.exit(0);
})();
JS
node run.js "127.0.0.1:$port" | tee seen
cat >expected <<'TXT'
the first: the workflow of one
running, the same update ID: the workflow of one
running, its own update ID: WorkflowExecutionAlreadyStartedError
completed, the same update ID: the workflow of one
completed, its own update ID: WorkflowExecutionAlreadyStartedError
TXT
diff seen expected
