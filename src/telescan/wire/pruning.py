"""Drops from a stream what its reader has had and what is old, both; never anything else.

A stream's own ``max_age`` would drop unread messages too. And what is kept for a while after it was
read is what the server recognises a repetition by: it rebuilds that knowledge from the stream.
"""

import datetime as dt

from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, DeliverPolicy


async def prune(
    js: JetStreamContext, stream: str, *, reader: str, kept: dt.timedelta, now: dt.datetime
) -> int:
    """Drop what ``reader`` has acknowledged and is older than ``kept``; return how many.

    ``now`` is UTC. Raises nats.errors.Error.
    """
    state = (await js.stream_info(stream)).state
    info = await js.consumer_info(stream, reader)
    read = info.ack_floor.stream_seq if info.ack_floor else 0
    oldest_kept = await _first_since(js, stream, now - kept) or state.last_seq + 1
    keep_from = min(read + 1, oldest_kept)
    if state.messages == 0 or keep_from <= state.first_seq:
        return 0
    await js.purge_stream(stream, seq=keep_from)
    return int(state.messages - (await js.stream_info(stream)).state.messages)


async def _first_since(js: JetStreamContext, stream: str, moment: dt.datetime) -> int | None:
    config = ConsumerConfig(
        deliver_policy=DeliverPolicy.BY_START_TIME,
        opt_start_time=moment,
        headers_only=True,
        inactive_threshold=30.0,
    )
    subscription = await js.pull_subscribe(">", stream=stream, config=config)
    try:
        messages = await subscription.fetch(1, timeout=1.0)
        return int(messages[0].metadata.sequence.stream)
    except TimeoutError:
        return None
    finally:
        await subscription.unsubscribe()
