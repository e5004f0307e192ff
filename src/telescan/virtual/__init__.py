"""The virtual scanner: operator console, acquisition, DICOM out."""
