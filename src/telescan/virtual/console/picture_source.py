"""Which images are shown: of the selected series, of the running one as they come, of old exams."""

from telescan.mr.hardware import ScannerModel
from telescan.mr.tissue import Tissue
from telescan.scanner.driver import Exam, ScannerStatus, Series, SeriesState
from telescan.virtual.pictures import Pictures, live_pictures, read_pictures
from telescan.virtual.records import Records
from telescan.virtual.snapshot import Snapshot


class PictureSource:
    """Reads every series once."""

    def __init__(self, records: Records, model: ScannerModel, tissues: tuple[Tissue, ...]) -> None:
        self._records = records
        self._model = model
        self._tissues = tissues
        self._read: dict[str, Pictures | None] = {}
        self._live: tuple[str, int, Pictures | None] = ("", 0, None)

    def forget(self) -> None:
        """Drop what was read, at the end of an exam."""
        self._read.clear()

    def kept(self, key: str) -> Pictures | None:
        """Return the images of ``<exam>/<series>``."""
        if key not in self._read:
            self._read[key] = read_pictures(self._records.image_files(key))
        return self._read[key]

    def of(self, exam: Exam, series: Series) -> Pictures | None:
        """Return the images of a finished series."""
        return self.kept(f"{exam.exam_id}/{series.series_id}")

    def coming(self, snapshot: Snapshot, series: Series | None) -> Pictures | None:
        """Return what there is already of a series that runs."""
        if series is None or series.state is not SeriesState.RUNNING or not snapshot.live:
            return None
        series_id, count, pictures = self._live
        if (series_id, count) != (series.series_id, len(snapshot.live)):
            pictures = live_pictures(series, snapshot.live, self._model, self._tissues)
            self._live = (series.series_id, len(snapshot.live), pictures)
        return pictures

    def behind_the_plan(self, status: ScannerStatus) -> tuple[Pictures, ...]:
        """Return the images of the open exam's finished series, the localisers first."""
        if status.exam is None:
            return ()
        done = [s for s in status.exam.series if s.state is SeriesState.DONE]
        read = (self.of(status.exam, series) for series in done)
        return tuple(pictures for pictures in read if pictures is not None)
