"""Encrypts or decrypts payloads with the codec of examples/codec/python: JSON of protobuf from stdin to stdout."""

import asyncio
import os
import sys

from google.protobuf.json_format import MessageToJson, Parse
from temporalio.api.common.v1 import Payloads

sys.path.insert(0, sys.argv[1])
from ringonce_codec import RingonceCodec  # noqa: E402

codec = RingonceCodec(os.environ["RINGONCE_ENCRYPTION_KEYS"])
recode = codec.encode if sys.argv[2] == "encode" else codec.decode
payloads = Parse(sys.stdin.read(), Payloads()).payloads
print(MessageToJson(Payloads(payloads=asyncio.run(recode(payloads))), indent=None))
