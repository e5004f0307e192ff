"""What a scanner is made of, as far as it decides which prescriptions run and how images look."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Vocabulary(StrEnum):
    """Whose words a scanner's own console uses (TSE or FSE, averages or NEX or NSA, ...)."""

    SIEMENS = "siemens"
    GE = "ge"
    PHILIPS = "philips"


class ScannerModel(BaseModel):
    """One scanner model's field, gradients, RF and coil."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Manufacturer's Model Name (0008,1090)."""
    manufacturer: str
    """Manufacturer (0008,0070)."""
    vocabulary: Vocabulary
    """Whose words its console uses."""
    field_strength_t: Annotated[float, Field(gt=0, le=12)]
    """Tesla."""
    gradient_max_mt_m: Annotated[float, Field(gt=0)]
    """Strongest gradient of one axis, mT/m."""
    slew_max_t_m_s: Annotated[float, Field(gt=0)]
    """Fastest change of a gradient of one axis, T/m/s."""
    b1_max_ut: Annotated[float, Field(gt=0)]
    """Strongest RF field, µT."""
    receive_coil: str
    """Receive Coil Name (0018,1250)."""
    receive_channels: Annotated[int, Field(ge=1)]
    """Of that coil."""
    bore_diameter_mm: float = 600.0
    """Millimetres."""


MODELS: dict[str, ScannerModel] = {
    model.name: model
    for model in (
        ScannerModel(
            name="Aster 3T",
            manufacturer="Telescan",
            vocabulary=Vocabulary.SIEMENS,
            field_strength_t=3.0,
            gradient_max_mt_m=45.0,
            slew_max_t_m_s=200.0,
            b1_max_ut=24.0,
            receive_coil="Head 8",
            receive_channels=8,
            bore_diameter_mm=700.0,
        ),
        ScannerModel(
            name="Borealis 1.5T",
            manufacturer="Telescan",
            vocabulary=Vocabulary.GE,
            field_strength_t=1.5,
            gradient_max_mt_m=33.0,
            slew_max_t_m_s=120.0,
            b1_max_ut=22.0,
            receive_coil="8HRBRAIN",
            receive_channels=8,
        ),
    )
}
"""The virtual scanner's models, by name."""
