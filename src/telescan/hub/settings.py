"""What a hub is told at its start: one TOML file, overridden by ``TELESCAN_HUB_…`` variables."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import SettingsConfigDict

from telescan.configuration import ProgramSettings
from telescan.wire.keys import is_public_key

Port = Annotated[int, Field(ge=1, le=65_535)]
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise ValueError("write it as https://host or https://host:port")
    return f"{parts.scheme}://{parts.netloc}"


Origin = Annotated[str, AfterValidator(_origin)]


def _public_key(text: str) -> str:
    if not is_public_key(text):
        raise ValueError("not a site's public nkey: expected 56 characters that begin with U")
    return text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TlsFiles(_Part):
    """Certificate (chain) and key, PEM."""

    certificate: Path
    """With the certificates between it and its authority."""
    key: Path
    """Its private key; readable by the hub only."""


class SiteSettings(_Part):
    """A site that may connect, known by its gateway's public key."""

    site_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
    """What the gateway calls itself: letters, digits, - and _."""
    name: Annotated[str, Field(min_length=1, max_length=128)]
    """What people call the site."""
    public_key: Annotated[str, AfterValidator(_public_key)]
    """What ``telescan site key`` printed at the site."""


class NatsSettings(_Part):
    """The hub's own NATS server."""

    client_port: Port = 4222
    """On the loopback only, for the hub itself."""
    leaf_host: str = "127.0.0.1"
    """Where gateways connect to."""
    leaf_port: Port = 7422
    """Gateways connect to it."""
    tls: TlsFiles | None = None
    """Certificate of this listener; needed unless ``leaf_host`` is this machine."""
    program: Path | None = None
    """Another nats-server than the one that comes with Telescan."""


class QuicSettings(_Part):
    """Consoles over QUIC, beside WebSocket."""

    port: Port = 8443
    """UDP; where a firewall drops it, consoles come over WebSocket."""
    host: Annotated[str, Field(min_length=1)] | None = None
    """Where browsers and gateways connect to; none: as the web page. Always encrypted."""
    public_host: Annotated[str, Field(min_length=1)] | None = None
    """What they reach the port by; none: the host of what they reach the web page by."""
    tls: TlsFiles | None = None
    """Certificate of a public authority; none: the hub makes its own and tells it by hash."""


class HubSettings(ProgramSettings):
    """Settings of ``telescan hub``."""

    model_config = SettingsConfigDict(env_prefix="TELESCAN_HUB_")

    data_folder: Path
    """Folder of everything that the hub keeps."""
    host: str = "127.0.0.1"
    """Where browsers and gateways connect to; beyond this machine only with TLS."""
    port: Port = 8080
    """Of the web page, the API, DICOMweb and the console channels."""
    public_url: Origin | None = None
    """What browsers reach the hub by, where that is not ``http(s)://host:port``."""
    allowed_origins: tuple[Origin, ...] = ()
    """Further origins whose pages may use the API; pages of the hub itself always may."""
    tls: TlsFiles | None = None
    """Certificate of the web page."""
    tls_by_proxy: bool = False
    """True: a reverse proxy in front terminates TLS; the hub itself speaks plain HTTP."""
    database_url: str | None = None
    """``postgresql://USER@HOST/DATABASE``; None: SQLite in the data folder."""
    nats: NatsSettings = NatsSettings()
    """The hub's own NATS server."""
    quic: QuicSettings | None = None
    """None: consoles come over WebSocket only."""
    sites: tuple[SiteSettings, ...] = ()
    """Who may connect."""
    idle_hours: Annotated[float, Field(gt=0)] = 8.0
    """A browser that is not used for so long is signed out."""
    longest_hours: Annotated[float, Field(gt=0)] = 24.0
    """A browser is signed out after so long in any case."""

    @model_validator(mode="after")
    def _speaks_tls_to_the_network(self) -> Self:
        if self.host not in _LOOPBACK and self.tls is None and not self.tls_by_proxy:
            raise ValueError(
                f"host {self.host} is open to the network without TLS; "
                "set tls.certificate and tls.key, or tls_by_proxy = true behind a TLS proxy"
            )
        return self

    @model_validator(mode="after")
    def _names_each_site_once(self) -> Self:
        for name in ("site_id", "public_key"):
            values = [getattr(site, name) for site in self.sites]
            if len(values) != len(set(values)):
                raise ValueError(f"sites: each {name} may stand there once")
        return self

    @property
    def quic_origin(self) -> str | None:
        """Return what browsers reach the QUIC port by; None where it is off."""
        if self.quic is None:
            return None
        host = self.quic.public_host or urlsplit(self.address).hostname or self.host
        return (
            f"https://[{host}]:{self.quic.port}"
            if ":" in host
            else f"https://{host}:{self.quic.port}"
        )

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the hub by TLS."""
        return self.tls is not None or self.tls_by_proxy

    @property
    def database(self) -> str:
        """Return the database's address."""
        return self.database_url or f"sqlite:///{self.data_folder.absolute() / 'hub.db'}"

    @property
    def address(self) -> str:
        """Return what browsers reach the hub by."""
        scheme = "https" if self.secure else "http"
        return self.public_url or f"{scheme}://{self.host}:{self.port}"

    @property
    def idle(self) -> timedelta:
        """How long a browser may stay unused."""
        return timedelta(hours=self.idle_hours)

    @property
    def longest(self) -> timedelta:
        """How long a browser may stay signed in."""
        return timedelta(hours=self.longest_hours)
