from pathlib import Path

import pytest
from tests.peers.dicom_files import encoded, mr_dataset

from telescan.dicom.deidentify import IdentityPolicy
from telescan.dicom.departure import Departure, PseudonymKeyError, read_or_make_pseudonym_key
from telescan.dicom.instance import read_instance


async def test_an_image_leaves_as_the_sites_policy_says(tmp_path: Path) -> None:
    content, key = encoded(mr_dataset()), read_or_make_pseudonym_key(tmp_path / "pseudonym.key")
    assert await Departure(IdentityPolicy.FULL, key).prepare(content) is content
    masked = read_instance(await Departure(IdentityPolicy.MASKED, key).prepare(content))
    assert str(masked.PatientName).startswith("P-")


def test_the_key_stays_the_same_and_its_owners_own(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "pseudonym.key"
    key = read_or_make_pseudonym_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_or_make_pseudonym_key(path) == key
    path.chmod(0o640)
    with pytest.raises(PseudonymKeyError, match="chmod 600"):
        read_or_make_pseudonym_key(path)


def test_a_damaged_key_is_named_rather_than_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(PseudonymKeyError, match="expected 32 bytes"):
        read_or_make_pseudonym_key(path)
    assert path.read_bytes() == b"short"
