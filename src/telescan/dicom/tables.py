"""The hub's index of images: studies, series and instances, and what was kept aside.

One study may come from two sites and then stands here once per site, so that whoever may see one
site's images sees nothing of the other's.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from telescan.store.base import Base, Document

UID = String(64)
"""PS3.5 9.1: at most 64 characters."""


class StudyRow(Base):
    """One study of one site (PS3.3 C.7.1, C.7.2), by what its first image said."""

    __tablename__ = "dicom_study"

    site_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    study_instance_uid: Mapped[str] = mapped_column(UID, primary_key=True)
    study_date: Mapped[str] = mapped_column(String(8))
    study_time: Mapped[str] = mapped_column(String(16))
    accession_number: Mapped[str] = mapped_column(String(64))
    study_id: Mapped[str] = mapped_column(String(64))
    study_description: Mapped[str] = mapped_column(String(256))
    referring_physician_name: Mapped[str] = mapped_column(String(324))
    patient_name: Mapped[str] = mapped_column(String(324))
    patient_id: Mapped[str] = mapped_column(String(256))
    patient_birth_date: Mapped[str] = mapped_column(String(8))
    patient_sex: Mapped[str] = mapped_column(String(16))
    first_stored_at: Mapped[datetime]


class SeriesRow(Base):
    """One series (PS3.3 C.7.3). It belongs to the site that sent its first image."""

    __tablename__ = "dicom_series"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "study_instance_uid"],
            ["dicom_study.site_id", "dicom_study.study_instance_uid"],
        ),
        Index(None, "site_id", "study_instance_uid"),
    )

    series_instance_uid: Mapped[str] = mapped_column(UID, primary_key=True)
    study_instance_uid: Mapped[str] = mapped_column(UID)
    site_id: Mapped[str] = mapped_column(String(63))
    scanner_id: Mapped[str | None] = mapped_column(String(63), index=True)
    """None: stored through STOW-RS."""
    modality: Mapped[str] = mapped_column(String(16))
    series_number: Mapped[int | None]
    series_description: Mapped[str] = mapped_column(String(256))
    series_date: Mapped[str] = mapped_column(String(8))
    series_time: Mapped[str] = mapped_column(String(16))
    instances: Mapped[int] = mapped_column(default=0)
    first_stored_at: Mapped[datetime]
    last_stored_at: Mapped[datetime]


class InstanceRow(Base):
    """One instance: where its file lies and what its header says."""

    __tablename__ = "dicom_instance"
    __table_args__ = (
        ForeignKeyConstraint(["series_instance_uid"], ["dicom_series.series_instance_uid"]),
    )

    sop_instance_uid: Mapped[str] = mapped_column(UID, primary_key=True)
    series_instance_uid: Mapped[str] = mapped_column(UID, index=True)
    sop_class_uid: Mapped[str] = mapped_column(UID)
    transfer_syntax_uid: Mapped[str] = mapped_column(UID)
    instance_number: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    object_key: Mapped[str] = mapped_column(String(255))
    stored_at: Mapped[datetime]
    header: Mapped[dict[str, Any]] = mapped_column(Document(dict[str, Any]))
    """DICOM JSON (PS3.18 F) without what is large."""


class SetAsideRow(Base):
    """An instance that claims a name that another has already; kept for people to look at."""

    __tablename__ = "dicom_set_aside"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    sop_instance_uid: Mapped[str] = mapped_column(UID, index=True)
    site_id: Mapped[str] = mapped_column(String(63))
    scanner_id: Mapped[str | None] = mapped_column(String(63))
    reason: Mapped[str] = mapped_column(Text)
    object_key: Mapped[str] = mapped_column(String(255))
    stored_at: Mapped[datetime]
