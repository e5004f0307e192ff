"""What may go wrong with DICOM: each error says what was expected, what came, what to do."""


class DicomError(Exception):
    """Base of every error of this package."""


class BrokenInstanceError(DicomError):
    """A file or data set is not what the standard says it should be."""


class StorageScpError(DicomError):
    """The storage door cannot be opened as it is set."""
