"""What was run, as far as the headers of a series say it (PS3.3 C.8.3.1, C.7.6.2, C.8.13.5).

Values carry the names of ``Prescription``'s fields. What a header does not say, or says of every
image differently, is absent.
"""

from collections.abc import Mapping, Sequence

from pydicom import Dataset

from telescan.protocol.header_reading import Value, number, word
from telescan.protocol.image_headers import READERS
from telescan.protocol.series_headers import of_series

AsRun = Mapping[str, Value]

__all__ = ["AsRun", "Value", "as_run", "frames_of"]

_NUMBERS = {
    "repetition_time_ms": "RepetitionTime",
    "inversion_time_ms": "InversionTime",
    "flip_angle_deg": "FlipAngle",
    "echo_train_length": "EchoTrainLength",
    "averages": "NumberOfAverages",
    "pixel_bandwidth_hz": "PixelBandwidth",
    "slice_thickness_mm": "SliceThickness",
    "labelling_duration_ms": "ASLPulseTrainDuration",
}


def as_run(images: Sequence[Dataset]) -> AsRun:
    """Return what the images of one series say, taken together."""
    each = [_of_image(image) for image in images]
    said = {name: {values[name] for values in each if name in values} for name in _names(each)}
    together = {name: next(iter(values)) for name, values in said.items() if len(values) == 1}
    return together | of_series(images)


def frames_of(image: Dataset) -> int:
    """Return how many images an instance holds (0028,0008)."""
    return int(image.get("NumberOfFrames") or 1)


def _names(each: Sequence[AsRun]) -> set[str]:
    return {name for values in each for name in values}


def _of_image(image: Dataset) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, keyword in _NUMBERS.items():
        found = number(image.get(keyword))
        if found is not None:
            values[name] = found
    if word(image.get("ASLContext")) == "M_ZERO_SCAN":
        # The reference of proton density has a repetition time of its own.
        values.pop("repetition_time_ms", None)
    for read in READERS:
        values |= read(image)
    return values
