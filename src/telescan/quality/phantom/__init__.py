"""Analysis of the ACR large phantom: what is measured on it, held against the ACR's limits."""

from telescan.quality.phantom.analysis import analyse
from telescan.quality.phantom.images import PhantomImages
from telescan.quality.phantom.result import (
    Artefact,
    MeasurementError,
    PhantomMeasurement,
    PhantomReport,
    Quantity,
    Reason,
    SuspectedArtefact,
    Verdict,
)

__all__ = [
    "Artefact",
    "MeasurementError",
    "PhantomImages",
    "PhantomMeasurement",
    "PhantomReport",
    "Quantity",
    "Reason",
    "SuspectedArtefact",
    "Verdict",
    "analyse",
]
