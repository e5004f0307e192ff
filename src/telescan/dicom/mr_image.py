"""MR Image Storage instances as a scanner writes them (PS3.3 A.4.3, C.8.3).

One dataset per slice, Explicit VR Little Endian, with every Type 1 and Type 2 attribute of the
IOD's mandatory modules and the ones that say how the image was acquired. Pure: pixels, geometry and
times come in. Nothing here knows how the image came about.
"""

from collections.abc import Sequence as Ordered
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage
from pydicom.valuerep import format_number_as_ds

from telescan.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, uid_of
from telescan.mr.geometry import SliceGeometry
from telescan.mr.prescription import PhaseEncodingDirection, Prescription, Sequence
from telescan.scanner.driver import Exam, ScannerDescription, Series

PROTON_MHZ_PER_T = 42.577478518
"""Gyromagnetic ratio of the proton in water over 2π (CODATA 2018, unshielded)."""

BITS_STORED = 12


@dataclass(frozen=True)
class Station:
    """Where the scanner stands and how it signs its images."""

    name: str
    institution: str
    scanner: ScannerDescription


@dataclass(frozen=True)
class Window:
    """How the series is shown unless somebody asks otherwise."""

    centre: float
    width: float


@dataclass(frozen=True)
class Acquired:
    """The images of a finished series and what goes with all of them."""

    pixels: NDArray[np.uint16]
    """(slice, row, column), values below 2**BITS_STORED."""
    geometry: tuple[SliceGeometry, ...]
    """Of each slice."""
    window: Window
    sar_w_kg: float
    exam_began: datetime
    series_began: datetime
    """Local times of the scanner."""


def to_pixels(images: NDArray[np.float32], full_scale: float) -> NDArray[np.uint16]:
    """Return magnitude images as stored values; ``full_scale`` becomes the largest one."""
    largest = 2**BITS_STORED - 1
    scale = largest / full_scale if full_scale > 0 else 0.0
    return np.clip(np.rint(images * scale), 0, largest).astype(np.uint16)


def stored_window(centre: float, width: float, full_scale: float) -> Window:
    """Return a window on magnitudes as one on what ``to_pixels`` stores of them."""
    scale = (2**BITS_STORED - 1) / full_scale if full_scale > 0 else 0.0
    return Window(centre=round(centre * scale), width=max(2.0, round(width * scale)))


def mr_images(
    exam: Exam, series: Series, station: Station, acquired: Acquired
) -> list[FileDataset]:
    """Return the series' instances, ready to be written or sent, in slice order."""
    return [
        _image(exam, series, station, acquired, index) for index in range(len(acquired.geometry))
    ]


def _image(
    exam: Exam, series: Series, station: Station, acquired: Acquired, index: int
) -> FileDataset:
    instance_uid = uid_of(series.series_instance_uid, "image", index + 1)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = instance_uid
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = IMPLEMENTATION_CLASS_UID
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION_NAME
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = MRImageStorage
    ds.SOPInstanceUID = instance_uid
    _patient_and_study(ds, exam, acquired)
    _series_and_equipment(ds, exam, series, station, acquired)
    _general_image(ds, acquired, index)
    _image_plane(ds, series.prescription, acquired, index)
    _pixels(ds, acquired, index)
    _mr_image(ds, series.prescription, station, acquired)
    return ds


def _patient_and_study(ds: FileDataset, exam: Exam, acquired: Acquired) -> None:
    """Patient (C.7.1.1), General Study (C.7.2.1) and Patient Study (C.7.2.2) modules."""
    patient = exam.patient
    ds.PatientName = patient.name
    ds.PatientID = patient.patient_id
    ds.PatientBirthDate = f"{patient.birth_date:%Y%m%d}" if patient.birth_date else ""
    ds.PatientSex = patient.sex
    ds.PatientWeight = _ds(patient.weight_kg)
    ds.StudyInstanceUID = exam.study_instance_uid
    ds.StudyDate, ds.StudyTime = _date_time(acquired.exam_began)
    ds.StudyID = exam.exam_id[:16]
    ds.AccessionNumber = ""
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = f"MR {exam.body_region}"[:64]


def _series_and_equipment(
    ds: FileDataset, exam: Exam, series: Series, station: Station, acquired: Acquired
) -> None:
    """General Series (C.7.3.1), Frame of Reference (C.7.4.1) and General Equipment (C.7.5.1)."""
    ds.Modality = "MR"
    ds.SeriesInstanceUID = series.series_instance_uid
    ds.SeriesNumber = series.series_number
    ds.SeriesDescription = series.description[:64]
    ds.ProtocolName = series.description[:64]
    ds.SeriesDate, ds.SeriesTime = _date_time(acquired.series_began)
    ds.BodyPartExamined = exam.body_region.upper()[:16]
    ds.PatientPosition = "HFS"
    ds.FrameOfReferenceUID = uid_of(exam.study_instance_uid, "frame of reference")
    ds.PositionReferenceIndicator = ""
    model = station.scanner.model
    ds.Manufacturer = model.manufacturer
    ds.ManufacturerModelName = model.name
    ds.InstitutionName = station.institution
    ds.StationName = station.name[:16]
    ds.DeviceSerialNumber = station.scanner.serial_number
    ds.SoftwareVersions = station.scanner.software_version


def _general_image(ds: FileDataset, acquired: Acquired, index: int) -> None:
    """General Image (C.7.6.1) and General Acquisition (C.7.10.1) modules."""
    ds.ImageType = ["ORIGINAL", "PRIMARY", "M"]
    ds.InstanceNumber = index + 1
    ds.AcquisitionNumber = 1
    ds.PatientOrientation = ""
    ds.AcquisitionDate, ds.AcquisitionTime = _date_time(acquired.series_began)
    ds.ContentDate, ds.ContentTime = _date_time(acquired.series_began)
    ds.ImagesInAcquisition = len(acquired.geometry)


def _image_plane(ds: FileDataset, p: Prescription, acquired: Acquired, index: int) -> None:
    """Image Plane (C.7.6.2) module."""
    plane = acquired.geometry[index]
    ds.PixelSpacing = [_ds(v) for v in plane.pixel_spacing_mm]
    ds.ImagePositionPatient = [_ds(v) for v in plane.image_position_patient]
    ds.ImageOrientationPatient = [_ds(v) for v in plane.image_orientation_patient]
    ds.SliceThickness = _ds(p.slice_thickness_mm)
    ds.SpacingBetweenSlices = _ds(p.slice_spacing_mm)
    ds.SliceLocation = _ds(plane.slice_location_mm)


def _pixels(ds: FileDataset, acquired: Acquired, index: int) -> None:
    """Image Pixel (C.7.6.3) and VOI LUT (C.11.2) modules."""
    image = acquired.pixels[index]
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = image.shape
    ds.BitsAllocated = 16
    ds.BitsStored = BITS_STORED
    ds.HighBit = BITS_STORED - 1
    ds.PixelRepresentation = 0
    ds.SmallestImagePixelValue = int(image.min())
    ds.LargestImagePixelValue = int(image.max())
    ds["SmallestImagePixelValue"].VR = "US"
    ds["LargestImagePixelValue"].VR = "US"
    ds.WindowCenter = _ds(acquired.window.centre)
    ds.WindowWidth = _ds(acquired.window.width)
    ds.PixelData = image.astype("<u2").tobytes()


def _mr_image(ds: FileDataset, p: Prescription, station: Station, acquired: Acquired) -> None:
    """MR Image (C.8.3.1) module."""
    model = station.scanner.model
    ds.ScanningSequence = _SCANNING_SEQUENCE[p.sequence]
    ds.SequenceVariant = _SEQUENCE_VARIANT[p.sequence]
    ds.ScanOptions = ""
    ds.MRAcquisitionType = p.acquisition_type.value
    ds.SequenceName = _SEQUENCE_NAME[p.sequence]
    ds.AngioFlag = "N"
    ds.RepetitionTime = _ds(p.repetition_time_ms)
    ds.EchoTime = _ds(p.echo_time_ms)
    ds.EchoNumbers = 1
    ds.EchoTrainLength = p.echo_train_length
    if p.inversion_time_ms is not None:
        ds.InversionTime = _ds(p.inversion_time_ms)
    ds.FlipAngle = _ds(p.flip_angle_deg)
    ds.VariableFlipAngleFlag = "N"
    ds.NumberOfAverages = _ds(p.averages)
    ds.MagneticFieldStrength = _ds(model.field_strength_t)
    ds.ImagingFrequency = _ds(model.field_strength_t * PROTON_MHZ_PER_T)
    ds.ImagedNucleus = "1H"
    ds.PixelBandwidth = _ds(p.pixel_bandwidth_hz)
    ds.ReceiveCoilName = model.receive_coil[:16]
    ds.SAR = _ds(acquired.sar_w_kg)
    ds.NumberOfPhaseEncodingSteps = p.matrix_phase
    ds.PercentSampling = _ds(100)
    ds.PercentPhaseFieldOfView = _ds(100 * p.fov_phase_mm / p.fov_frequency_mm)
    ds.AcquisitionMatrix = _acquisition_matrix(p)
    ds.InPlanePhaseEncodingDirection = p.phase_encoding_direction.value


_SCANNING_SEQUENCE: dict[Sequence, str | list[str]] = {
    Sequence.SPIN_ECHO: "SE",
    Sequence.TURBO_SPIN_ECHO: "SE",
    Sequence.INVERSION_RECOVERY: ["SE", "IR"],
    Sequence.SPOILED_GRADIENT_ECHO: "GR",
    Sequence.MPRAGE: ["GR", "IR"],
    Sequence.BALANCED_SSFP: "GR",
    Sequence.GRADIENT_ECHO_EPI: ["GR", "EP"],
    Sequence.DIFFUSION_EPI: ["SE", "EP"],
    Sequence.TIME_OF_FLIGHT: "GR",
    Sequence.ARTERIAL_SPIN_LABELLING: ["SE", "EP"],
}
_SEQUENCE_VARIANT: dict[Sequence, str | list[str]] = {
    Sequence.SPIN_ECHO: "NONE",
    Sequence.TURBO_SPIN_ECHO: "SK",
    Sequence.INVERSION_RECOVERY: ["SK", "MP"],
    Sequence.SPOILED_GRADIENT_ECHO: "SP",
    Sequence.MPRAGE: ["SP", "MP"],
    Sequence.BALANCED_SSFP: "SS",
    Sequence.GRADIENT_ECHO_EPI: "SK",
    Sequence.DIFFUSION_EPI: "SK",
    Sequence.TIME_OF_FLIGHT: "SP",
    Sequence.ARTERIAL_SPIN_LABELLING: "SK",
}
_SEQUENCE_NAME: dict[Sequence, str] = {
    Sequence.SPIN_ECHO: "se2d",
    Sequence.TURBO_SPIN_ECHO: "tse2d",
    Sequence.INVERSION_RECOVERY: "tir2d",
    Sequence.SPOILED_GRADIENT_ECHO: "fl2d",
    Sequence.MPRAGE: "tfl3d",
    Sequence.BALANCED_SSFP: "tfi2d",
    Sequence.GRADIENT_ECHO_EPI: "epfid2d",
    Sequence.DIFFUSION_EPI: "ep_b",
    Sequence.TIME_OF_FLIGHT: "fl3d_tof",
    Sequence.ARTERIAL_SPIN_LABELLING: "tgse3d_asl",
}


def _acquisition_matrix(p: Prescription) -> Ordered[int]:
    """Frequency rows, frequency columns, phase rows, phase columns (0018,1310)."""
    if p.phase_encoding_direction is PhaseEncodingDirection.ROW:
        return [p.matrix_frequency, 0, 0, p.matrix_phase]
    return [0, p.matrix_frequency, p.matrix_phase, 0]


def _ds(value: float) -> str:
    """Return a number as a Decimal String (PS3.5 6.2): at most 16 characters."""
    return format_number_as_ds(float(f"{value:.10g}"))


def _date_time(at: datetime) -> tuple[str, str]:
    return f"{at:%Y%m%d}", f"{at:%H%M%S.%f}"
