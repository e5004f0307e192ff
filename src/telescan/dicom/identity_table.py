"""Which attributes tell who the patient is, and what becomes of each when identity is masked.

A subset of the Basic Application Level Confidentiality Profile (PS3.15 Annex E, Table E.1-1) that
holds what MR objects carry, with these options: Retain UIDs (E.3.9), Retain Device Identity
(E.3.8), Retain Patient Characteristics (E.3.7, SAR and image quality depend on weight, age and
sex), Retain Longitudinal Temporal Information With Full Dates (E.3.6), Retain Safe Private
(E.3.10). Series, study and protocol descriptions stay: protocols are told apart by them.
"""

from enum import Enum


class Action(Enum):
    """What becomes of an attribute (PS3.15 Table E.1-1a)."""

    REMOVE = "X"
    EMPTY = "Z"
    PSEUDONYM = "D"
    """Replaced by the same invented value at each occurrence of the same patient."""


ACTIONS: dict[str, Action] = {
    "PatientName": Action.PSEUDONYM,
    "PatientID": Action.PSEUDONYM,
    **dict.fromkeys(
        ("PatientBirthDate", "AccessionNumber", "StudyID", "ReferringPhysicianName"), Action.EMPTY
    ),
    **dict.fromkeys(
        (
            "AdditionalPatientHistory",
            "AdmissionID",
            "AdmittingDiagnosesCodeSequence",
            "AdmittingDiagnosesDescription",
            "Allergies",
            "ConsultingPhysicianIdentificationSequence",
            "ConsultingPhysicianName",
            "ContentCreatorName",
            "CountryOfResidence",
            "CurrentPatientLocation",
            "CustodialOrganizationSequence",
            "EthnicGroup",
            "EthnicGroupCodeSequence",
            "FillerOrderNumberImagingServiceRequest",
            "ImageComments",
            "InstitutionAddress",
            "InstitutionName",
            "InstitutionalDepartmentName",
            "InsurancePlanIdentification",
            "InterpretationAuthor",
            "IssuerOfAdmissionID",
            "IssuerOfPatientID",
            "IssuerOfPatientIDQualifiersSequence",
            "MedicalAlerts",
            "MedicalRecordLocator",
            "MilitaryRank",
            "NameOfPhysiciansReadingStudy",
            "Occupation",
            "OperatorIdentificationSequence",
            "OperatorsName",
            "OrderCallbackPhoneNumber",
            "OrderEnteredBy",
            "OrderEntererLocation",
            "OtherPatientIDs",
            "OtherPatientIDsSequence",
            "OtherPatientNames",
            "PatientAddress",
            "PatientBirthName",
            "PatientBirthTime",
            "PatientComments",
            "PatientInstitutionResidence",
            "PatientInsurancePlanCodeSequence",
            "PatientMotherBirthName",
            "PatientPrimaryLanguageCodeSequence",
            "PatientReligiousPreference",
            "PatientState",
            "PatientTelecomInformation",
            "PatientTelephoneNumbers",
            "PerformingPhysicianIdentificationSequence",
            "PerformingPhysicianName",
            "PersonAddress",
            "PersonIdentificationCodeSequence",
            "PersonName",
            "PersonTelephoneNumbers",
            "PhysiciansOfRecord",
            "PhysiciansOfRecordIdentificationSequence",
            "PhysiciansReadingStudyIdentificationSequence",
            "PlacerOrderNumberImagingServiceRequest",
            "ReferencedPatientAliasSequence",
            "ReferencedPatientPhotoSequence",
            "ReferencedPatientSequence",
            "ReferringPhysicianAddress",
            "ReferringPhysicianIdentificationSequence",
            "ReferringPhysicianTelephoneNumbers",
            "RegionOfResidence",
            "RequestAttributesSequence",
            "RequestedProcedureComments",
            "RequestingPhysician",
            "RequestingPhysicianIdentificationSequence",
            "RequestingService",
            "ResponsibleOrganization",
            "ResponsiblePerson",
            "ReviewerName",
            "ScheduledPatientInstitutionResidence",
            "ScheduledPerformingPhysicianIdentificationSequence",
            "ScheduledPerformingPhysicianName",
            "SpecialNeeds",
            "StudyComments",
            "VerifyingObserverSequence",
            "VisitComments",
        ),
        Action.REMOVE,
    ),
}

SAFE_PRIVATE: dict[tuple[str, int], frozenset[int]] = {
    ("SIEMENS MR HEADER", 0x0019): frozenset({0x0C, 0x0D, 0x0E, 0x27}),
    ("GEMS_PARM_01", 0x0043): frozenset({0x39}),
    ("Philips Imaging DD 001", 0x2001): frozenset({0x03, 0x04}),
    ("TELESCAN MR", 0x0021): frozenset({0x01}),
}
"""Diffusion weighting and direction (PS3.15 Table E.3.10-1), and our polarity of phase encoding:
creator and group to elements."""

METHOD = "Telescan: PS3.15 Annex E basic profile, subset for MR"
METHOD_CODES: dict[str, str] = {
    "113100": "Basic Application Confidentiality Profile",
    "113106": "Retain Longitudinal Temporal Information Full Dates Option",
    "113108": "Retain Patient Characteristics Option",
    "113109": "Retain Device Identity Option",
    "113110": "Retain UIDs Option",
    "113111": "Retain Safe Private Option",
}
"""Codes of DCM for De-identification Method Code Sequence (PS3.16 CID 7050)."""
