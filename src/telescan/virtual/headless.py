"""An acquisition without console and clock: a protocol and a phantom in, DICOM files out.

The same arguments give the same files, byte for byte: patient, dates and UIDs are made from them.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset

from telescan import __version__
from telescan.configuration import ConfigurationError
from telescan.dicom.mr_image import Station
from telescan.mr.acquisition import acquire_noise, acquire_slice
from telescan.mr.faults import NO_FAULTS, Faults
from telescan.mr.frame import ImageSet
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.imaging import reconstruct_slab, reconstruct_slice
from telescan.mr.phantom import phantom_named
from telescan.mr.scene import Scene
from telescan.mr.volume import Effort, acquire_volume
from telescan.protocol.library import ExamProtocol
from telescan.protocol.reading import read_protocol
from telescan.scanner.driver import Capability, Exam, Patient, ScannerDescription, Series
from telescan.virtual.acquisition import slice_generator
from telescan.virtual.bore import PhantomImaging
from telescan.virtual.exam import new_exam, new_series
from telescan.virtual.headless_report import HeadlessReport, SeriesReport, sets_named
from telescan.virtual.instances import instances_of
from telescan.virtual.mismatch import mismatches
from telescan.virtual.raster import rounding_warnings, set_on
from telescan.virtual.raw_data import RawDataFile, RawSeries
from telescan.virtual.words import refusal

WHEN = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
"""Date and time in the headers: a fixed one, so that the files are reproducible."""
NOISE_SAMPLES = 16_384
"""Of the noise measurement in raw data: covariances are then known to a hundredth."""
_PATIENT = Patient(
    name="Phantom^Digital", patient_id="PHANTOM", birth_date=None, sex="O", weight_kg=75.0
)


def run_headless(
    *,
    protocol: str,
    phantom: str,
    field_strength_t: float,
    out: Path,
    raw: Path | None = None,
    seed: int = 0,
    faults: Faults = NO_FAULTS,
) -> HeadlessReport:
    """Acquire a protocol of a phantom into an empty folder.

    ``protocol`` is the name of a series or exam that ships, or a JSON file of the same form. The
    k-space that the images are made of goes to ``raw``, a new file, where one is given.
    Raises ConfigurationError naming the argument at fault, before anything is written.
    """
    model = _model_of(field_strength_t)
    imaging = _imaging(model, phantom, faults)
    planned = read_protocol(protocol, of="protocol")
    exam = _exam(planned, model, phantom, seed, faults)
    _prepare(out)
    with nullcontext() if raw is None else RawDataFile(raw) as raw_file:
        acquisition = _Acquisition(exam, _station(model), imaging, seed, out, raw_file)
        done = tuple(acquisition.of(series) for series in exam.series)
    return HeadlessReport(
        protocol=planned.name,
        phantom=phantom,
        scanner_model=model.name,
        field_strength_t=model.field_strength_t,
        seed=seed,
        faults=dict(faults.strengths),
        warnings=(
            *mismatches(planned, model, phantom_named(phantom), faults),
            *_rounded(planned, exam),
        ),
        out=str(out),
        raw=None if raw is None else str(raw),
        study_instance_uid=exam.study_instance_uid,
        series=done,
    )


@dataclass(frozen=True)
class _Acquisition:
    """What every series of an exam is acquired with."""

    exam: Exam
    station: Station
    imaging: PhantomImaging
    seed: int
    out: Path
    raw: RawDataFile | None

    def of(self, series: Series) -> SeriesReport:
        """Acquire a series, write its files, and tell what they are."""
        dataset = _dataset_name(self.exam, series)
        scanner = self.station.scanner
        raw = self.raw.add_series(dataset, self.exam, series, scanner) if self.raw else None
        images = _images(series, self.imaging.scene, self.seed, raw)
        sets = self.imaging.image_sets(series.prescription, images)
        named = sets_named(series, sets)
        files = tuple(name for set_report in named for name in set_report.files)
        for name, instance in zip(files, self._instances(series, sets), strict=True):
            instance.save_as(self.out / name, enforce_file_format=True)
        return SeriesReport(
            series_number=series.series_number,
            description=series.description,
            series_instance_uid=series.series_instance_uid,
            prescription=series.prescription,
            scan_time_s=series.scan_time_s,
            sets=named,
            files=files,
            raw_dataset=dataset if raw else None,
        )

    def _instances(self, series: Series, sets: tuple[ImageSet, ...]) -> list[FileDataset]:
        return instances_of(
            self.exam,
            series,
            self.station,
            sets,
            exam_began=WHEN,
            series_began=WHEN,
            tissues=self.imaging.tissues,
        )


def _dataset_name(exam: Exam, series: Series) -> str:
    """Return the name that readers of raw data expect, or one for each of several series."""
    return "dataset" if len(exam.series) == 1 else f"S{series.series_number:02d}"


def _images(series: Series, scene: Scene, seed: int, raw: RawSeries | None) -> NDArray[np.float32]:
    """Return a series' magnitudes, (frame, slice, row, column), and keep their k-space."""
    prescription, uid = series.prescription, series.series_instance_uid
    if raw:
        # A number that no slice has, so that images are the same without raw data.
        rng = slice_generator(seed, uid, prescription.slices)
        raw.add_noise(acquire_noise(prescription, scene, NOISE_SAMPLES, rng))
    if prescription.is_3d:
        kspace = acquire_volume(prescription, scene, slice_generator(seed, uid, 0), Effort())
        if raw:
            raw.add_kspace(0, kspace)
        return reconstruct_slab(prescription, scene.model, kspace, Effort())
    slices = []
    for index in range(prescription.slices):
        kspace = acquire_slice(prescription, scene, index, slice_generator(seed, uid, index))
        if raw:
            raw.add_kspace(index, kspace[:, :, None])
        slices.append(reconstruct_slice(prescription, scene.model, index, kspace))
    return np.stack(slices, axis=1)


def _imaging(model: ScannerModel, phantom: str, faults: Faults) -> PhantomImaging:
    try:
        return PhantomImaging(model, phantom, faults)
    except ValueError as error:
        raise ConfigurationError(f"{error}") from error


def _station(model: ScannerModel) -> Station:
    description = ScannerDescription(
        model=model,
        serial_number="HEADLESS",
        software_version=f"Telescan {__version__}",
        capabilities=frozenset[Capability](),
    )
    return Station("HEADLESS", "", description)


def _model_of(field_strength_t: float) -> ScannerModel:
    for model in MODELS.values():
        if model.field_strength_t == field_strength_t:
            return model
    fields = " or ".join(f"{t:g}" for t in sorted(m.field_strength_t for m in MODELS.values()))
    raise ConfigurationError(f"field: expected {fields} tesla, got {field_strength_t:g}")


def _exam(
    planned: ExamProtocol, model: ScannerModel, phantom: str, seed: int, faults: Faults
) -> Exam:
    wrong = " ".join(
        f"{fault}={strength!r}" for fault, strength in sorted(faults.strengths.items())
    )
    named = f"{planned.model_dump_json()} {model.name} {phantom} {seed} {wrong}".strip()
    identity = sha256(named.encode())
    exam = new_exam(identity.hexdigest(), 1, planned.body_region, _PATIENT)
    for series in planned.series:
        set_to, consequences = set_on(
            series.prescription, model, patient_weight_kg=_PATIENT.weight_kg
        )
        if not consequences.runs:
            reason = refusal(consequences.violations, model, series.prescription)
            raise ConfigurationError(
                f"protocol: {series.name} does not run on {model.name}: {reason}"
            )
        added = new_series(exam, series.description, set_to, consequences.scan_time_s)
        exam = exam.model_copy(update={"series": (*exam.series, added)})
    return exam


def _rounded(planned: ExamProtocol, exam: Exam) -> Iterator[str]:
    for asked, series in zip(planned.series, exam.series, strict=True):
        yield from rounding_warnings(asked.name, asked.prescription, series.prescription)


def _prepare(out: Path) -> None:
    if out.is_file():
        raise ConfigurationError(f"out: {out} is a file; choose a folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.glob("*.dcm")):
            raise ConfigurationError(f"out: {out} holds DICOM files; choose an empty folder")
        probe = out / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigurationError(
            f"out: {out} cannot be written ({error.strerror}); choose another folder"
        ) from error
