#!/usr/bin/env bash
# Temporal: a search attribute that a TypeScript workflow sets to null is not taken away, and Python cannot describe the workflow any more.
#
# Versions: @temporalio/workflow 1.24.0, temporalio (Python) 1.35.0, Temporal server 1.31.2 (CLI 1.8.2).
# Seen: upsertSearchAttributes([{ key: datetime, value: null }]) leaves the payload "null" in the workflow's search attributes;
#   Python's describe() then raises TypeError. The untyped form with an empty list takes the attribute away, and describe() works.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer, npm, Python 3 with venv, and Go 1.26 (or TEMPORAL_CLI=path).
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
"$temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --search-attribute Due=Datetime --log-level error >server.log 2>&1 &
server=$!
until "$temporal" operator cluster health --address "127.0.0.1:$port" >/dev/null 2>&1; do kill -0 "$server"; done

npm init -y >/dev/null
npm install --no-audit --no-fund --silent @temporalio/{client,common,worker,workflow}@1.24.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporalio==1.35.0

cat >workflows.js <<'JS'
const { upsertSearchAttributes } = require('@temporalio/workflow');
const { defineSearchAttributeKey } = require('@temporalio/common');
const due = defineSearchAttributeKey('Due', 'DATETIME');
exports.byNull = async () => {
  upsertSearchAttributes([{ key: due, value: new Date() }]);
  upsertSearchAttributes([{ key: due, value: null }]);
};
exports.byEmptyList = async () => {
  upsertSearchAttributes([{ key: due, value: new Date() }]);
  upsertSearchAttributes({ Due: [] });
};
JS
cat >run.js <<'JS'
const { Client, Connection } = require('@temporalio/client');
const { NativeConnection, Runtime, Worker, DefaultLogger } = require('@temporalio/worker');
(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const address = process.argv[2];
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection, taskQueue: 'q', workflowsPath: require.resolve('./workflows.js') });
  const client = new Client({ connection: await Connection.connect({ address }) });
  await worker.runUntil(async () => {
    for (const type of ['byNull', 'byEmptyList']) await client.workflow.execute(type, { taskQueue: 'q', workflowId: type });
  });
  for (const type of ['byNull', 'byEmptyList']) {
    const { raw } = await client.workflow.getHandle(type).describe();
    const left = raw.workflowExecutionInfo.searchAttributes?.indexedFields?.Due;
    console.log(`${type}: ${left == null ? 'gone' : `the payload ${Buffer.from(left.data)} is left`}`);
  }
  process.exit(0);
})();
JS
cat >describe.py <<'PY'
import asyncio, os, sys
from temporalio.client import Client

async def main():
    client = await Client.connect(sys.argv[1])
    for workflow_id in ["byNull", "byEmptyList"]:
        try:
            await client.get_workflow_handle(workflow_id).describe()
            print(f"{workflow_id}: Python describes it")
        except Exception as error:
            print(f"{workflow_id}: Python raises {type(error).__name__}")

asyncio.run(main())
sys.stdout.flush()
os._exit(0)  # this SDK's tear-down dies by a signal now and then
PY
{ node run.js "127.0.0.1:$port" && venv/bin/python describe.py "127.0.0.1:$port"; } | tee seen
diff seen - <<'SEEN'
byNull: the payload null is left
byEmptyList: gone
byNull: Python raises TypeError
byEmptyList: Python describes it
SEEN
