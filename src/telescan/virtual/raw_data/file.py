"""ISMRMRD files: HDF5 with a group for each series, of a header and a table of readouts."""

from pathlib import Path
from types import TracebackType
from typing import Self

import h5py
import numpy as np
from ismrmrd.hdf5 import acquisition_dtype
from numpy.typing import NDArray

from telescan.configuration import ConfigurationError
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import Exam, ScannerDescription, Series
from telescan.virtual.raw_data.header import header_xml
from telescan.virtual.raw_data.readouts import Readouts, noise_readout, readouts_of


class RawSeries:
    """The dataset of one series, to which k-space is added as it is acquired."""

    def __init__(self, group: h5py.Group, header: bytes, prescription: Prescription) -> None:
        self._prescription = prescription
        xml = group.create_dataset("xml", (1,), dtype=h5py.special_dtype(vlen=bytes))
        xml[0] = header
        self._table = group.create_dataset(
            "data", (0,), maxshape=(None,), chunks=(256,), dtype=acquisition_dtype
        )

    def add_noise(self, noise: NDArray[np.complex64]) -> None:
        """Write the noise measurement, (coil, sample), with which channels are decorrelated."""
        self._append(noise_readout(self._prescription, noise))

    def add_kspace(self, slice_index: int, kspace: NDArray[np.complex64]) -> None:
        """Write a slice or slab, (frame, coil, partition, line, frequency); its acquired lines.

        2D has one partition, 3D one slice, number 0.
        """
        for readouts in readouts_of(self._prescription, slice_index, kspace):
            self._append(readouts)

    def _append(self, readouts: Readouts) -> None:
        first = self._table.shape[0]
        readouts["head"]["scan_counter"] = np.arange(first, first + readouts.size)
        self._table.resize(first + readouts.size, axis=0)
        self._table[first:] = readouts


class RawDataFile:
    """A file of one or several series. Raises ConfigurationError where it cannot be made."""

    def __init__(self, path: Path) -> None:
        try:
            path.touch(exist_ok=False)
            self._file = h5py.File(path, "w")
        except FileExistsError as error:
            message = f"raw: {path} exists; choose another name or remove it"
            raise ConfigurationError(message) from error
        except OSError as error:
            message = f"raw: {path} cannot be written ({error.strerror}); choose another file"
            raise ConfigurationError(message) from error

    def add_series(
        self, name: str, exam: Exam, series: Series, scanner: ScannerDescription
    ) -> RawSeries:
        """Begin the dataset of a series."""
        header = header_xml(exam, series, scanner)
        return RawSeries(self._file.create_group(name), header, series.prescription)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
