"""Raw data: what was acquired, as ISMRMRD files (Inati et al., MRM 2017;77:411)."""

from telescan.virtual.raw_data.file import RawDataFile, RawSeries

__all__ = ["RawDataFile", "RawSeries"]
