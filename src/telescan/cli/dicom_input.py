"""DICOM folders as input of commands: what was skipped is said once, on standard error."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import click
from pydicom.dataset import FileDataset

from telescan.dicom.folder import DicomFolder, read_folder
from telescan.dicom.instance import read_instance


def read_quietly(folder: Path) -> DicomFolder:
    """Read the MR series of a folder. Raises ConfigurationError where there is none."""
    # pydicom warns of every value that breaks its VR's rules; scanners write many.
    warnings.filterwarnings("ignore", module="pydicom")
    found = read_folder(folder)
    if found.skipped:
        first = found.skipped[0]
        click.echo(
            f"telescan: {len(found.skipped)} files skipped;"
            f" the first: {first.file.name}: {first.reason}",
            err=True,
        )
    return found


def whole_images(files: Sequence[Path]) -> list[FileDataset]:
    """Read files that ``read_quietly`` found, pixels included."""
    return [read_instance(file.read_bytes()) for file in files]
