"""Settings of one virtual scanner, from its TOML file and ``TELESCAN_SCANNER_…`` variables."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import SettingsConfigDict

from telescan.configuration import ProgramSettings
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.virtual.language import Language

Port = Annotated[int, Field(ge=1, le=65_535)]
ApplicationEntityTitle = Annotated[
    str, Field(min_length=1, max_length=16, pattern=r"^[!-\[\]-~ ]+$")
]
"""PS3.5 VR AE: at most 16 characters, no backslash."""


class DicomDestination(BaseModel):
    """Where images are sent: a storage SCP."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Of the gateway."""
    port: Port
    """The gateway's ``storage.port`` for this scanner."""
    called_ae_title: ApplicationEntityTitle = "TELESCAN"
    """The gateway's ``storage.ae_title``."""
    calling_ae_title: ApplicationEntityTitle = "VIRTUALMR"
    """The scanner's own."""


class ScannerSettings(ProgramSettings):
    """One virtual scanner."""

    model_config = SettingsConfigDict(env_prefix="TELESCAN_SCANNER_")

    name: str
    """What people call the scanner, for example MR2; also its Station Name."""
    institution: str = ""
    """Institution Name (0008,0080)."""
    model: str
    """``Aster 3T`` or ``Borealis 1.5T``."""
    serial_number: str
    """Device Serial Number (0018,1000)."""
    data_folder: Path
    """Exam, series and images are kept here and survive a restart."""
    rfb_port: Port
    """Of the console; on the loopback only."""
    control_port: Port
    """Of the gateway's driver; on the loopback only."""
    dicom: DicomDestination
    """Where images are sent."""
    injector_rfb_port: Port | None = None
    """Of the contrast injector's screen, a program of its own; on the loopback only."""
    camera_port: Port | None = None
    """Of the room's camera, MJPEG at ``/room.mjpg``; on the loopback only."""
    speed: Annotated[float, Field(gt=0, le=1_000)] = 1.0
    """How many times faster than a real scanner the clock of a scan runs."""
    seed: int = 0
    """Start of the noise and of the demo patients."""
    width: Annotated[int, Field(ge=1_024, le=3_840)] = 1_920
    """Of the console's screen, pixels."""
    height: Annotated[int, Field(ge=720, le=2_400)] = 1_080
    """Of the console's screen, pixels."""
    language: Language = Language.ENGLISH
    """Of the console at first: ``en`` or ``zh-CN``; it is switched on the console."""
    console_on_loopback_only: bool = True
    """False lets Qt's own RFB server, which has no password, answer on every network."""

    @field_validator("model")
    @classmethod
    def _known_model(cls, value: str) -> str:
        if value not in MODELS:
            raise ValueError(f"no such scanner model; there are: {', '.join(MODELS)}")
        return value

    @property
    def scanner_model(self) -> ScannerModel:
        """The scanner model that ``model`` names."""
        return MODELS[self.model]
