"""The MR series that lie in a folder as DICOM files, whatever the files are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset

from telescan.configuration import ConfigurationError
from telescan.dicom.errors import BrokenInstanceError
from telescan.dicom.headers import classic_headers
from telescan.dicom.instance import check_instance, read_instance, value_of

_NOT_MR = "no MR image"
_TWICE = "holds the same instance as another file"


@dataclass(frozen=True)
class FolderSeries:
    """One series, its instances in the order of their numbers."""

    series_instance_uid: str
    series_number: int | None
    description: str
    files: tuple[Path, ...]
    headers: tuple[Dataset, ...]
    """A classic header for each image, without pixels."""


@dataclass(frozen=True)
class SkippedFile:
    """A file that is no part of any series here, and why."""

    file: Path
    reason: str


@dataclass(frozen=True)
class DicomFolder:
    """What a folder holds."""

    series: tuple[FolderSeries, ...]
    """In the order of their numbers."""
    skipped: tuple[SkippedFile, ...]


@dataclass(frozen=True)
class _Instance:
    file: Path
    uid: str
    series_uid: str
    header: Dataset

    @property
    def order(self) -> tuple[int, str]:
        return _number(self.header, "InstanceNumber") or 0, self.uid


def read_folder(folder: Path) -> DicomFolder:
    """Read every file below ``folder``. Raises ConfigurationError where no MR series is there."""
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder; name one that holds DICOM files")
    kept: dict[str, _Instance] = {}
    skipped: list[SkippedFile] = []
    for file in _files(folder):
        found = _read(file)
        if isinstance(found, _Instance) and found.uid not in kept:
            kept[found.uid] = found
        else:
            reason = _TWICE if isinstance(found, _Instance) else found
            skipped.append(SkippedFile(file, reason))
    if not kept:
        first = f" ({skipped[0].file.name}: {skipped[0].reason})" if skipped else ""
        raise ConfigurationError(f"{folder}: holds no MR image in DICOM form{first}")
    return DicomFolder(_series_of(kept), tuple(skipped))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _read(file: Path) -> _Instance | str:
    try:
        dataset = read_instance(file.read_bytes())
        uids = check_instance(dataset)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except BrokenInstanceError as error:
        return str(error)
    if value_of(dataset, "Modality") != "MR" or not value_of(dataset, "Rows"):
        return _NOT_MR
    # Hundreds of images are looked at, few are measured.
    dataset.pop("PixelData", None)
    return _Instance(file, uids.sop_instance_uid, uids.series_instance_uid, dataset)


def _series_of(instances: dict[str, _Instance]) -> tuple[FolderSeries, ...]:
    groups: dict[str, list[_Instance]] = {}
    for instance in sorted(instances.values(), key=lambda i: i.order):
        groups.setdefault(instance.series_uid, []).append(instance)
    series = [_series(uid, group) for uid, group in groups.items()]
    return tuple(sorted(series, key=lambda s: (s.series_number or 0, s.series_instance_uid)))


def _series(uid: str, instances: list[_Instance]) -> FolderSeries:
    first = instances[0].header
    return FolderSeries(
        series_instance_uid=uid,
        series_number=_number(first, "SeriesNumber"),
        description=str(value_of(first, "SeriesDescription") or ""),
        files=tuple(instance.file for instance in instances),
        headers=tuple(h for instance in instances for h in classic_headers(instance.header)),
    )


def _number(dataset: Dataset, keyword: str) -> int | None:
    value = value_of(dataset, keyword)
    return None if value in {None, ""} else int(value)
