"""One instance on its way into the hub's index, and the rows that come of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import FileDataset

from telescan.dicom.instance import InstanceUids, check_instance, read_instance, value_of
from telescan.dicom.json_model import header_of
from telescan.dicom.tables import InstanceRow, SeriesRow, SetAsideRow, StudyRow


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an instance comes from; ``scanner_id`` None: through STOW-RS."""

    site_id: str
    scanner_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Incoming:
    """A checked instance with its origin."""

    content: bytes
    dataset: FileDataset
    uids: InstanceUids
    sha256: str
    origin: Origin

    @property
    def object_key(self) -> str:
        """Where its file lies: hashes, so that no UID names a path and no file another's."""
        study, series, instance = (
            hashlib.sha256(uid.encode()).hexdigest()
            for uid in (
                self.uids.study_instance_uid,
                self.uids.series_instance_uid,
                self.uids.sop_instance_uid,
            )
        )
        name = f"{instance[:24]}-{self.sha256[:16]}.dcm"
        return f"instances/{study[:2]}/{study[:24]}/{series[:24]}/{name}"

    @property
    def aside_key(self) -> str:
        """Where its file lies when it is set aside."""
        return f"aside/{self.sha256[:2]}/{self.sha256}.dcm"

    def study_row(self) -> StudyRow:
        """Return the study as this instance describes it."""
        return StudyRow(
            site_id=self.origin.site_id,
            study_instance_uid=self.uids.study_instance_uid,
            study_date=self._text("StudyDate", 8),
            study_time=self._text("StudyTime", 16),
            accession_number=self._text("AccessionNumber", 64),
            study_id=self._text("StudyID", 64),
            study_description=self._text("StudyDescription", 256),
            referring_physician_name=self._text("ReferringPhysicianName", 324),
            patient_name=self._text("PatientName", 324),
            patient_id=self._text("PatientID", 256),
            patient_birth_date=self._text("PatientBirthDate", 8),
            patient_sex=self._text("PatientSex", 16),
            first_stored_at=self.origin.at,
        )

    def series_row(self) -> SeriesRow:
        """Return the series as this instance describes it, with no instance counted yet."""
        return SeriesRow(
            series_instance_uid=self.uids.series_instance_uid,
            study_instance_uid=self.uids.study_instance_uid,
            site_id=self.origin.site_id,
            scanner_id=self.origin.scanner_id,
            modality=self._text("Modality", 16),
            series_number=self._number("SeriesNumber"),
            series_description=self._text("SeriesDescription", 256),
            series_date=self._text("SeriesDate", 8),
            series_time=self._text("SeriesTime", 16),
            instances=0,
            first_stored_at=self.origin.at,
            last_stored_at=self.origin.at,
        )

    def instance_row(self) -> InstanceRow:
        """Return the instance's own row."""
        return InstanceRow(
            sop_instance_uid=self.uids.sop_instance_uid,
            series_instance_uid=self.uids.series_instance_uid,
            sop_class_uid=self.uids.sop_class_uid,
            transfer_syntax_uid=self.uids.transfer_syntax_uid,
            instance_number=self._number("InstanceNumber"),
            sha256=self.sha256,
            size_bytes=len(self.content),
            object_key=self.object_key,
            stored_at=self.origin.at,
            header=header_of(self.dataset),
        )

    def aside_row(self, reason: str) -> SetAsideRow:
        """Return the row of an instance that is set aside."""
        return SetAsideRow(
            sha256=self.sha256,
            sop_instance_uid=self.uids.sop_instance_uid,
            site_id=self.origin.site_id,
            scanner_id=self.origin.scanner_id,
            reason=reason,
            object_key=self.aside_key,
            stored_at=self.origin.at,
        )

    def _text(self, keyword: str, longest: int) -> str:
        value = value_of(self.dataset, keyword)
        return "" if value is None else str(value).replace("\0", "")[:longest]

    def _number(self, keyword: str) -> int | None:
        value = value_of(self.dataset, keyword)
        try:
            return None if value is None else int(value)
        except (TypeError, ValueError):
            return None


def receive(content: bytes, origin: Origin) -> Incoming:
    """Check a DICOM file. Raises BrokenInstanceError."""
    dataset = read_instance(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return Incoming(content, dataset, check_instance(dataset), sha256, origin)
