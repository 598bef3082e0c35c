#!/usr/bin/env bash
# Temporal: three triggers of one schedule within a second make one run, and each of the three is answered as a success.
#
# Versions: Temporal server 1.31.2 (CLI 1.8.2), temporalio (Python) 1.35.0. Known as temporalio/temporal#3614.
# Seen: three trigger() calls return without an error; the schedule counts one action. The workflow ID of a run ends with the time
#   in whole seconds, and a trigger that finds the ID taken is dropped without a word.
# Ends with 0 while this is so, with 1 when it has changed. Needs Python 3 with venv, and Go 1.26 (or TEMPORAL_CLI=path).
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
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporalio==1.35.0

cat >triggers.py <<'PY'
import asyncio, sys, time
from temporalio.client import Client, Schedule, ScheduleActionStartWorkflow, ScheduleOverlapPolicy, ScheduleSpec

async def main():
    client = await Client.connect(sys.argv[1])
    action = ScheduleActionStartWorkflow("any", id="run", task_queue="nobody-polls-it")
    handle = await client.create_schedule("s", Schedule(action=action, spec=ScheduleSpec()))
    # From the beginning of a second, so that all three fall into it.
    while time.time() % 1 > 0.1:
        await asyncio.sleep(0.02)
    began = time.time()
    for _ in range(3):
        await handle.trigger(overlap=ScheduleOverlapPolicy.ALLOW_ALL)
    print("three triggers, no error" if int(began) == int(time.time()) else "too slow to tell: run it again")
    settled = time.time() + 5
    while time.time() < settled:
        info = (await handle.describe()).info
        await asyncio.sleep(0.5)
    print(f"actions counted: {info.num_actions}")

asyncio.run(main())
PY
venv/bin/python triggers.py "127.0.0.1:$port" | tee seen
diff seen - <<'SEEN'
three triggers, no error
actions counted: 1
SEEN
