"""QIDO-RS results (PS3.18 10.6.3, Tables 10.6.3-3 to 10.6.3-5) from the index's rows."""

from telescan.dicom.dicomweb.reader import Found, Reader
from telescan.dicom.json_model import DicomJson, attribute, tag_key
from telescan.dicom.search import Level, Search

_FROM_HEADER = {
    Level.STUDIES: ("TimezoneOffsetFromUTC", "SpecificCharacterSet"),
    Level.SERIES: (
        "TimezoneOffsetFromUTC",
        "SpecificCharacterSet",
        "PerformedProcedureStepStartDate",
        "PerformedProcedureStepStartTime",
    ),
    Level.INSTANCES: (
        "SpecificCharacterSet",
        "Rows",
        "Columns",
        "BitsAllocated",
        "NumberOfFrames",
    ),
}


async def answer(reader: Reader, search: Search, found: Found) -> DicomJson:
    """Return one result of a search."""
    header = reader.header(found)
    result = await _study(reader, found)
    if search.level is not Level.STUDIES:
        result |= _series(found)
    if search.level is Level.INSTANCES:
        result |= _instance(found)
    result |= attribute("RetrieveURL", _retrieve_url(reader, search.level, found))
    result |= attribute("InstanceAvailability", "ONLINE")
    wanted = {tag_key(keyword) for keyword in _FROM_HEADER[search.level]}
    if "all" in search.include:
        wanted = set(header)
    else:
        wanted |= {tag_key(keyword) for keyword in search.include}
    result |= {tag: header[tag] for tag in wanted & header.keys() if tag not in result}
    return dict(sorted(result.items()))


async def _study(reader: Reader, found: Found) -> DicomJson:
    study, _, _ = found
    series, instances, modalities = await reader.counts(study)
    known = reader.knows(found)
    return (
        attribute("StudyDate", study.study_date)
        | attribute("StudyTime", study.study_time)
        | attribute("AccessionNumber", study.accession_number if known else "")
        | attribute("ModalitiesInStudy", *modalities)
        | attribute("ReferringPhysicianName", study.referring_physician_name if known else "")
        | attribute("StudyDescription", study.study_description)
        | attribute("PatientName", study.patient_name if known else "")
        | attribute("PatientID", study.patient_id if known else "")
        | attribute("PatientBirthDate", study.patient_birth_date if known else "")
        | attribute("PatientSex", study.patient_sex)
        | attribute("StudyInstanceUID", study.study_instance_uid)
        | attribute("StudyID", study.study_id if known else "")
        | attribute("NumberOfStudyRelatedSeries", series)
        | attribute("NumberOfStudyRelatedInstances", instances)
    )


def _series(found: Found) -> DicomJson:
    _, series, _ = found
    return (
        attribute("Modality", series.modality)
        | attribute("SeriesDescription", series.series_description)
        | attribute("SeriesInstanceUID", series.series_instance_uid)
        | attribute("SeriesNumber", series.series_number)
        | attribute("SeriesDate", series.series_date)
        | attribute("SeriesTime", series.series_time)
        | attribute("NumberOfSeriesRelatedInstances", series.instances)
    )


def _instance(found: Found) -> DicomJson:
    _, _, instance = found
    return (
        attribute("SOPClassUID", instance.sop_class_uid)
        | attribute("SOPInstanceUID", instance.sop_instance_uid)
        | attribute("AvailableTransferSyntaxUID", instance.transfer_syntax_uid)
        | attribute("InstanceNumber", instance.instance_number)
    )


def _retrieve_url(reader: Reader, level: Level, found: Found) -> str:
    whole = reader.url(found)
    if level is Level.STUDIES:
        return whole.split("/series/")[0]
    return whole if level is Level.INSTANCES else whole.split("/instances/")[0]
