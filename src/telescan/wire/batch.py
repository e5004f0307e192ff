"""Publish several messages to one stream, all in their order or none (NATS ADR-50).

Each message carries its own id. Where the server says that some of a batch are stored already (the
acknowledgement of an earlier attempt was lost), they are sent again one by one: those known are
acknowledged and not stored twice, and the order stays.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import nats.errors
from nats.aio.client import Client
from nats.js.errors import NoStreamResponseError

from telescan.wire.errors import HubUnreachableError, StoreFullError, WireError

MESSAGE_ID = "Nats-Msg-Id"
_DUPLICATE_IN_BATCH = 10201
_STORE_FULL = frozenset({10023, 10047, 10077, 10122})
"""Insufficient resources, storage resources exceeded, maximum bytes or messages exceeded."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to be stored: ``message_id`` makes repetition harmless."""

    subject: str
    message_id: str
    data: bytes
    headers: dict[str, str] = field(default_factory=dict)


async def publish_in_order(
    client: Client, messages: Sequence[Outgoing], *, timeout_s: float
) -> None:
    """Store all messages, in order, each once; return when the stream has acknowledged all.

    Raises HubUnreachableError when no acknowledgement came, StoreFullError when the stream takes
    no more, WireError for any other refusal. Calling again with the same messages is safe.
    """
    try:
        if len(messages) > 1 and await _publish_as_batch(client, messages, timeout_s):
            return
        for message in messages:
            reply = await client.request(
                message.subject, message.data, timeout=timeout_s, headers=headers_of(message)
            )
            raise_for(json.loads(reply.data).get("error"))
    except (nats.errors.Error, NoStreamResponseError, OSError) as error:
        message_text = f"no acknowledgement for {len(messages)} messages ({type(error).__name__})"
        raise HubUnreachableError(message_text) from error


async def _publish_as_batch(client: Client, messages: Sequence[Outgoing], timeout_s: float) -> bool:
    batch = uuid.uuid4().hex
    for position, message in enumerate(messages[:-1], 1):
        headers = headers_of(message) | _in_batch(batch, position)
        await client.publish(message.subject, message.data, headers=headers)
    last = messages[-1]
    headers = headers_of(last) | _in_batch(batch, len(messages)) | {"Nats-Batch-Commit": "1"}
    reply = await client.request(last.subject, last.data, timeout=timeout_s, headers=headers)
    error = json.loads(reply.data).get("error")
    if error is not None and error.get("err_code") == _DUPLICATE_IN_BATCH:
        return False
    raise_for(error)
    return True


def headers_of(message: Outgoing) -> dict[str, str]:
    """Return the NATS headers of a message."""
    return message.headers | {MESSAGE_ID: message.message_id}


def _in_batch(batch: str, position: int) -> dict[str, str]:
    return {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(position)}


def raise_for(error: dict[str, object] | None) -> None:
    """Raise what a stream refused with, StoreFullError or WireError; nothing where it did not."""
    if error is None:
        return
    text = f"the stream refused: {error.get('description')} ({error.get('err_code')})"
    raise StoreFullError(text) if error.get("err_code") in _STORE_FULL else WireError(text)
