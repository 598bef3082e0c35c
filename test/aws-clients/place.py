"""Places a call as a program with boto3 does: place.py '<request as JSON>'. All settings are the environment's."""

import json
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

try:
    answer = boto3.client("connect").start_outbound_voice_contact(**json.loads(sys.argv[1]))
    told = {"ContactId": answer["ContactId"], "retries": answer["ResponseMetadata"]["RetryAttempts"]}
except ClientError as error:
    told = {"error": error.response["Error"]["Code"], "status": error.response["ResponseMetadata"]["HTTPStatusCode"]}
except BotoCoreError as error:
    told = {"error": type(error).__name__}
print(json.dumps(told))
