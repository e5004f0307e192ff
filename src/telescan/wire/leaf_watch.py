"""Watches a site's link to the hub, and wakes a server that has stopped trying.

A leaf may give up reconnecting (nats-server issue 7615). Where the hub takes connections and the
leaf does not come back all the same, the site's server is started anew; its streams outlast that.
"""

import asyncio
import json
import logging
from urllib.parse import urlsplit

import nats.errors
from nats.aio.client import Client

from telescan.wire.nats_server import NatsServer, answers

_log = logging.getLogger(__name__)

DEFAULT_LEAF_PORT = 7422
LOOKED_AT_EVERY_S = 2.0
_PATIENCE_S = (20.0, 60.0, 300.0, 900.0)
"""How long a link may be down, with the hub answering, before each further start. The reason may
as well be a revoked key, which no start heals."""
_TIMEOUT_S = 2.0


class LeafWatch:
    """``system`` is a connection by the server's system key."""

    def __init__(
        self,
        server: NatsServer,
        system: Client,
        hub_url: str,
        *,
        patience_s: tuple[float, ...] = _PATIENCE_S,
    ) -> None:
        self._server = server
        self._system = system
        url = urlsplit(hub_url)
        self._hub = (url.hostname or "127.0.0.1", url.port or DEFAULT_LEAF_PORT)
        self._patience_s = patience_s
        self.is_connected = False
        """Whether the link stood at the last look."""

    async def run(self) -> None:
        """Watch for ever."""
        down_s, starts = 0.0, 0
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY_S)
            self.is_connected = await self._has_leaf()
            if self.is_connected:
                down_s, starts = 0.0, 0
                continue
            down_s += LOOKED_AT_EVERY_S
            patience_s = self._patience_s[min(starts, len(self._patience_s) - 1)]
            if down_s < patience_s or not await answers(*self._hub):
                continue
            _log.warning("the hub answers but the link is down; starting the NATS server anew")
            await self._server.restart()
            down_s, starts = 0.0, starts + 1

    async def _has_leaf(self) -> bool:
        try:
            message = await self._system.request(
                "$SYS.REQ.SERVER.PING.LEAFZ", b"", timeout=_TIMEOUT_S
            )
        except (nats.errors.Error, OSError):
            return False
        return bool(json.loads(message.data).get("data", {}).get("leafs"))
