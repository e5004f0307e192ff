"""Frames of an image: as stored, as plain samples, and as a picture for a browser."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import FileDataset
from pydicom.encaps import generate_frames
from pydicom.pixels.processing import apply_modality_lut, apply_windowing
from pydicom.pixels.utils import get_expected_length, pixel_array
from pydicom.uid import ExplicitVRLittleEndian

from telescan.dicom.errors import DicomError
from telescan.dicom.instance import value_of

MEDIA_TYPES = {
    "1.2.840.10008.1.2.4.50": "image/jpeg",
    "1.2.840.10008.1.2.4.51": "image/jpeg",
    "1.2.840.10008.1.2.4.57": "image/jpeg",
    "1.2.840.10008.1.2.4.70": "image/jpeg",
    "1.2.840.10008.1.2.4.80": "image/jls",
    "1.2.840.10008.1.2.4.81": "image/jls",
    "1.2.840.10008.1.2.4.90": "image/jp2",
    "1.2.840.10008.1.2.4.91": "image/jp2",
    "1.2.840.10008.1.2.4.201": "image/jphc",
    "1.2.840.10008.1.2.4.202": "image/jphc",
    "1.2.840.10008.1.2.4.203": "image/jphc",
    "1.2.840.10008.1.2.5": "image/dicom-rle",
}
"""Transfer syntax to the media type of its frames (PS3.18 Table 8.7.3-5)."""


class FrameError(DicomError):
    """A frame that is not there, or cannot be decoded here."""


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """One frame with the transfer syntax that its bytes are in."""

    data: bytes
    transfer_syntax_uid: str

    @property
    def media_type(self) -> str:
        """Media type of the bytes."""
        return MEDIA_TYPES.get(self.transfer_syntax_uid, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Window:
    """Centre and width of the grey scale, in the image's own output units (PS3.3 C.11.2.1.2)."""

    center: float
    width: float


def frame_count(dataset: FileDataset) -> int:
    """Return how many frames there are; 0 without pixels."""
    if "PixelData" not in dataset:
        return 0
    return int(value_of(dataset, "NumberOfFrames") or 1)


def stored_frame(dataset: FileDataset, number: int) -> StoredFrame:
    """Return frame ``number`` (from 1) as it is stored, uncompressed ones in little endian.

    Raises FrameError.
    """
    _require_frame(dataset, number)
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax.is_compressed and str(syntax) in MEDIA_TYPES:
        frames = generate_frames(dataset.PixelData, number_of_frames=frame_count(dataset))
        for position, data in enumerate(frames, 1):
            if position == number:
                return StoredFrame(data, str(syntax))
    return plain_frame(dataset, number)


def plain_frame(dataset: FileDataset, number: int) -> StoredFrame:
    """Return frame ``number`` (from 1) as uncompressed little-endian samples. Raises FrameError."""
    _require_frame(dataset, number)
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax.is_little_endian and not syntax.is_encapsulated and dataset.BitsAllocated % 8 == 0:
        size = get_expected_length(dataset) // frame_count(dataset)
        return StoredFrame(
            dataset.PixelData[(number - 1) * size : number * size], str(ExplicitVRLittleEndian)
        )
    samples = _samples(dataset, number)
    little = samples.astype(samples.dtype.newbyteorder("<"), copy=False)
    return StoredFrame(little.tobytes(), str(ExplicitVRLittleEndian))


def rendered(
    dataset: FileDataset, number: int, *, format_name: str, window: Window | None, quality: int
) -> bytes:
    """Return frame ``number`` (from 1) as an 8-bit picture, ``PNG`` or ``JPEG``.

    Without a window, the header's is taken, and the range of values where it has none. Raises
    FrameError.
    """
    _require_frame(dataset, number)
    samples = _samples(dataset, number)
    grey = samples.astype(np.uint8) if samples.ndim == 3 else _to_grey(dataset, samples, window)
    file = BytesIO()
    options = {"quality": quality} if format_name == "JPEG" else {}
    Image.fromarray(grey).save(file, format_name, **options)
    return file.getvalue()


def _to_grey(
    dataset: FileDataset, samples: NDArray[np.generic], window: Window | None
) -> NDArray[np.uint8]:
    values = np.asarray(apply_modality_lut(samples, dataset), dtype=np.float64)
    if window is not None:
        low, high = window.center - window.width / 2, window.center + window.width / 2
    elif value_of(dataset, "WindowWidth") is not None:
        values = np.asarray(apply_windowing(values, dataset), dtype=np.float64)
        low, high = _output_range(dataset)
    else:
        low, high = float(values.min()), float(values.max())
    scaled = np.clip((values - low) / max(high - low, 1e-9), 0.0, 1.0) * 255.0
    grey: NDArray[np.uint8] = np.rint(scaled).astype(np.uint8)
    return 255 - grey if dataset.PhotometricInterpretation == "MONOCHROME1" else grey


def _output_range(dataset: FileDataset) -> tuple[float, float]:
    """Return the values that pydicom's windowing maps black and white to."""
    bits, signed = int(dataset.BitsStored), int(dataset.PixelRepresentation)
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    slope = float(value_of(dataset, "RescaleSlope") or 1)
    intercept = float(value_of(dataset, "RescaleIntercept") or 0)
    return low * slope + intercept, high * slope + intercept


def _samples(dataset: FileDataset, number: int) -> NDArray[np.generic]:
    try:
        return np.asarray(pixel_array(dataset, index=number - 1))
    except (RuntimeError, ValueError, AttributeError, NotImplementedError, KeyError) as error:
        name = dataset.file_meta.TransferSyntaxUID.name
        message = f"{name} cannot be decoded here; ask for the frame as it is stored"
        raise FrameError(message) from error


def _require_frame(dataset: FileDataset, number: int) -> None:
    count = frame_count(dataset)
    if not 1 <= number <= count:
        message = f"there is no frame {number}; the instance has {count}"
        raise FrameError(message)
