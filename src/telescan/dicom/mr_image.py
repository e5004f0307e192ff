"""MR Image Storage instances as a scanner writes them (PS3.3 A.4.3, C.8.3).

One dataset per slice of each set of images, Explicit VR Little Endian, with every Type 1 and Type 2
attribute of the IOD's mandatory modules and the ones that say how the image was acquired. Maps
worked out of the images become series of their own. Pure: pixels, geometry and times come in.
Nothing here knows how the images came about.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import UID, ExplicitVRLittleEndian, MRImageStorage

from telescan.dicom.mr_acquisition import decimal, describe_acquisition
from telescan.dicom.mr_frame import KINDS, KindOfImages, describe_frame, series_kinds
from telescan.dicom.stored_values import BITS_STORED, LARGEST, Scale, Window
from telescan.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, uid_of
from telescan.mr.frame import Frame, ImageKind
from telescan.mr.geometry import SliceGeometry
from telescan.scanner.driver import Exam, ScannerDescription, Series

_UNPAIRED = frozenset({"HEAD", "BRAIN", "NECK", "CHEST", "ABDOMEN", "PELVIS"})
"""Body parts that have no side; of others, and of phantoms, Laterality (0020,0060) is unknown."""


@dataclass(frozen=True)
class Station:
    """Where the scanner stands and how it signs its images."""

    name: str
    institution: str
    scanner: ScannerDescription


@dataclass(frozen=True)
class StoredSet:
    """One set of images as stored: every slice of one frame, or a map."""

    kind: ImageKind
    frame: Frame
    pixels: NDArray[np.uint16]
    """(slice, row, column), values below 2**BITS_STORED."""
    window: Window
    """In real values where the kind of images has a scale, in stored values otherwise."""
    scale: Scale | None = None
    """Of a map: from stored to real values."""


@dataclass(frozen=True)
class Acquired:
    """The images of a finished series and what goes with all of them."""

    sets: tuple[StoredSet, ...]
    geometry: tuple[SliceGeometry, ...]
    """Of each slice."""
    sar_w_kg: float
    exam_began: datetime
    series_began: datetime
    """Local times of the scanner."""
    contrast_agent: str = ""
    """In the patient's blood; empty: none."""


@dataclass(frozen=True)
class _Place:
    """Which image of which DICOM series is being written."""

    stored: StoredSet
    series_kind: ImageKind
    """Of the DICOM series that it stands in."""
    slice_index: int
    instance_number: int
    volume: int
    volumes: int
    """Sets of images in its DICOM series."""
    images: int
    """In its DICOM series."""


def series_uid_of(series: Series, kind: ImageKind) -> UID:
    """Return the Series Instance UID (0020,000E) of one kind of images of a series."""
    if KINDS[kind].number_after == 0:
        return UID(series.series_instance_uid)
    return uid_of(series.series_instance_uid, kind.value)


def series_number_of(series: Series, kind: ImageKind) -> int:
    """Return the Series Number (0020,0011): 5 for series 5, 502 for its second kind of map."""
    after = KINDS[kind].number_after
    return series.series_number * 100 + after if after else series.series_number


def mr_images(
    exam: Exam, series: Series, station: Station, acquired: Acquired
) -> list[FileDataset]:
    """Return the series' instances, ready to be written or sent: set by set, in slice order."""
    images = [_image(exam, series, station, acquired, place) for place in _places(acquired)]
    _refer_to_sources(images)
    return images


def _places(acquired: Acquired) -> list[_Place]:
    slices = len(acquired.geometry)
    homes = series_kinds((stored.kind, stored.frame) for stored in acquired.sets)
    sets_of, seen = Counter(homes), Counter[ImageKind]()
    places = []
    for stored, home in zip(acquired.sets, homes, strict=True):
        volume, volumes = seen[home], sets_of[home]
        seen[home] += 1
        places += [
            _Place(
                stored, home, index, volume * slices + index + 1, volume, volumes, volumes * slices
            )
            for index in range(slices)
        ]
    return places


def _image(
    exam: Exam, series: Series, station: Station, acquired: Acquired, place: _Place
) -> FileDataset:
    series_uid = series_uid_of(series, place.series_kind)
    instance_uid = uid_of(series_uid, "image", place.instance_number)
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
    ds.SeriesInstanceUID = series_uid
    ds.SeriesNumber = series_number_of(series, place.series_kind)
    ds.SeriesDescription = f"{series.description}{KINDS[place.series_kind].suffix}"[:64]
    _general_image(ds, acquired, place)
    _image_plane(ds, series, acquired, place.slice_index)
    _pixels(ds, place)
    describe_acquisition(ds, series.prescription, station.scanner.model, place.stored.frame)
    describe_frame(ds, place.stored.kind, place.stored.frame, series.prescription)
    ds.SAR = decimal(acquired.sar_w_kg)
    if acquired.contrast_agent:
        ds.ContrastBolusAgent = acquired.contrast_agent  # Contrast/Bolus module, C.7.6.4
    return ds


def _patient_and_study(ds: FileDataset, exam: Exam, acquired: Acquired) -> None:
    """Patient (C.7.1.1), General Study (C.7.2.1) and Patient Study (C.7.2.2) modules."""
    patient = exam.patient
    ds.PatientName = patient.name
    ds.PatientID = patient.patient_id
    ds.PatientBirthDate = f"{patient.birth_date:%Y%m%d}" if patient.birth_date else ""
    ds.PatientSex = patient.sex
    ds.PatientWeight = decimal(patient.weight_kg)
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
    ds.ProtocolName = series.description[:64]
    ds.SeriesDate, ds.SeriesTime = _date_time(acquired.series_began)
    ds.BodyPartExamined = exam.body_region.upper()[:16]
    if ds.BodyPartExamined not in _UNPAIRED:
        ds.Laterality = ""
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


def _general_image(ds: FileDataset, acquired: Acquired, place: _Place) -> None:
    """General Image (C.7.6.1) and General Acquisition (C.7.10.1) modules."""
    ds.InstanceNumber = place.instance_number
    ds.AcquisitionNumber = place.volume + 1
    ds.PatientOrientation = ""
    ds.AcquisitionDate, ds.AcquisitionTime = _date_time(acquired.series_began)
    ds.ContentDate, ds.ContentTime = _date_time(acquired.series_began)
    ds.ImagesInAcquisition = place.images
    frame = place.stored.frame
    if place.volumes > 1 and (frame.diffusion or frame.labelling):
        ds.TemporalPositionIdentifier = place.volume + 1
        ds.NumberOfTemporalPositions = place.volumes


def _image_plane(ds: FileDataset, series: Series, acquired: Acquired, index: int) -> None:
    """Image Plane (C.7.6.2) module."""
    plane, p = acquired.geometry[index], series.prescription
    ds.PixelSpacing = [decimal(v) for v in plane.pixel_spacing_mm]
    ds.ImagePositionPatient = [decimal(v) for v in plane.image_position_patient]
    ds.ImageOrientationPatient = [decimal(v) for v in plane.image_orientation_patient]
    ds.SliceThickness = decimal(p.slice_thickness_mm)
    ds.SpacingBetweenSlices = decimal(p.slice_spacing_mm)
    ds.SliceLocation = decimal(plane.slice_location_mm)


def _pixels(ds: FileDataset, place: _Place) -> None:
    """Image Pixel (C.7.6.3), VOI LUT (C.11.2) and, of a map, Modality LUT (C.11.1) modules."""
    image = place.stored.pixels[place.slice_index]
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
    ds.WindowCenter = decimal(place.stored.window.centre)
    ds.WindowWidth = decimal(place.stored.window.width)
    if place.stored.scale is not None:
        _real_values(ds, place.stored.scale, KINDS[place.stored.kind])
    ds.PixelData = image.astype("<u2").tobytes()


def _real_values(ds: FileDataset, scale: Scale, kind: KindOfImages) -> None:
    """Rescale (C.11.1) for every viewer, Real World Value Mapping (C.7.6.16.2.11) with its unit."""
    ds.RescaleIntercept = decimal(scale.intercept)
    ds.RescaleSlope = decimal(scale.slope)
    ds.RescaleType = kind.unit.code if kind.unit else "US"
    if kind.unit is None:
        return
    mapping = Dataset()
    mapping.RealWorldValueFirstValueMapped = 0
    mapping.RealWorldValueLastValueMapped = LARGEST
    for keyword in ("RealWorldValueFirstValueMapped", "RealWorldValueLastValueMapped"):
        mapping[keyword].VR = "US"
    mapping.RealWorldValueIntercept = float(scale.intercept)
    mapping.RealWorldValueSlope = float(scale.slope)
    mapping.LUTExplanation = kind.unit.meaning
    mapping.LUTLabel = kind.suffix.strip("_")
    mapping.MeasurementUnitsCodeSequence = Items([_code(kind.unit.code, "UCUM", kind.unit.meaning)])
    ds.RealWorldValueMappingSequence = Items([mapping])


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    """Return an item of a code sequence (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def _refer_to_sources(images: list[FileDataset]) -> None:
    """Add Source Image Sequence (0008,2112) to maps: the images of their slice in the series."""
    main = images[0].SeriesInstanceUID
    sources: defaultdict[str, list[Dataset]] = defaultdict(list)
    for image in images:
        if image.SeriesInstanceUID == main:
            source = Dataset()
            source.ReferencedSOPClassUID = image.SOPClassUID
            source.ReferencedSOPInstanceUID = image.SOPInstanceUID
            sources[f"{image.ImagePositionPatient}"].append(source)
    for image in images:
        if image.SeriesInstanceUID != main:
            image.SourceImageSequence = Items(sources[f"{image.ImagePositionPatient}"])


def _date_time(at: datetime) -> tuple[str, str]:
    return f"{at:%Y%m%d}", f"{at:%H%M%S.%f}"
