"""ringonce's encryption for Temporal's SDK of Python: pip install temporalio cryptography. The form: docs/encryption.md."""

import base64
import os
import re
from collections.abc import Iterable
from dataclasses import replace

import temporalio.converter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

ENCODING = b"binary/x-ringonce-aes256gcm"
IV_BYTES = 12


class RingonceCodec(PayloadCodec):
    """Encrypts with the first key of the list, decrypts with the key that a payload names."""

    def __init__(self, key_ring: str) -> None:
        """Takes the text of RINGONCE_ENCRYPTION_KEYS: `k2:<base64>,k1:<base64>`."""
        self.keys: dict[str, AESGCM] = {}
        for number, entry in enumerate(key_ring.split(","), start=1):
            key_id, _, key = entry.strip().partition(":")
            try:
                data = base64.urlsafe_b64decode(key.rstrip("=").replace("+", "-").replace("/", "_") + "=")
            except ValueError:
                data = b""
            if not re.fullmatch(r"[\w.-]{1,64}", key_id, re.ASCII) or len(data) != 32 or key_id in self.keys:
                # Never the entry itself: it holds a key.
                raise ValueError(f"Entry {number} of the keys is not an ID of its own, a colon, and 32 bytes in base64.")
            self.keys[key_id] = AESGCM(data)
        self.active = next(iter(self.keys))

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        # What was stored before there were keys stays readable.
        return [self._decrypted(p) if p.metadata.get("encoding") == ENCODING else p for p in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        iv = os.urandom(IV_BYTES)
        ciphertext = self.keys[self.active].encrypt(iv, payload.SerializeToString(), self._authenticated(self.active))
        metadata = {"encoding": ENCODING, "encryption-key-id": self.active.encode()}
        return Payload(metadata=metadata, data=iv + ciphertext)

    def _decrypted(self, payload: Payload) -> Payload:
        key_id = payload.metadata.get("encryption-key-id", b"").decode()
        if key_id not in self.keys:
            raise ValueError(f"A payload is encrypted with the key {key_id}, which is not among {', '.join(self.keys)}.")
        iv, ciphertext = payload.data[:IV_BYTES], payload.data[IV_BYTES:]
        try:
            return Payload.FromString(self.keys[key_id].decrypt(iv, ciphertext, self._authenticated(key_id)))
        except (InvalidTag, ValueError) as error:
            raise ValueError(f"A payload cannot be decrypted with the key {key_id}: another key, or it was changed.") from error

    @staticmethod
    def _authenticated(key_id: str) -> bytes:
        return ENCODING + b":" + key_id.encode()


def data_converter(key_ring: str) -> DataConverter:
    """For `Client.connect(…, data_converter=…)`. Messages and stack traces of failures are encrypted too."""
    return replace(
        temporalio.converter.default(),
        payload_codec=RingonceCodec(key_ring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
