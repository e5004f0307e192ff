"""Settings of a site's gateway; ``telescan gateway --config FILE`` reads them.

site_id = "county"
site_name = "County hospital"
hub_url = "https://telescan.example.org"
hub_leaf_url = "tls://telescan.example.org:7422"
site_seed_file = "/etc/telescan/county.seed"
data_folder = "/var/lib/telescan-gateway"

[[scanners]]
scanner_id = "county-mr2"
name = "MR2"
driver = "virtual"
control = { host = "127.0.0.1", port = 7711 }
console = { host = "127.0.0.1", port = 5911 }
storage = { ae_title = "TELESCAN", port = 11112 }
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_settings import SettingsConfigDict

from telescan.configuration import ProgramSettings
from telescan.dicom.deidentify import IdentityPolicy
from telescan.dicom.storage_scp import StorageScpSettings
from telescan.gateway.source_settings import (
    ConsoleLine,
    ConsoleTls,
    Endpoint,
    Part,
    Port,
    RfbSource,
    ScreenArea,
    SourceEntry,
)
from telescan.identity.roles import Role
from telescan.mr.hardware import ScannerModel
from telescan.scanner.sources import DEFAULT_SOURCE_ID
from telescan.session.policy import SessionPolicy

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _url(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"write {' or '.join(f'{s}://HOST:PORT' for s in schemes)}")
        plain = schemes[0]
        if parts.scheme == plain and parts.hostname not in _LOOPBACK:
            raise ValueError(
                f"{plain}:// is for this machine only; towards the network use {schemes[1]}://"
            )
        return value.rstrip("/")

    return AfterValidator(check)


class DriverKind(StrEnum):
    """How the gateway talks to a scanner."""

    VIRTUAL = "virtual"
    """The virtual scanner's control port: everything can be asked of it."""
    CONSOLE_ONLY = "console_only"
    """A KVM-over-IP box or VNC server: view and control, nothing else."""


class ConsoleTransport(StrEnum):
    """What the consoles' channels run over."""

    AUTO = "auto"
    """QUIC where the hub offers it and UDP gets through, else WebSocket."""
    WEBSOCKET = "websocket"
    """WebSocket, whatever the hub offers."""


class ScannerEntry(Part):
    """One scanner of the site."""

    scanner_id: Name
    """Unique in the whole group."""
    name: Annotated[str, Field(min_length=1, max_length=64)]
    """What people call the scanner."""
    driver: DriverKind
    """How the gateway talks to it."""
    control: Endpoint | None = None
    """Control port of a virtual scanner."""
    console: Endpoint
    """RFB (VNC) server of the console: the virtual scanner's, or a KVM-over-IP box."""
    console_password_file: Path | None = None
    """Holds the RFB password, where the server asks for one."""
    console_user: str = ""
    """Whom the password is of, where the server knows people by name (VeNCrypt Plain)."""
    console_tls: ConsoleTls | None = None
    """Set: the console is reached under TLS or not at all. None: plain RFB."""
    console_line: ConsoleLine = ConsoleLine.FAST
    """The network between console and gateway."""
    console_jpeg_quality: Annotated[int, Field(ge=0, le=9)] | None = None
    """Allows JPEG from the console, 9 is best; for boxes that send nothing else. None: exact."""
    identity_areas: tuple[ScreenArea, ...] = ()
    """Where the console says who the patient is: blanked, but for those who may see it where
    ``policy.identity`` is full."""
    sources: Annotated[tuple[SourceEntry, ...], Field(max_length=7)] = ()
    """Further pictures: a second monitor, the contrast injector, a camera."""
    storage: StorageScpSettings
    """Where the scanner sends its images."""
    model: ScannerModel | None = None
    """What a scanner that cannot be asked is."""
    serial_number: str = ""
    """Of a scanner that cannot be asked."""

    @property
    def all_sources(self) -> tuple[SourceEntry, ...]:
        """The console, then the further pictures."""
        console = RfbSource(
            source_id=DEFAULT_SOURCE_ID,
            name=self.name,
            kind="rfb",
            screen=self.console,
            password_file=self.console_password_file,
            user=self.console_user,
            tls=self.console_tls,
            line=self.console_line,
            jpeg_quality=self.console_jpeg_quality,
            identity_areas=self.identity_areas,
        )
        return (console, *self.sources)

    @model_validator(mode="after")
    def _sources_differ(self) -> Self:
        ids = [DEFAULT_SOURCE_ID, *(source.source_id for source in self.sources)]
        if len(set(ids)) != len(ids):
            raise ValueError("sources: each needs a source_id of its own, and none is 'console'")
        return self

    @model_validator(mode="after")
    def _a_name_goes_with_password_and_tls(self) -> Self:
        if self.console_user and (self.console_password_file is None or self.console_tls is None):
            raise ValueError(
                "console_user: set console_password_file and console_tls too; "
                "name and password go as text, so under TLS only"
            )
        return self

    @model_validator(mode="after")
    def _driver_has_what_it_needs(self) -> Self:
        if self.driver is DriverKind.VIRTUAL and self.control is None:
            raise ValueError('driver = "virtual" needs control = { host = …, port = … }')
        if self.driver is DriverKind.CONSOLE_ONLY and self.model is None:
            raise ValueError('driver = "console_only" needs model = { name = …, … }')
        return self


class SitePolicy(SessionPolicy):
    """What the site decides for itself."""

    identity: IdentityPolicy = IdentityPolicy.MASKED
    """Masked: who the patient is never leaves the gateway, neither with images nor otherwise."""
    camera_for: frozenset[Role] = frozenset({Role.OPERATOR, Role.EXPERT})
    """Of those admitted, who sees the room: cameras show the patient."""


class GatewaySettings(ProgramSettings):
    """Everything a gateway needs to know."""

    model_config = SettingsConfigDict(env_prefix="TELESCAN_GATEWAY_")

    site_id: Name
    """As in the hub's settings."""
    site_name: Annotated[str, Field(min_length=1, max_length=64)]
    """What people call the site."""
    hub_url: Annotated[str, _url("http", "https")]
    """The hub's web address; the console channel goes there."""
    hub_leaf_url: Annotated[str, _url("nats", "tls")]
    """The hub's NATS server for sites."""
    site_seed_file: Path
    """The site's nkey seed; readable by the gateway only."""
    data_folder: Path
    """Folder of everything that the gateway keeps."""
    hub_ca_file: Path | None = None
    """Certificate (PEM) of who vouches for the hub, where that is not a public authority."""
    console_transport: ConsoleTransport = ConsoleTransport.AUTO
    """What the consoles' channels run over; nothing else has to be set."""
    nats_server: Path | None = None
    """Another nats-server than the one installed."""
    nats_port: Port | None = None
    """Of the site's own NATS server, on the loopback; None: any free one."""
    local_page_host: str = "127.0.0.1"
    """Where the page for the person beside the scanner can be reached."""
    local_page_port: Port = 8090
    """Of that page: the state, and the button that takes control back."""
    scanners: Annotated[tuple[ScannerEntry, ...], Field(min_length=1)]
    """At least one."""
    policy: SitePolicy = SitePolicy()
    """What the site decides for itself."""

    @model_validator(mode="after")
    def _ids_and_ports_are_unique(self) -> Self:
        ids = [entry.scanner_id for entry in self.scanners]
        if len(set(ids)) != len(ids):
            raise ValueError("two scanners have the same scanner_id")
        ports = [entry.storage.port for entry in self.scanners] + [self.local_page_port]
        if len(set(ports)) != len(ports):
            raise ValueError("two scanners, or a scanner and the local page, have the same port")
        return self
