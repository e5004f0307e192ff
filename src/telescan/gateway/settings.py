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
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_settings import SettingsConfigDict

from telescan.configuration import ProgramSettings
from telescan.console.rfb import Anonymous, Authority, Pinned, Trust
from telescan.dicom.deidentify import IdentityPolicy
from telescan.dicom.storage_scp import StorageScpSettings
from telescan.mr.hardware import ScannerModel
from telescan.session.policy import SessionPolicy

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
Port = Annotated[int, Field(ge=1, le=65_535)]
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


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoint(_Part):
    """A TCP address on the site's network."""

    host: Annotated[str, Field(min_length=1)]
    """Name or address."""
    port: Port
    """TCP port."""


class DriverKind(StrEnum):
    """How the gateway talks to a scanner."""

    VIRTUAL = "virtual"
    """The virtual scanner's control port: everything can be asked of it."""
    CONSOLE_ONLY = "console_only"
    """A KVM-over-IP box or VNC server: view and control, nothing else."""


class ScreenArea(_Part):
    """A rectangle of a console, in its pixels, origin at the upper left."""

    x: Annotated[int, Field(ge=0)]
    """Of its left edge."""
    y: Annotated[int, Field(ge=0)]
    """Of its upper edge."""
    width: Annotated[int, Field(ge=1)]
    """Pixels."""
    height: Annotated[int, Field(ge=1)]
    """Pixels."""


class ConsoleTls(_Part):
    """TLS of a console's RFB server (VeNCrypt). One of the three says how it proves who it is."""

    ca_file: Path | None = None
    """By a certificate for its address that the authority in this file signed."""
    fingerprint: str | None = None
    """By the certificate with this SHA-256 fingerprint; a KVM-over-IP box mostly made its own."""
    anonymous: bool = False
    """By nothing: encrypted, but open to whoever can stand in between."""

    @model_validator(mode="after")
    def _one_way_is_chosen(self) -> Self:
        if [self.ca_file, self.fingerprint, self.anonymous or None].count(None) != 2:
            raise ValueError("write one of ca_file = …, fingerprint = … and anonymous = true")
        self.trust()
        return self

    def trust(self) -> Trust:
        """Return it as the RFB client takes it. Raises ValueError: not a fingerprint."""
        if self.ca_file is not None:
            return Authority(self.ca_file)
        return Anonymous() if self.fingerprint is None else Pinned(self.fingerprint)


class ConsoleLine(StrEnum):
    """How pixels come from a console's RFB server to the gateway."""

    FAST = "fast"
    """Plain: the least work, for the same machine or 1 Gbit/s."""
    SLOW = "slow"
    """Compressed without loss, for 100 Mbit/s and less."""


class ScannerEntry(_Part):
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
    console_tls: ConsoleTls | None = None
    """Set: the console is reached under TLS or not at all. None: plain RFB."""
    console_line: ConsoleLine = ConsoleLine.FAST
    """The network between console and gateway."""
    console_jpeg_quality: Annotated[int, Field(ge=0, le=9)] | None = None
    """Allows JPEG from the console, 9 is best; for boxes that send nothing else. None: exact."""
    identity_areas: tuple[ScreenArea, ...] = ()
    """Where the console says who the patient is: blanked unless ``policy.identity`` is full."""
    storage: StorageScpSettings
    """Where the scanner sends its images."""
    model: ScannerModel | None = None
    """What a scanner that cannot be asked is."""
    serial_number: str = ""
    """Of a scanner that cannot be asked."""

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
