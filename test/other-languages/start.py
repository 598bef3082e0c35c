"""Starts a call as a service in Python would whose data classes write None for what is not set, and prints its result as JSON."""

import asyncio
import json
import os
import sys

from temporalio.client import Client


async def main(address: str, namespace: str, workflow_id: str, *arguments: str) -> None:
    client = await Client.connect(address, namespace=namespace)
    result = await client.execute_workflow(
        "outboundCall", args=[json.loads(text) for text in arguments], id=workflow_id, task_queue="ringonce"
    )
    print(json.dumps(result))


asyncio.run(main(*sys.argv[1:]))

# Without the interpreter's tear-down, in which this SDK (1.35.0) dies now and then by a signal, after everything was printed.
sys.stdout.flush()
os._exit(0)
