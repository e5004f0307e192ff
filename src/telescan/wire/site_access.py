"""Who may connect to the hub's NATS server: sites come and go while it runs.

Reloading the configuration shuts the door to a revoked key but leaves a connection that is open
already; so such a connection is cut off as well.
"""

import json
from typing import Any

import nats.errors
from nats.aio.client import Client

from telescan.wire import subjects
from telescan.wire.errors import NatsServerError
from telescan.wire.nats_config import HubServerSettings, SiteAccess, hub_config
from telescan.wire.nats_server import NatsServer
from telescan.wire.streams import make_hub_streams

_TIMEOUT_S = 5.0


class SiteAdmission:
    """Admits and revokes sites on a running hub server.

    ``system`` is a connection by the system key, ``client`` one by the hub's own.
    """

    def __init__(
        self, settings: HubServerSettings, server: NatsServer, *, client: Client, system: Client
    ) -> None:
        self._settings = settings
        self._server = server
        self._client = client
        self._system = system

    async def admit(self, sites: tuple[SiteAccess, ...]) -> None:
        """Let exactly these sites connect, and cut off every other one.

        Raises NatsServerError when the server does not take the change; the ones before then stay.
        """
        settings = HubServerSettings.model_validate(
            self._settings.model_dump() | {"sites": [site.model_dump() for site in sites]}
        )
        changed = self._changed_keys(settings)
        await make_hub_streams(self._client.jetstream(), [site.site_id for site in sites])
        self._server.write_config(hub_config(settings))
        try:
            await self._ask("RELOAD", {})
        except NatsServerError:
            self._server.write_config(hub_config(self._settings))
            raise
        self._settings = settings
        still_valid = {site.site_id for site in sites} - changed
        for leaf in (await self._ask("LEAFZ", {"subscriptions": True})).get("leafs") or []:
            if _proven_site(leaf) not in still_valid:
                await self._ask("KICK", {"cid": leaf["id"]})

    def _changed_keys(self, settings: HubServerSettings) -> set[str]:
        before = {site.site_id: site.public_key for site in self._settings.sites}
        return {s.site_id for s in settings.sites if before.get(s.site_id) != s.public_key}

    async def _ask(self, what: str, options: dict[str, Any]) -> dict[str, Any]:
        try:
            ping = await self._system.request("$SYS.REQ.SERVER.PING", b"", timeout=_TIMEOUT_S)
            server_id = json.loads(ping.data)["server"]["id"]
            message = await self._system.request(
                f"$SYS.REQ.SERVER.{server_id}.{what}",
                json.dumps(options).encode(),
                timeout=_TIMEOUT_S,
            )
        except nats.errors.Error as error:
            text = f"the NATS server did not answer {what} ({type(error).__name__})"
            raise NatsServerError(text) from error
        reply: dict[str, Any] = json.loads(message.data)
        if reply.get("error"):
            text = f"the NATS server refused {what}: {reply['error'].get('description')}"
            raise NatsServerError(text)
        return dict(reply.get("data") or {})


def _proven_site(leaf: dict[str, Any]) -> str | None:
    """Return the site that a connection's subscriptions prove; its own name proves nothing."""
    for subject in leaf.get("subscriptions_list") or []:
        parts = str(subject).split(".")
        if parts[0] == subjects.ROOT and len(parts) > 2:
            return parts[1]
    return None
