#!/usr/bin/env bash
# Temporal: changing the options of an activity that waits for its next attempt can end it at once, by a schedule-to-start limit of an hour.
#
# Versions: Temporal server 1.31.2 (CLI 1.8.2), temporalio (Python) 1.35.0.
# Seen: two activities wait for their second attempt, in 30 s, and their worker is dead. One has raised an error, the other missed its
#   heartbeat timeout. Both get `temporal activity update-options --retry-maximum-attempts 5`. The first waits on. The second ends as
#   SCHEDULE_TO_START, though it had started, and that limit is an hour: the server counts the next attempt from when the last one completed,
#   which a timeout does not record. Where a worker polls, it may start the next attempt first.
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

cat >options.py <<'PY'
import asyncio, os, subprocess, sys
from datetime import timedelta
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

@activity.defn
async def fails() -> None:
    raise RuntimeError("an error")

@activity.defn
async def falls_silent() -> None:
    await asyncio.sleep(3600)

@workflow.defn
class Runs:
    @workflow.run
    async def run(self, name: str) -> None:
        await workflow.execute_activity(
            name,
            activity_id="one",
            task_queue="activities",
            heartbeat_timeout=timedelta(seconds=1),
            start_to_close_timeout=timedelta(hours=2),
            schedule_to_start_timeout=timedelta(hours=1),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=30)),
        )

async def run_activities(address):
    client = await Client.connect(address)
    await Worker(client, task_queue="activities", activities=[fails, falls_silent]).run()

async def main(temporal, address):
    client = await Client.connect(address)
    async with Worker(client, task_queue="workflows", workflows=[Runs]):
        for name in ["fails", "falls_silent"]:
            worker = subprocess.Popen([sys.executable, __file__, address], stderr=subprocess.DEVNULL)
            handle = await client.start_workflow(Runs.run, name, id=name, task_queue="workflows")
            while True:
                pending = (await handle.describe()).raw_description.pending_activities
                if pending and pending[0].attempt == 2:
                    break
                await asyncio.sleep(0.2)
            worker.kill()
            worker.wait()
            update = [temporal, "activity", "update-options", "--address", address, "--workflow-id", name]
            subprocess.run(update + ["--activity-id", "one", "--retry-maximum-attempts", "5"], check=True, capture_output=True)
            try:
                await asyncio.wait_for(handle.result(), 10)
            except WorkflowFailureError as error:
                print(f"{name}: ended by {error.cause.cause.type.name}")
            except asyncio.TimeoutError:
                print(f"{name}: waits for its next attempt")
                await handle.terminate()

if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]) if len(sys.argv) > 2 else run_activities(sys.argv[1]))
    # Past the interpreter's own end, which the SDK's threads do not always survive.
    sys.stdout.flush()
    os._exit(0)
PY
timeout 120 venv/bin/python options.py "$temporal" "127.0.0.1:$port" 2>python.log | tee seen || { cat python.log; exit 1; }
diff seen - <<'SEEN'
fails: waits for its next attempt
falls_silent: ended by SCHEDULE_TO_START
SEEN
