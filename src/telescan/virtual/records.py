"""What the scanner keeps in its data folder: the open exam, the images, and what is still to send.

Layout: ``state.json``; ``images/<exam>/<series>/NNNN.dcm``. A file or folder appears whole or not
at all: it is written beside its place and moved there.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pydicom import dcmread
from pydicom.dataset import FileDataset

from telescan.configuration import ConfigurationError
from telescan.scanner.driver import Exam

KEPT_EXAMS = 20
"""Exams whose images are kept; older ones go, unless they were not sent yet."""


class SavedState(BaseModel):
    """What survives a restart beside the images."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exam: Exam | None = None
    exam_began: datetime | None = None
    exams: int = 0
    """Exams registered so far."""
    unsent: tuple[str, ...] = ()
    """Series whose images are not all acknowledged, oldest first: ``<exam>/<series>``."""


@dataclass(frozen=True)
class KeptSeries:
    """A series whose images are kept."""

    key: str
    """``<exam>/<series>``."""
    caption: str
    images: int


class Records:
    """The data folder. Raises ConfigurationError where it cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._state_file = folder / "state.json"
        self._images = folder / "images"
        try:
            self._images.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"data_folder: {folder} cannot be written ({error.strerror}); choose another"
            ) from error

    def load(self) -> SavedState:
        """Return what was saved; nothing saved is an empty state."""
        try:
            return SavedState.model_validate_json(self._state_file.read_bytes())
        except FileNotFoundError:
            return SavedState()
        except (OSError, ValidationError) as error:
            raise ConfigurationError(
                f"data_folder: {self._state_file} cannot be read; move it away to start afresh"
            ) from error

    def save(self, state: SavedState) -> None:
        """Write the state in one move."""
        beside = self._state_file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(state.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._state_file)

    def keep_images(self, series_key: str, images: Iterable[FileDataset]) -> None:
        """Write a series' instances; ``series_key`` is ``<exam>/<series>``.

        None are kept where ``images`` raises.
        """
        folder = self._images / series_key
        beside = folder.with_name(folder.name + ".new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        try:
            for number, image in enumerate(images, start=1):
                image.save_as(beside / f"{number:04d}.dcm", enforce_file_format=True)
        except BaseException:
            shutil.rmtree(beside)
            raise
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)

    def image_files(self, series_key: str) -> tuple[Path, ...]:
        """Return a series' files in slice order; none where there are no images."""
        return tuple(sorted((self._images / series_key).glob("*.dcm")))

    def exams(self) -> tuple[str, ...]:
        """Return the exams that have images, oldest first."""
        return tuple(sorted(folder.name for folder in self._images.iterdir()))

    def began(self, exam_id: str) -> str:
        """Return when an exam's oldest images say that it began, as the console writes it."""
        for file in sorted((self._images / exam_id).glob("*/0001.dcm")):
            header = dcmread(file, specific_tags=["StudyDate", "StudyTime"])
            date, time = f"{header.StudyDate}", f"{header.StudyTime}"
            return f"{date[:4]}-{date[4:6]}-{date[6:8]} {time[:2]}:{time[2:4]}"
        return ""

    def series_of(self, exam_id: str) -> tuple["KeptSeries", ...]:
        """Return what images there are of an exam."""
        folders = sorted((self._images / exam_id).glob("*"))
        keys = [f"{exam_id}/{f.name}" for f in folders if not f.name.endswith(".new")]
        kept = ((key, self.image_files(key)) for key in keys)
        return tuple(
            KeptSeries(key, _caption(files[0]), len(files)) for key, files in kept if files
        )

    def forget_old(self, unsent: Iterable[str]) -> None:
        """Drop the images of the oldest exams beyond ``KEPT_EXAMS`` that were sent."""
        needed = {key.split("/")[0] for key in unsent}
        for folder in sorted(self._images.iterdir())[:-KEPT_EXAMS]:
            if folder.name not in needed:
                shutil.rmtree(folder, ignore_errors=True)


def _caption(file: Path) -> str:
    header = dcmread(file, specific_tags=["SeriesNumber", "SeriesDescription"])
    return f"{header.SeriesNumber}  {header.SeriesDescription}"
