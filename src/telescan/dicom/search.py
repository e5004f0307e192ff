"""QIDO-RS search (PS3.18 8.3.4, 10.6) against the index: from query parameters to rows.

Matching follows PS3.4 C.2.2.2: single value, list of UIDs, wildcard, range. What cannot be searched
by is refused by name rather than ignored. Searching by who the patient is reaches only sites where
the reader may know that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pydicom.datadict import keyword_for_tag, tag_for_keyword
from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from telescan.dicom.errors import DicomError
from telescan.dicom.tables import InstanceRow, SeriesRow, StudyRow

MAX_RESULTS = 1000


class SearchError(DicomError):
    """A search that cannot be made; ``parameter`` is at fault."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.parameter = parameter


class Level(StrEnum):
    """What is searched for."""

    STUDIES = "studies"
    SERIES = "series"
    INSTANCES = "instances"


Column = InstrumentedAttribute[str] | InstrumentedAttribute[int | None]

_STUDY: dict[str, Column] = {
    "StudyInstanceUID": StudyRow.study_instance_uid,
    "StudyDate": StudyRow.study_date,
    "StudyTime": StudyRow.study_time,
    "AccessionNumber": StudyRow.accession_number,
    "StudyID": StudyRow.study_id,
    "StudyDescription": StudyRow.study_description,
    "ReferringPhysicianName": StudyRow.referring_physician_name,
    "PatientName": StudyRow.patient_name,
    "PatientID": StudyRow.patient_id,
    "PatientBirthDate": StudyRow.patient_birth_date,
    "PatientSex": StudyRow.patient_sex,
}
_SERIES: dict[str, Column] = {
    "SeriesInstanceUID": SeriesRow.series_instance_uid,
    "Modality": SeriesRow.modality,
    "SeriesNumber": SeriesRow.series_number,
    "SeriesDescription": SeriesRow.series_description,
    "SeriesDate": SeriesRow.series_date,
    "SeriesTime": SeriesRow.series_time,
}
_INSTANCE: dict[str, Column] = {
    "SOPInstanceUID": InstanceRow.sop_instance_uid,
    "SOPClassUID": InstanceRow.sop_class_uid,
    "InstanceNumber": InstanceRow.instance_number,
}
_BY_LEVEL = {
    Level.STUDIES: _STUDY,
    Level.SERIES: _STUDY | _SERIES,
    Level.INSTANCES: _STUDY | _SERIES | _INSTANCE,
}
_IDENTITY = frozenset(
    {
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "ReferringPhysicianName",
        "AccessionNumber",
        "StudyID",
    }
)
"""What a masked answer leaves out: who may not read it may not find by it either."""
_RANGES = frozenset({"StudyDate", "StudyTime", "SeriesDate", "SeriesTime"})


@dataclass(frozen=True, slots=True)
class Search:
    """One search, understood."""

    level: Level
    match: dict[str, str] = field(default_factory=dict)
    """Keyword to the value asked for."""
    include: frozenset[str] = frozenset()
    """Further keywords wanted in the answer; ``all`` for everything."""
    limit: int = MAX_RESULTS
    offset: int = 0


def read_search(level: Level, parameters: Sequence[tuple[str, str]]) -> Search:
    """Understand query parameters. Raises SearchError that names the one at fault."""
    match: dict[str, str] = {}
    include: set[str] = set()
    numbers = {"limit": MAX_RESULTS, "offset": 0}
    for name, value in parameters:
        if name == "includefield":
            include |= {_included(part) for part in value.split(",")}
        elif name == "fuzzymatching":
            if value != "false":
                raise SearchError(name, "fuzzy matching is not supported; use * and ? instead")
        elif name in numbers:
            numbers[name] = _number(name, value)
        else:
            match[_searchable(level, name)] = value
    limit = min(numbers["limit"], MAX_RESULTS)
    return Search(level, match, frozenset(include), limit, numbers["offset"])


def statement(
    search: Search, *, seen_sites: frozenset[str], identified_sites: frozenset[str]
) -> Select[StudyRow, SeriesRow, InstanceRow]:
    """Return the query: one row per result, each with a series and an instance that belong to it.

    For studies and series, the series and instance are the first ones.
    """
    asks_identity = not _IDENTITY.isdisjoint(search.match)
    sites = seen_sites & identified_sites if asks_identity else seen_sites
    query = (
        select(StudyRow, SeriesRow, InstanceRow)
        .join(
            SeriesRow,
            and_(
                SeriesRow.site_id == StudyRow.site_id,
                SeriesRow.study_instance_uid == StudyRow.study_instance_uid,
            ),
        )
        .join(InstanceRow, InstanceRow.series_instance_uid == SeriesRow.series_instance_uid)
        .where(StudyRow.site_id.in_(sites))
    )
    for keyword, value in search.match.items():
        query = query.where(_condition(keyword, value))
    if search.level is Level.STUDIES:
        query = query.where(_first_series(), _first_instance())
    elif search.level is Level.SERIES:
        query = query.where(_first_instance())
    return (
        query.order_by(
            StudyRow.first_stored_at.desc(),
            StudyRow.study_instance_uid,
            StudyRow.site_id,
            SeriesRow.series_number,
            SeriesRow.series_instance_uid,
            InstanceRow.instance_number,
            InstanceRow.sop_instance_uid,
        )
        .limit(search.limit)
        .offset(search.offset)
    )


def _first_series() -> ColumnElement[bool]:
    other = SeriesRow.__table__.alias()
    first = (
        select(other.c.series_instance_uid)
        .where(other.c.site_id == StudyRow.site_id)
        .where(other.c.study_instance_uid == StudyRow.study_instance_uid)
        .order_by(other.c.series_number, other.c.series_instance_uid)
        .limit(1)
        .correlate(StudyRow)
        .scalar_subquery()
    )
    return SeriesRow.series_instance_uid == first


def _first_instance() -> ColumnElement[bool]:
    other = InstanceRow.__table__.alias()
    first = (
        select(other.c.sop_instance_uid)
        .where(other.c.series_instance_uid == SeriesRow.series_instance_uid)
        .order_by(other.c.instance_number, other.c.sop_instance_uid)
        .limit(1)
        .correlate(SeriesRow)
        .scalar_subquery()
    )
    return InstanceRow.sop_instance_uid == first


def _condition(keyword: str, value: str) -> ColumnElement[bool]:
    if keyword == "ModalitiesInStudy":
        other = SeriesRow.__table__.alias()
        in_study = (
            select(other.c.series_instance_uid)
            .where(other.c.site_id == StudyRow.site_id)
            .where(other.c.study_instance_uid == StudyRow.study_instance_uid)
            .where(other.c.modality.in_(re.split(r"[,\\]", value)))
            .correlate(StudyRow)
        )
        return in_study.exists()
    column = _BY_LEVEL[Level.INSTANCES][keyword]
    if keyword.endswith("UID"):
        return column.in_(re.split(r"[,\\]", value))
    if keyword.endswith("Number") and keyword != "AccessionNumber":
        return column == _number(keyword, value)
    if keyword in _RANGES and "-" in value:
        return _within(column, value)
    if "*" in value or "?" in value:
        escaped = re.sub(r"([%_\\])", r"\\\1", value).replace("*", "%").replace("?", "_")
        return column.ilike(escaped, escape="\\")
    return column == value


def _within(column: Column, value: str) -> ColumnElement[bool]:
    low, _, high = value.partition("-")
    text = cast(column, String)
    conditions = [text != ""]
    if low:
        conditions.append(text >= low)
    if high:
        # 0930 as an upper end includes all of that minute.
        conditions.append(or_(text <= high, text.startswith(high, autoescape=True)))
    return and_(*conditions)


def _searchable(level: Level, name: str) -> str:
    keyword = keyword_for_tag(name) if re.fullmatch(r"[0-9A-Fa-f]{8}", name) else name
    allowed = [*_BY_LEVEL[level], "ModalitiesInStudy"]
    if keyword not in allowed:
        raise SearchError(name, f"cannot be searched by here; use one of {', '.join(allowed)}")
    return keyword


def _included(name: str) -> str:
    if name == "all":
        return name
    keyword = keyword_for_tag(name) if re.fullmatch(r"[0-9A-Fa-f]{8}", name) else name
    if not keyword or tag_for_keyword(keyword) is None:
        raise SearchError("includefield", f"{name!r} is neither a DICOM keyword nor a tag")
    return keyword


def _number(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise SearchError(name, f"expected a whole number, got {value!r}")
    return int(value)
