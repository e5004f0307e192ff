"""The NATS server's configuration, worked out from typed settings. Pure: text out, no files.

Two kinds of server: the hub's, which sites connect to, and a site's, which is a leaf of the hub's
with a JetStream of its own. Each site has one key, which opens the site's own subjects only.
"""

import ipaddress
import json
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from telescan.wire import subjects
from telescan.wire.errors import InsecureListenerError
from telescan.wire.keys import is_public_key

MAX_PAYLOAD_BYTES = 1_048_576
_ACCOUNT = "TELESCAN"
_SYSTEM = "SYS"

Port = Annotated[int, Field(ge=1, le=65_535)]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _checked_public_key(value: str) -> str:
    if not is_public_key(value):
        message = "not a public nkey: expected 56 characters that begin with U"
        raise ValueError(message)
    return value


class SiteAccess(_Settings):
    """A site that may connect, by its public key."""

    site_id: str
    public_key: str

    _site_id = field_validator("site_id")(lambda value: subjects.token(value, of="site_id"))
    _public_key = field_validator("public_key")(_checked_public_key)


class TlsFiles(_Settings):
    """PEM files of the listener for sites. ``ca_file`` asks sites for certificates as well."""

    cert_file: Path
    key_file: Path
    ca_file: Path | None = None


class _ServerSettings(_Settings):
    folder: Path
    """Holds the configuration, the log and the streams."""
    client_port: Port
    """On the loopback; for this machine's own programs, which prove themselves by key."""
    client_public_key: str
    system_public_key: str
    """Opens the server's own account: who is connected, who is to be cut off."""
    max_store_bytes: Annotated[int, Field(gt=0)] = 20 * 1024**3

    _client_key = field_validator("client_public_key")(_checked_public_key)
    _system_key = field_validator("system_public_key")(_checked_public_key)


class HubServerSettings(_ServerSettings):
    """The hub's server."""

    leaf_host: str = "127.0.0.1"
    leaf_port: Port
    tls: TlsFiles | None = None
    """None only where ``leaf_host`` is this machine."""
    sites: tuple[SiteAccess, ...] = ()

    @model_validator(mode="after")
    def _sites_differ(self) -> "HubServerSettings":
        for values in ([s.site_id for s in self.sites], [s.public_key for s in self.sites]):
            if len(set(values)) != len(values):
                message = "sites: each site and each key may stand here once"
                raise ValueError(message)
        return self


class SiteServerSettings(_ServerSettings):
    """A site's server, leaf of the hub's."""

    site_id: str
    hub_url: str
    """``tls://host:port``; ``nats-leaf://127.0.0.1:port`` on this machine only."""
    hub_ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    """The site's own certificate, where the hub asks for one."""

    _site_id = field_validator("site_id")(lambda value: subjects.token(value, of="site_id"))


def hub_config(settings: HubServerSettings) -> str:
    """Return the hub server's configuration. Raises InsecureListenerError."""
    if settings.tls is None and not is_loopback(settings.leaf_host):
        message = (
            f"leaf_host {settings.leaf_host}: a listener beyond this machine needs TLS; "
            "set tls.cert_file and tls.key_file, or listen on 127.0.0.1"
        )
        raise InsecureListenerError(message)
    leafnodes: dict[str, object] = {
        "listen": f"{_bracketed(settings.leaf_host)}:{settings.leaf_port}",
        "no_advertise": True,
    }
    if settings.tls is not None:
        leafnodes["tls"] = _listener_tls(settings.tls)
    config = _common(settings, name="hub", domain=subjects.HUB_DOMAIN)
    config["leafnodes"] = leafnodes
    users: list[dict[str, object]] = [{"nkey": settings.client_public_key}]
    users += [_site_user(site) for site in settings.sites]
    config["accounts"] = _accounts(settings, users)
    return _rendered(config)


def site_config(settings: SiteServerSettings, *, seed: str) -> str:
    """Return a site server's configuration; ``seed`` proves the site to the hub.

    Raises InsecureListenerError.
    """
    url = urlsplit(settings.hub_url)
    secure = url.scheme == "tls"
    if not secure and not is_loopback(url.hostname or ""):
        message = (
            f"hub_url {settings.hub_url}: a hub beyond this machine is reached by TLS only; "
            "write tls://host:port"
        )
        raise InsecureListenerError(message)
    remote: dict[str, object] = {"url": settings.hub_url, "account": _ACCOUNT, "nkey": seed}
    if secure:
        remote["tls"] = _remote_tls(settings)
    domain = subjects.site_domain(settings.site_id)
    config = _common(settings, name=domain, domain=domain)
    config["leafnodes"] = {"reconnect": "1s", "remotes": [remote]}
    config["accounts"] = _accounts(settings, [{"nkey": settings.client_public_key}])
    return _rendered(config)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _common(settings: _ServerSettings, *, name: str, domain: str) -> dict[str, object]:
    return {
        "server_name": name,
        "listen": f"127.0.0.1:{settings.client_port}",
        "max_payload": MAX_PAYLOAD_BYTES,
        # A dead link is seen after about seven seconds (measured); the default takes minutes.
        "ping_interval": "3s",
        "ping_max": 2,
        "write_deadline": "5s",
        "logfile": str(settings.folder / "nats-server.log"),
        "logfile_size_limit": 10_000_000,
        "logfile_max_num": 3,
        "jetstream": {
            "domain": domain,
            "store_dir": str(settings.folder / "streams"),
            # Without this an acknowledged message may still be lost with the power.
            "sync_interval": "always",
            "max_mem": 64 * 1024**2,
            "max_file": settings.max_store_bytes,
        },
    }


def _accounts(settings: _ServerSettings, users: list[dict[str, object]]) -> dict[str, object]:
    return {
        _ACCOUNT: {"jetstream": "enabled", "users": users},
        _SYSTEM: {"users": [{"nkey": settings.system_public_key}]},
    }


def _site_user(site: SiteAccess) -> dict[str, object]:
    return {
        "nkey": site.public_key,
        "allowed_connection_types": ["LEAFNODE"],
        "permissions": {
            "publish": {"allow": list(subjects.site_may_publish(site.site_id))},
            "subscribe": {"allow": list(subjects.site_may_subscribe(site.site_id))},
        },
    }


def _listener_tls(tls: TlsFiles) -> dict[str, object]:
    block: dict[str, object] = {"cert_file": str(tls.cert_file), "key_file": str(tls.key_file)}
    if tls.ca_file is not None:
        block |= {"ca_file": str(tls.ca_file), "verify": True}
    return block


def _remote_tls(settings: SiteServerSettings) -> dict[str, object]:
    files = {
        "ca_file": settings.hub_ca_file,
        "cert_file": settings.cert_file,
        "key_file": settings.key_file,
    }
    return {name: str(path) for name, path in files.items() if path is not None}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _rendered(config: dict[str, object]) -> str:
    # The server's configuration language contains JSON.
    return json.dumps(config | {"system_account": _SYSTEM}, indent=2) + "\n"
