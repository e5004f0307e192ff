"""A site's journal: every event of its sessions, on disk before anybody hears of it.

The gateway folds the journal at start, so that nothing it acknowledged is forgotten. Entries stay
for thirty days after the hub has them.
"""

import datetime as dt

from nats.aio.client import Client
from nats.js.api import ConsumerConfig
from pydantic import ValidationError

from telescan.session.events import Recorded
from telescan.wire import subjects
from telescan.wire.batch import Outgoing, publish_in_order
from telescan.wire.errors import PoisonMessageError
from telescan.wire.pruning import prune
from telescan.wire.subjects import Stream

KEPT_AFTER_FORWARDING = dt.timedelta(days=30)
_LOCAL_TIMEOUT_S = 5.0
_REPLAY_BATCH = 256


class Journal:
    """The journal in the site's own JetStream."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._js = client.jetstream()

    async def append(self, *entries: Recorded) -> None:
        """Write entries, all or none, and return when they are on disk.

        Appending an entry again within two minutes changes nothing. Raises HubUnreachableError
        when the site's own server does not answer, StoreFullError when the disk limit is reached.
        """
        messages = [
            Outgoing(
                subject=subjects.journal(entry.scanner_id),
                message_id=entry.event_id,
                data=entry.model_dump_json().encode(),
            )
            for entry in entries
        ]
        await publish_in_order(self._client, messages, timeout_s=_LOCAL_TIMEOUT_S)

    async def replay(self) -> list[Recorded]:
        """Return every entry that the site still has, oldest first.

        Raises PoisonMessageError where an entry cannot be read: the journal is the truth, and a
        gateway that skipped part of it would act on a false one.
        """
        state = (await self._js.stream_info(Stream.JOURNAL)).state
        if state.messages == 0:
            return []
        subscription = await self._js.pull_subscribe(
            "journal.*", stream=Stream.JOURNAL, config=ConsumerConfig(inactive_threshold=60.0)
        )
        entries: list[Recorded] = []
        try:
            position = 0
            while position < state.last_seq:
                for message in await subscription.fetch(_REPLAY_BATCH, timeout=_LOCAL_TIMEOUT_S):
                    await message.ack()
                    position = message.metadata.sequence.stream
                    entries.append(read_entry(message.data))
        finally:
            await subscription.unsubscribe()
        return entries

    async def forget(self, *, now: dt.datetime, consumer: str) -> int:
        """Drop entries older than thirty days that ``consumer`` has brought to the hub.

        Returns how many. ``now`` is UTC.
        """
        return await prune(
            self._js, Stream.JOURNAL, reader=consumer, kept=KEPT_AFTER_FORWARDING, now=now
        )


def read_entry(data: bytes) -> Recorded:
    """Return the entry that ``data`` holds. Raises PoisonMessageError."""
    try:
        return Recorded.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        message = f"journal entry: {field or 'whole'}: {first['msg']}"
        raise PoisonMessageError(message) from error
