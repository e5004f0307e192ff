"""What an editor has to know of each parameter: where it means something and what it takes."""

from telescan.mr.parameter_use import PARAMETER_USES, ParameterUse
from telescan.mr.prescription import SaturationBand
from telescan.protocol.field_errors import Range, range_of


class ParameterDescription(ParameterUse):
    """Where one parameter means something, and which numbers it takes on any scanner."""

    range: Range | None = None
    """Of a list of numbers: of each. None: it is no number."""
    item_ranges: dict[str, Range]
    """By field of the items, where they are made of several numbers; else empty."""


_ITEM_RANGES = {
    "saturation_bands": {
        field: found
        for field in SaturationBand.model_fields
        if (found := range_of(field, SaturationBand)) is not None
    }
}

PARAMETER_DESCRIPTIONS = tuple(
    ParameterDescription(
        **use.model_dump(),
        range=range_of(use.parameter),
        item_ranges=_ITEM_RANGES.get(use.parameter, {}),
    )
    for use in PARAMETER_USES
)
"""Every parameter, in the order of a prescription."""
