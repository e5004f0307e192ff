"""What one set of images is: image type, series of its own, echo, diffusion and labelling.

A classic MR image (PS3.3 C.8.3) has no place for diffusion and labelling. As scanners do, the
attributes of the Enhanced MR image (C.8.13.5.9, C.8.13.5.14) stand at the top of the dataset, which
makes a Standard Extended SOP Class (PS3.4 3.11.3).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pydicom.dataset import Dataset

from telescan.dicom.stored_values import Unit
from telescan.mr.frame import DiffusionWeighting, Frame, ImageKind, Labelling
from telescan.mr.prescription import IntensityCorrection, Prescription


@dataclass(frozen=True)
class KindOfImages:
    """What a DICOM series of one kind of image is called."""

    number_after: int = 0
    """Added to a hundred times the series' number; 0: the series itself."""
    suffix: str = ""
    """Added to the Series Description (0008,103E)."""
    derivation: str = ""
    """Derivation Description (0008,2111)."""
    unit: Unit | None = None


KINDS: dict[ImageKind, KindOfImages] = {
    ImageKind.MAGNITUDE: KindOfImages(),
    ImageKind.TRACE_WEIGHTED: KindOfImages(
        number_after=1,
        suffix="_TRACEW",
        derivation="Geometric mean over diffusion directions",
    ),
    ImageKind.ADC: KindOfImages(
        number_after=2,
        suffix="_ADC",
        derivation="Apparent diffusion coefficient",
        unit=Unit("um2/s", "um2/s"),
    ),
    ImageKind.PERFUSION_WEIGHTED: KindOfImages(
        number_after=3,
        suffix="_PWI",
        derivation="Mean of control less label",
    ),
    ImageKind.CEREBRAL_BLOOD_FLOW: KindOfImages(
        number_after=4,
        suffix="_CBF",
        derivation="Cerebral blood flow from control less label (Alsop et al., MRM 2015;73:102, "
        "equation 1), its reference corrected for incomplete recovery with the T1 of grey matter",
        unit=Unit("mL/(100.g.min)", "mL per 100 g per minute"),
    ),
}

_ASL_CONTEXT = {
    Labelling.REFERENCE: "M_ZERO_SCAN",
    Labelling.CONTROL: "CONTROL",
    Labelling.LABEL: "LABEL",
}
"""ASL Context (0018,9257)."""


_MAP_TYPES = {
    ImageKind.TRACE_WEIGHTED: ["DERIVED", "PRIMARY", "DIFFUSION", "TRACEW"],
    ImageKind.ADC: ["DERIVED", "PRIMARY", "DIFFUSION", "ADC"],
    ImageKind.PERFUSION_WEIGHTED: ["DERIVED", "PRIMARY", "ASL", "PERFUSION"],
    ImageKind.CEREBRAL_BLOOD_FLOW: ["DERIVED", "PRIMARY", "ASL", "CBF"],
}


def series_kinds(sets: Iterable[tuple[ImageKind, Frame]]) -> tuple[ImageKind, ...]:
    """Return in which series each set of images stands, named by its kind.

    Maps stand apart; a trace stands with the acquired images where it is sent instead of single
    directions.
    """
    listed = tuple(sets)
    apart = any(
        kind is ImageKind.MAGNITUDE and frame.diffusion and frame.diffusion.b_value_s_mm2 > 0
        for kind, frame in listed
    )
    trace = ImageKind.TRACE_WEIGHTED
    return tuple(ImageKind.MAGNITUDE if kind is trace and not apart else kind for kind, _ in listed)


def image_type(kind: ImageKind, frame: Frame) -> list[str]:
    """Return Image Type (0008,0008), PS3.3 C.7.6.1.1.2 and C.8.3.1.1.1."""
    if kind in _MAP_TYPES:
        return _MAP_TYPES[kind]
    if frame.diffusion is not None:
        return ["ORIGINAL", "PRIMARY", "DIFFUSION", "NONE"]
    if frame.labelling is not None:
        return ["ORIGINAL", "PRIMARY", "ASL", "NONE"]
    return ["ORIGINAL", "PRIMARY", "M"]


def describe_frame(ds: Dataset, kind: ImageKind, frame: Frame, prescription: Prescription) -> None:
    """Add what tells this set of images from the others of the series."""
    evened = prescription.intensity_correction is IntensityCorrection.PRESCAN
    # NORM is Siemens' word; the standard has none.
    ds.ImageType = image_type(kind, frame) + (["NORM"] if evened else [])
    ds.EchoNumbers = frame.echo_number
    if KINDS[kind].derivation:
        ds.DerivationDescription = KINDS[kind].derivation
    if frame.diffusion is not None and kind is not ImageKind.ADC:
        _describe_diffusion(ds, kind, frame.diffusion)
    if frame.labelling is not None and kind is ImageKind.MAGNITUDE:
        ds.ASLContext = _ASL_CONTEXT[frame.labelling]


def _describe_diffusion(ds: Dataset, kind: ImageKind, weighting: DiffusionWeighting) -> None:
    """Diffusion b-value (0018,9087), Directionality (0018,9075), Gradient Orientation (0018,9089).

    The orientation is a unit vector in patient coordinates.
    """
    ds.DiffusionBValue = float(weighting.b_value_s_mm2)
    if kind is ImageKind.TRACE_WEIGHTED and weighting.b_value_s_mm2 > 0:
        ds.DiffusionDirectionality = "ISOTROPIC"
    elif weighting.b_value_s_mm2 > 0:
        ds.DiffusionDirectionality = "DIRECTIONAL"
        ds.DiffusionGradientOrientation = [float(part) for part in weighting.direction]
    else:
        ds.DiffusionDirectionality = "NONE"
