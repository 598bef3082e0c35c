#!/usr/bin/env bash
# Temporal: one workflow with an encrypted memo, and a TypeScript client without the codec can list no workflow any more.
#
# Versions: @temporalio/client 1.24.0, temporalio (Python) 1.35.0, Temporal server 1.31.2 (CLI 1.8.2).
# Seen: client.workflow.list() decodes the memo of every workflow that it passes and raises "Unknown encoding" for the first one it cannot read,
#   although nobody has asked for a memo: the workflows after it are not listed. The raw answer of the same request has them all. Python's
#   client decodes a memo when it is asked for, and lists them.
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
"$temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level error >server.log 2>&1 &
server=$!
until "$temporal" operator cluster health --address "127.0.0.1:$port" >/dev/null 2>&1; do kill -0 "$server"; done

npm init -y >/dev/null
npm install --no-audit --no-fund --silent @temporalio/{client,common}@1.24.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporalio==1.35.0

cat >run.js <<'JS'
const { Client, Connection } = require('@temporalio/client');
// Stands for encryption: the encoding is all that matters here.
const codec = {
  encode: async (payloads) => payloads.map(({ data }) => ({ metadata: { encoding: Buffer.from('binary/secret') }, data })),
  decode: async (payloads) => payloads,
};
(async () => {
  const connection = await Connection.connect({ address: process.argv[2] });
  const plain = new Client({ connection });
  const encrypting = new Client({ connection, dataConverter: { payloadCodecs: [codec] } });
  // No worker runs them: they need only exist.
  await plain.workflow.start('any', { taskQueue: 'q', workflowId: 'without-memo' });
  await encrypting.workflow.start('any', { taskQueue: 'q', workflowId: 'with-memo', memo: { note: 'secret' } });
  const request = { namespace: 'default', query: 'WorkflowType = "any"' };
  for (;;) {
    const { executions } = await connection.workflowService.listWorkflowExecutions(request);
    if (executions.length < 2) continue;
    console.log(`raw answer: ${executions.length} workflows`);
    break;
  }
  try {
    const found = [];
    for await (const { workflowId } of plain.workflow.list({ query: request.query })) found.push(workflowId);
    console.log(`TypeScript lists ${found.length} workflows`);
  } catch (error) {
    console.log(`TypeScript raises: ${error.message}`);
  }
  process.exit(0);
})();
JS
cat >list.py <<'PY'
import asyncio, os, sys
from temporalio.client import Client

async def main():
    client = await Client.connect(sys.argv[1])
    found = [execution.id async for execution in client.list_workflows('WorkflowType = "any"')]
    print(f"Python lists {len(found)} workflows")

asyncio.run(main())
sys.stdout.flush()
os._exit(0)  # this SDK's tear-down dies by a signal now and then
PY
{ node run.js "127.0.0.1:$port" && venv/bin/python list.py "127.0.0.1:$port"; } | tee seen
diff seen - <<'SEEN'
raw answer: 2 workflows
TypeScript raises: Unknown encoding: binary/secret
Python lists 2 workflows
SEEN
