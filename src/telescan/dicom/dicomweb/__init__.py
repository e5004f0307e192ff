"""DICOMweb (PS3.18): search, retrieve and store, for any viewer.

A program includes ``router`` and puts a ``DicomWeb`` at ``app.state.dicomweb``.
"""

from telescan.dicom.dicomweb.access import DicomWeb
from telescan.dicom.dicomweb.router import router

__all__ = ["DicomWeb", "router"]
