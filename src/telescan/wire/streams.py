"""The JetStream streams and consumers that both sides need, made or brought up to date.

Subjects of the hub's streams are listed per site: a leaf is told of interest only where its key's
permissions cover the whole subject, so ``telescan.*.journal.*`` would hear nobody.
"""

from collections.abc import Iterable

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from telescan.wire import subjects
from telescan.wire.subjects import Stream

SET_ASIDE_PREFIX = "set-aside"
HUB_DEDUPLICATION_S = 24 * 3600.0
"""A message whose acknowledgement was lost may come again this much later and is still known."""
_SITE_DEDUPLICATION_S = 120.0
_CONSUMER_ACK_WAIT_S = 10.0


async def make_site_streams(
    js: JetStreamContext, *, max_image_bytes: int = 15 * 1024**3, max_journal_bytes: int = 1024**3
) -> None:
    """Make a site's streams. A full stream refuses what is new; it never drops what is old."""
    await _make(
        js,
        StreamConfig(
            name=Stream.JOURNAL,
            subjects=["journal.*"],
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            max_bytes=max_journal_bytes,
            duplicate_window=_SITE_DEDUPLICATION_S,
            allow_atomic=True,
            allow_direct=True,
        ),
    )
    await _make(
        js,
        StreamConfig(
            name=Stream.IMAGES,
            subjects=["images.*"],
            storage=StorageType.FILE,
            # Gone as soon as the hub has acknowledged.
            retention=RetentionPolicy.WORK_QUEUE,
            discard=DiscardPolicy.NEW,
            max_bytes=max_image_bytes,
            duplicate_window=_SITE_DEDUPLICATION_S,
            allow_atomic=True,
        ),
    )


async def make_hub_streams(js: JetStreamContext, site_ids: Iterable[str]) -> None:
    """Make the hub's streams for these sites; call it again when a site joins."""
    sites = sorted(subjects.token(site, of="site_id") for site in site_ids)
    for stream, kind in ((Stream.HUB_JOURNAL, "journal"), (Stream.HUB_IMAGES, "images")):
        await _make(
            js,
            StreamConfig(
                name=stream,
                subjects=[f"{subjects.ROOT}.{site}.{kind}.*" for site in sites]
                or [f"{subjects.ROOT}.no-site.{kind}.*"],
                storage=StorageType.FILE,
                # Read messages stay until they are pruned: after a kill the server knows a
                # repetition only by what its stream still holds.
                discard=DiscardPolicy.NEW,
                duplicate_window=HUB_DEDUPLICATION_S,
                allow_atomic=True,
            ),
        )
    await _make(
        js,
        StreamConfig(
            name=Stream.HUB_SET_ASIDE,
            subjects=[f"{SET_ASIDE_PREFIX}.>"],
            storage=StorageType.FILE,
            allow_direct=True,
        ),
    )


async def make_consumer(
    js: JetStreamContext, stream: Stream, durable: str, *, max_ack_pending: int
) -> None:
    """Make a durable pull consumer and give back to it what a former reader took and lost."""
    config = ConsumerConfig(
        durable_name=durable,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=_CONSUMER_ACK_WAIT_S,
        max_ack_pending=max_ack_pending,
        max_deliver=-1,
    )
    await js.add_consumer(stream, config)
    await js.reset_consumer(stream, durable)


async def _make(js: JetStreamContext, config: StreamConfig) -> None:
    try:
        await js.stream_info(str(config.name))
    except NotFoundError:
        await js.add_stream(config)
    else:
        await js.update_stream(config)
