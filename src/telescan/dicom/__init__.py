"""DICOM: headers, storage, DICOMweb."""
