"""What a scanner is made of, as far as it decides which prescriptions run and how images look."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Vocabulary(StrEnum):
    """Whose words a scanner's own console uses (TSE or FSE, averages or NEX or NSA, ...)."""

    SIEMENS = "siemens"
    GE = "ge"
    PHILIPS = "philips"


class ReceiveCoil(BaseModel):
    """One receive coil."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Receive Coil Name (0018,1250)."""
    channels: Annotated[int, Field(ge=1)]
    """Receive channels."""


class StimulationAxis(BaseModel):
    """Response of nerves to one gradient axis, by the SAFE model: three filters of the slew rate.

    Hebrank and Gebhardt, SAFE model: a new method for predicting peripheral nerve stimulations in
    MRI, Proc ISMRM 2000;8:2007.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_constants_ms: tuple[float, float, float]
    """Of the three filters."""
    weights: tuple[float, float, float]
    """Of the three filters; they sum to 1."""
    stimulation_limit_t_m_s: Annotated[float, Field(gt=0)]
    """Filtered slew rate at which nerves are stimulated."""
    gradient_scale: Annotated[float, Field(gt=0)]
    """Of the axis, over the others."""


class StimulationModel(BaseModel):
    """A gradient coil's SAFE parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    x: StimulationAxis
    """Left to right."""
    y: StimulationAxis
    """Front to back."""
    z: StimulationAxis
    """Along the bore."""


EXAMPLE_STIMULATION = StimulationModel(
    x=StimulationAxis(
        time_constants_ms=(0.20, 0.03, 3.00),
        weights=(0.40, 0.10, 0.50),
        stimulation_limit_t_m_s=30.0,
        gradient_scale=0.35,
    ),
    y=StimulationAxis(
        time_constants_ms=(1.50, 2.50, 0.15),
        weights=(0.55, 0.15, 0.30),
        stimulation_limit_t_m_s=15.0,
        gradient_scale=0.31,
    ),
    z=StimulationAxis(
        time_constants_ms=(2.00, 0.12, 1.00),
        weights=(0.42, 0.40, 0.18),
        stimulation_limit_t_m_s=25.0,
        gradient_scale=0.25,
    ),
)
"""The published example coil, of no real scanner (safe_pns_prediction, Szczepankiewicz and Witzel,
2018: MP_GPA_EXAMPLE); makers give the parameters of theirs to their customers only."""


def _scaled(stimulation: StimulationModel, share: float) -> StimulationModel:
    """Return a coil of the same time constants whose field, and so its stimulation, is smaller."""
    axes = {
        name: axis.model_copy(update={"gradient_scale": axis.gradient_scale * share})
        for name, axis in (("x", stimulation.x), ("y", stimulation.y), ("z", stimulation.z))
    }
    return StimulationModel(**axes)


class ScannerModel(BaseModel):
    """One scanner model's field, gradients, RF and coils."""

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
    """Receive Coil Name (0018,1250) of the coil that is used where none is prescribed."""
    receive_channels: Annotated[int, Field(ge=1)]
    """Of that coil."""
    other_coils: tuple[ReceiveCoil, ...] = ()
    """What else can be plugged in."""
    stimulation: StimulationModel = EXAMPLE_STIMULATION
    """Of its gradient coil."""


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
            other_coils=(ReceiveCoil(name="Head 16", channels=16),),
            # A short coil: what stimulates is the field at the ends of its linear range.
            stimulation=_scaled(EXAMPLE_STIMULATION, 0.7),
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
            other_coils=(ReceiveCoil(name="QUADHEAD", channels=1),),
        ),
    )
}
"""The virtual scanner's models, by name."""


def coil_named(model: ScannerModel, name: str | None) -> ReceiveCoil | None:
    """Return one of a scanner's coils, its usual one where no name is given; None: unknown."""
    usual = ReceiveCoil(name=model.receive_coil, channels=model.receive_channels)
    if name is None:
        return usual
    return next((coil for coil in (usual, *model.other_coils) if coil.name == name), None)
