"""CloudFormation and EventBridge for the tests: stack.py create TEMPLATE PARAMETERS | put-events | made | delete.

put-events reads an array of events, as EventBridge delivers them, from stdin; each command prints JSON.
Endpoint, Region and credentials come from AWS's own variables.
"""

import json
import sys

import boto3

STACK = "ringonce"


def create(template, parameters):
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=open(template).read(),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in json.loads(parameters).items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK)
    (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def delete():
    """Deletes the stack, and tells what is left of it."""
    boto3.client("cloudformation").delete_stack(StackName=STACK)
    return {
        "queues": boto3.client("sqs").list_queues().get("QueueUrls", []),
        "rules": boto3.client("events").list_rules()["Rules"],
    }


def put_events():
    entries = [
        {
            "Source": event["source"],
            "DetailType": event["detail-type"],
            "Resources": event["resources"],
            "Detail": json.dumps(event["detail"]),
        }
        for event in json.load(sys.stdin)
    ]
    return boto3.client("events").put_events(Entries=entries)["FailedEntryCount"]


def made():
    """What the service has of the stack, as the service says it."""
    iam = boto3.client("iam")
    versions = [(policy["Arn"], policy["DefaultVersionId"]) for policy in iam.list_policies(Scope="Local")["Policies"]]
    return {
        "policies": [
            iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"] for arn, version in versions
        ],
    }


commands = {"create": create, "delete": delete, "put-events": put_events, "made": made}
print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))
