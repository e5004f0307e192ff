"""David Clunie's dciodvfy reads every family's images against the tables of PS3.3."""

import subprocess
from pathlib import Path

import pytest
from pydicom import dcmread
from tests.conformance.conftest import Write, prescribed

from telescan.mr.prescription import Sequence

REMARKS = (
    "Dicom dataset contains attributes not present in standard DICOM IOD",
    "Attribute is not present in standard DICOM IOD",
    "Unrecognized defined term <M> for value 3 of attribute <Image Type>",
    "Unrecognized defined term <DIFFUSION> for value 3 of attribute <Image Type>",
    "Unrecognized defined term <ASL> for value 3 of attribute <Image Type>",
    "Non-identity Modality LUT Module",
    "Unrecognized tag - assuming explicit value representation OK",
)
"""Warnings that are meant: what scanners write into classic MR images beyond its own tables."""


@pytest.mark.parametrize("sequence", list(Sequence))
def test_the_validator_finds_no_error(
    sequence: Sequence, write_series: Write, dciodvfy: str
) -> None:
    said = _said_of(write_series(prescribed(sequence)), dciodvfy)
    assert [line for line in said if "Error" in line] == []
    warnings = [line for line in said if "Warning" in line]
    assert [line for line in warnings if not any(remark in line for remark in REMARKS)] == []


def test_the_validator_finds_no_error_in_images_of_a_phantom(
    write_series: Write, dciodvfy: str
) -> None:
    said = _said_of(write_series(prescribed(), "PHANTOM"), dciodvfy)
    assert [line for line in said if "Error" in line] == []


def test_the_validator_finds_no_error_in_images_after_a_contrast_agent(
    write_series: Write, dciodvfy: str
) -> None:
    folder = write_series(prescribed(Sequence.SPOILED_GRADIENT_ECHO), contrast_agent="Gadolinium")
    assert {dcmread(file).ContrastBolusAgent for file in folder.iterdir()} == {"Gadolinium"}
    said = _said_of(folder, dciodvfy)
    assert [line for line in said if "Error" in line] == []
    assert not [line for line in said if "Contrast" in line]


def _said_of(folder: Path, validator: str) -> list[str]:
    said = []
    for file in sorted(folder.iterdir())[::5]:
        judged = subprocess.run([validator, file], capture_output=True, text=True, check=False)
        assert "MRImage" in judged.stderr
        said += judged.stderr.splitlines()
    return said
