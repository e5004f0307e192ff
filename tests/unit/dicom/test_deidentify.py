import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import SecondaryCaptureImageStorage
from tests.peers.dicom_files import encoded, mr_dataset

from telescan.dicom.deidentify import (
    IdentityPolicy,
    IdentityShownError,
    deidentified,
    leaving,
    masked_header,
    pseudonym,
)
from telescan.dicom.identity_table import ACTIONS
from telescan.dicom.instance import check_instance, read_instance
from telescan.dicom.json_model import header_of

KEY = b"sixteen bytes it is"
SECRET = "Wang"


def telling_dataset() -> Dataset:
    """Return an image with the patient's name wherever a name may hide."""
    dataset = mr_dataset(
        AccessionNumber="A-4711",
        ReferringPhysicianName="Wang^Doctor",
        OtherPatientNames="Wang^Maiden",
        PatientComments="Wang is afraid",
        InstitutionName="Wang hospital",
        OperatorsName="Wang^Operator",
        PatientWeight=61,
        ImageComments="Wang moved",
    )
    item = Dataset()
    item.PatientName = "Wang^Nested"
    item.RequestedProcedureComments = "Wang"
    step = Dataset()
    step.ReferencedSOPInstanceUID = "1.2.3"
    step.PerformingPhysicianName = "Wang^Nested"
    dataset.ReferencedImageSequence = Sequence([step])
    dataset.RequestAttributesSequence = Sequence([item])
    block = dataset.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", b"patient Wang")
    safe = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    safe.add_new(0x0C, "IS", "1000")
    safe.add_new(0x08, "CS", "WANG")
    dataset.add_new(0x60003000, "OW", b"Wang")
    return dataset


def test_nothing_that_names_the_patient_leaves_the_site() -> None:
    content = leaving(encoded(telling_dataset()), IdentityPolicy.MASKED, KEY)
    assert SECRET.encode() not in content
    assert SECRET.upper().encode() not in content
    assert b"P-4711" not in content
    assert b"A-4711" not in content
    assert b"19700102" not in content


def test_what_images_are_judged_by_stays() -> None:
    before = telling_dataset()
    after = read_instance(leaving(encoded(before), IdentityPolicy.MASKED, KEY))
    assert check_instance(after) == check_instance(read_instance(encoded(before)))
    assert after.PixelData == before.PixelData
    assert after.PatientWeight == 61
    assert after.StudyDate == before.StudyDate
    assert after[0x0019100C].value == 1000
    assert 0x00191008 not in after
    assert after.ReferencedImageSequence[0].ReferencedSOPInstanceUID == "1.2.3"


def test_an_image_says_that_and_how_it_was_masked() -> None:
    after = deidentified(telling_dataset(), KEY)
    assert after.PatientIdentityRemoved == "YES"
    codes = [item.CodeValue for item in after.DeidentificationMethodCodeSequence]
    assert "113100" in codes
    assert "113110" in codes


def test_the_image_given_is_left_as_it_was() -> None:
    dataset = telling_dataset()
    before = encoded(dataset)
    deidentified(dataset, KEY)
    assert encoded(dataset) == before


def test_a_site_that_lets_identity_out_sends_the_very_file() -> None:
    content = encoded(telling_dataset())
    assert leaving(content, IdentityPolicy.FULL, KEY) is content


# PS3.5 VR LO: at most 64 characters.
_patient_ids = st.text(min_size=1, max_size=64)


@given(a=_patient_ids, b=_patient_ids, key=st.binary(min_size=16, max_size=32))
def test_one_patient_has_one_pseudonym_per_key(a: str, b: str, key: bytes) -> None:
    one, other = Dataset(), Dataset()
    one.PatientID, other.PatientID = a.strip() or "x", b.strip() or "x"
    assert (pseudonym(one, key) == pseudonym(other, key)) == (one.PatientID == other.PatientID)
    assert pseudonym(one, key) != pseudonym(one, key + b"x")


def test_masking_twice_finds_nothing_more_to_mask() -> None:
    once = deidentified(telling_dataset(), KEY)
    twice = deidentified(once, KEY)
    again = set(once.keys() ^ twice.keys())
    assert again == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"BurnedInAnnotation": "YES"},
        {"SOPClassUID": SecondaryCaptureImageStorage},
        {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.104.1"},
    ],
)
def test_an_image_that_may_show_the_name_in_its_pixels_stays(changes: dict[str, str]) -> None:
    with pytest.raises(IdentityShownError):
        deidentified(mr_dataset(**changes), KEY)


def test_a_capture_that_says_it_shows_no_name_may_leave() -> None:
    dataset = mr_dataset(SOPClassUID=SecondaryCaptureImageStorage, BurnedInAnnotation="NO")
    assert deidentified(dataset, KEY).PatientIdentityRemoved == "YES"


def test_a_key_too_short_to_protect_anybody_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        deidentified(mr_dataset(), b"short")


def test_a_masked_header_names_nobody() -> None:
    text = json.dumps(masked_header(header_of(telling_dataset())))
    assert SECRET not in text
    assert "-4711" not in text
    assert "19700102" not in text


def test_every_name_in_the_table_is_a_keyword_of_the_standard() -> None:
    from pydicom.datadict import tag_for_keyword  # noqa: PLC0415

    assert [keyword for keyword in ACTIONS if tag_for_keyword(keyword) is None] == []


def test_real_scanners_images_come_through(real_mr_files: list[Path]) -> None:
    for path in real_mr_files[:30]:
        dataset = read_instance(path.read_bytes())
        name = str(dataset.get("PatientName", ""))
        after = leaving(path.read_bytes(), IdentityPolicy.MASKED, KEY)
        assert check_instance(read_instance(after)) == check_instance(dataset)
        if len(name) > 5:
            assert name.encode() not in after
