"""Enhanced MR headers in the words of classic MR Image Storage, one per frame.

An Enhanced MR instance (PS3.3 A.36) holds many images; what a classic header (PS3.3 C.8.3.1) says
of one image stands in its functional groups, shared or per frame (PS3.3 C.7.6.16). Whoever reads
classic headers reads these.
"""

from collections.abc import Callable

from pydicom.dataset import Dataset

from telescan.dicom.instance import value_of

_NUMBER_OF_FRAMES = 0x00280008

_COPIED: dict[str, dict[str, str]] = {
    "MRTimingAndRelatedParametersSequence": {
        "RepetitionTime": "RepetitionTime",
        "FlipAngle": "FlipAngle",
    },
    "MREchoSequence": {"EffectiveEchoTime": "EchoTime"},
    "MRModifierSequence": {"InversionTimes": "InversionTime"},
    "MRImagingModifierSequence": {"PixelBandwidth": "PixelBandwidth"},
    "MRAveragesSequence": {"NumberOfAverages": "NumberOfAverages"},
    "MRReceiveCoilSequence": {"ReceiveCoilName": "ReceiveCoilName"},
    "PixelMeasuresSequence": {
        "SliceThickness": "SliceThickness",
        "SpacingBetweenSlices": "SpacingBetweenSlices",
        "PixelSpacing": "PixelSpacing",
    },
    "PlanePositionSequence": {"ImagePositionPatient": "ImagePositionPatient"},
    "PlaneOrientationSequence": {"ImageOrientationPatient": "ImageOrientationPatient"},
    "MRFOVGeometrySequence": {
        "PercentSampling": "PercentSampling",
        "PercentPhaseFieldOfView": "PercentPhaseFieldOfView",
    },
    "PixelValueTransformationSequence": {
        "RescaleIntercept": "RescaleIntercept",
        "RescaleSlope": "RescaleSlope",
    },
    "FrameVOILUTSequence": {"WindowCenter": "WindowCenter", "WindowWidth": "WindowWidth"},
}
"""Functional group to {its attribute: the classic attribute of the same meaning}."""


def classic_headers(instance: Dataset) -> tuple[Dataset, ...]:
    """Return one classic header per image of an instance, without pixels.

    A classic instance is returned as it is. Attributes that the instance does not have are absent.
    """
    per_frame = value_of(instance, "PerFrameFunctionalGroupsSequence")
    if not per_frame:
        return (instance,)
    shared = value_of(instance, "SharedFunctionalGroupsSequence") or []
    common = _top_level(instance)
    return tuple(_frame(common, instance, [*shared, groups]) for groups in per_frame)


def _top_level(instance: Dataset) -> Dataset:
    """Return what holds for every frame: all but pixels, frames and functional groups."""
    common = Dataset()
    for tag in instance.keys():  # noqa: SIM118 - iterating a data set converts its values
        if tag.group < 0x5000 and instance.get_item(tag).VR != "SQ":
            common[tag] = instance.get_item(tag)
    common.pop(_NUMBER_OF_FRAMES, None)
    return common


def _frame(common: Dataset, instance: Dataset, groups: list[Dataset]) -> Dataset:
    frame = Dataset()
    frame.update(common)
    # Per-frame groups come last and win, though the standard lets a group stand only once.
    for group in groups:
        for sequence, attributes in _COPIED.items():
            for item in value_of(group, sequence) or []:
                _copy(item, frame, attributes)
        for sequence, derive in _DERIVED.items():
            for item in value_of(group, sequence) or []:
                derive(item, frame)
    _sequence_words(instance, frame)
    return frame


def _copy(item: Dataset, frame: Dataset, attributes: dict[str, str]) -> None:
    for name, classic in attributes.items():
        value = value_of(item, name)
        if value not in (None, "", []):
            setattr(frame, classic, value)


def _field_of_view(item: Dataset, frame: Dataset) -> None:
    """Turn steps into Acquisition Matrix (0018,1310) and COLUMN into COL (0018,1312)."""
    direction = {"ROW": "ROW", "COLUMN": "COL"}.get(
        str(value_of(item, "InPlanePhaseEncodingDirection"))
    )
    frequency = value_of(item, "MRAcquisitionFrequencyEncodingSteps")
    phase = value_of(item, "MRAcquisitionPhaseEncodingStepsInPlane")
    if direction is None:
        return
    frame.InPlanePhaseEncodingDirection = direction
    if frequency and phase:
        # Frequency rows, frequency columns, phase rows, phase columns.
        along_rows = [0, frequency, phase, 0] if direction == "COL" else [frequency, 0, 0, phase]
        frame.AcquisitionMatrix = along_rows


def _echo_train(item: Dataset, frame: Dataset) -> None:
    """Echo Train Length (0018,0091) counts RF and gradient echoes alike."""
    trains = (
        value_of(item, "RFEchoTrainLength"),
        value_of(item, "GradientEchoTrainLength"),
        value_of(item, "EchoTrainLength"),
    )
    longest = max((int(train) for train in trains if train), default=0)
    if longest:
        frame.EchoTrainLength = longest


def _spoiling(item: Dataset, frame: Dataset) -> None:
    """Keep for the sequence's words: modifiers stand in a group, classic words at the top."""
    for name in ("InversionRecovery", "Spoiling"):
        value = value_of(item, name)
        if value is not None:
            setattr(frame, name, value)


_DERIVED: dict[str, Callable[[Dataset, Dataset], None]] = {
    "MRFOVGeometrySequence": _field_of_view,
    "MRTimingAndRelatedParametersSequence": _echo_train,
    "MRModifierSequence": _spoiling,
}


def _sequence_words(instance: Dataset, frame: Dataset) -> None:
    """Say the pulse sequence (PS3.3 C.8.13.4) by Scanning Sequence and Sequence Variant."""
    kind = {"SPIN": ["SE"], "GRADIENT": ["GR"], "BOTH": ["SE", "GR"]}.get(
        str(value_of(instance, "EchoPulseSequence"))
    )
    if kind is None:
        return
    scanning, variant = list(kind), []
    if value_of(instance, "EchoPlanarPulseSequence") == "YES":
        scanning.append("EP")
    if value_of(frame, "InversionRecovery") == "YES":
        scanning.append("IR")
        variant.append("MP")
    spoiling = str(value_of(frame, "Spoiling") or "NONE")
    if spoiling in {"RF", "GRADIENT", "RF_AND_GRADIENT"}:
        variant.append("SP")
    if str(value_of(instance, "SteadyStatePulseSequence") or "NONE") != "NONE":
        variant.append("SS")
    segmented = str(value_of(instance, "SegmentedKSpaceTraversal") or "SINGLE") != "SINGLE"
    if segmented and "EP" not in scanning:
        variant.append("SK")
    frame.ScanningSequence = scanning
    frame.SequenceVariant = variant or ["NONE"]
