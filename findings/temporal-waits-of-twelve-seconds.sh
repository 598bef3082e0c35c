#!/usr/bin/env bash
# Temporal's SDK metrics: tasks that waited 12 s for a worker show up in a dashboard as a minute and a half.
#
# Versions: temporalio (Python) 1.35.0, its Core as in the SDKs for TypeScript, .NET and Ruby; Temporal server 1.31.2 (CLI 1.8.2).
# Seen: five workflows wait 12 s for their worker. temporal_workflow_task_schedule_to_start_latency counts them in a bucket that goes from 10 to
#   100 s, the next one to 1,000 s. Prometheus' histogram_quantile(0.95, ...) takes waits to be spread evenly in it and answers 95.5 s; the
#   average, sum / count, is right. PrometheusConfig(histogram_bucket_overrides=...) sets finer ones.
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

cat >waits.py <<'PY'
import asyncio, os, re, socket, sys, urllib.request
from temporalio import workflow
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker

@workflow.defn
class Nothing:
    @workflow.run
    async def run(self) -> None:
        pass

def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

# As Prometheus' documentation of histogram_quantile says: evenly spread within a bucket.
def quantile(wanted, buckets):
    rank = wanted * buckets[-1][1]
    below, count_below = 0.0, 0
    for bound, count in buckets:
        if count >= rank:
            return below + (bound - below) * (rank - count_below) / (count - count_below)
        below, count_below = bound, count

async def main(address):
    port = free_port()
    metrics = PrometheusConfig(bind_address=f"127.0.0.1:{port}", durations_as_seconds=True)
    client = await Client.connect(address, runtime=Runtime(telemetry=TelemetryConfig(metrics=metrics)))
    waiting = [await client.start_workflow(Nothing.run, id=f"waits-{n}", task_queue="finding") for n in range(5)]
    await asyncio.sleep(12)
    async with Worker(client, task_queue="finding", workflows=[Nothing]):
        for handle in waiting:
            await handle.result()
        text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    name = "temporal_workflow_task_schedule_to_start_latency"
    samples = re.findall(rf'^{name}(?:_seconds)?_(bucket|sum|count){{([^}}]*)}} (\S+)', text, re.M)
    buckets = sorted((float(re.search(r'le="([^"]+)"', labels)[1]), float(value)) for kind, labels, value in samples if kind == "bucket")
    total = {kind: float(value) for kind, _, value in samples if kind != "bucket"}
    print("buckets, in seconds:", *[f"{bound:g}" for bound, _ in buckets])
    print("average wait between 11 and 20 s:", 11 < total["sum"] / total["count"] < 20)
    print(f"95 % waited at most: {quantile(0.95, buckets):g} s")

if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
    # Past the interpreter's own end, which the SDK's threads do not always survive.
    sys.stdout.flush()
    os._exit(0)
PY
timeout 120 venv/bin/python waits.py "127.0.0.1:$port" 2>python.log | tee seen || { cat python.log; exit 1; }
diff seen - <<'SEEN'
buckets, in seconds: 0.1 0.5 1 5 10 100 1000 inf
average wait between 11 and 20 s: True
95 % waited at most: 95.5 s
SEEN
