"""Describes and lists workflows as a service in Python would, and prints their search attributes as JSON, by ID."""

import asyncio
import json
import os
import sys

from temporalio.client import Client


async def main(address: str, namespace: str, *workflow_ids: str) -> None:
    client = await Client.connect(address, namespace=namespace)
    described, listed = {}, {}
    for workflow_id in workflow_ids:
        description = await client.get_workflow_handle(workflow_id).describe()
        described[workflow_id] = attributes(description)
    async for execution in client.list_workflows():
        listed[execution.id] = attributes(execution)
    print(json.dumps({"described": described, "listed": listed}, default=str))


def attributes(execution) -> dict:
    return {pair.key.name: pair.value for pair in execution.typed_search_attributes.search_attributes}


asyncio.run(main(*sys.argv[1:]))

# Without the interpreter's tear-down, in which this SDK (1.35.0) dies now and then by a signal, after everything was printed.
sys.stdout.flush()
os._exit(0)
