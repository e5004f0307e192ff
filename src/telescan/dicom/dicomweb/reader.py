"""The images as the sender of a request may see them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from pydicom.dataset import FileDataset
from sqlalchemy import func, select
from starlette.requests import Request

from telescan.dicom.deidentify import IdentityShownError, deidentified, masked_header
from telescan.dicom.dicomweb.access import DicomWeb, ImageAccess, access_of
from telescan.dicom.instance import file_of, read_instance
from telescan.dicom.instances import Images
from telescan.dicom.json_model import BULK, DicomJson
from telescan.dicom.search import Search, statement
from telescan.dicom.tables import InstanceRow, SeriesRow, StudyRow
from telescan.problems import ProblemError

PREFIX = "/dicomweb"
Found = tuple[StudyRow, SeriesRow, InstanceRow]
_MAX_RETRIEVED = 100_000


@dataclass(frozen=True, slots=True)
class Reader:
    """One request's view of the images; what the reader may not see does not exist for them."""

    images: Images
    access: ImageAccess
    mask_key: bytes
    root: str
    """Address of the DICOMweb service, without a slash at the end."""

    async def search(self, search: Search) -> list[Found]:
        """Return what is found, in order."""
        query = statement(
            search, seen_sites=self.access.sees, identified_sites=self.access.knows_patients
        )
        async with self.images.database.reading() as session:
            rows = (await session.execute(query)).all()
        return [(row[0], row[1], row[2]) for row in rows]

    async def instances(
        self, study: str, series: str | None = None, instance: str | None = None
    ) -> list[Found]:
        """Return all instances under a path. Raises ProblemError 404 where there is none."""
        query = (
            select(StudyRow, SeriesRow, InstanceRow)
            .join(SeriesRow, SeriesRow.series_instance_uid == InstanceRow.series_instance_uid)
            .join(
                StudyRow,
                (StudyRow.site_id == SeriesRow.site_id)
                & (StudyRow.study_instance_uid == SeriesRow.study_instance_uid),
            )
            .where(StudyRow.site_id.in_(self.access.sees), StudyRow.study_instance_uid == study)
            .order_by(SeriesRow.series_number, InstanceRow.instance_number)
            .limit(_MAX_RETRIEVED)
        )
        if series is not None:
            query = query.where(SeriesRow.series_instance_uid == series)
        if instance is not None:
            query = query.where(InstanceRow.sop_instance_uid == instance)
        async with self.images.database.reading() as session:
            rows = (await session.execute(query)).all()
        if not rows:
            raise ProblemError(404, "no_such_images", "There are no such images, or none for you.")
        return [(row[0], row[1], row[2]) for row in rows]

    async def counts(self, study: StudyRow) -> tuple[int, int, list[str]]:
        """Return a study's series, instances and modalities."""
        query = select(func.count(), func.sum(SeriesRow.instances)).where(
            SeriesRow.site_id == study.site_id,
            SeriesRow.study_instance_uid == study.study_instance_uid,
        )
        modalities = (
            select(SeriesRow.modality)
            .where(
                SeriesRow.site_id == study.site_id,
                SeriesRow.study_instance_uid == study.study_instance_uid,
            )
            .distinct()
            .order_by(SeriesRow.modality)
        )
        async with self.images.database.reading() as session:
            series, instances = (await session.execute(query)).one()
            names = list((await session.execute(modalities)).scalars())
        return int(series), int(instances or 0), names

    async def file(self, found: Found) -> bytes:
        """Return an instance's file, masked where the reader may not know the patient."""
        content = await self.images.objects.get(found[2].object_key)
        if self.knows(found):
            return content
        return file_of(self._masked(read_instance(content)))

    async def dataset(self, found: Found) -> FileDataset:
        """Return an instance's data set, masked where the reader may not know the patient."""
        dataset = read_instance(await self.images.objects.get(found[2].object_key))
        return dataset if self.knows(found) else self._masked(dataset)

    def header(self, found: Found) -> DicomJson:
        """Return an instance's header with addresses for what is large."""
        header = found[2].header if self.knows(found) else masked_header(found[2].header)
        base = f"{self.url(found)}/{BULK}"
        return {
            tag: element | {"BulkDataURI": base + element["BulkDataURI"].removeprefix(BULK)}
            if "BulkDataURI" in element
            else element
            for tag, element in header.items()
        }

    def knows(self, found: Found) -> bool:
        """Tell whether the reader may know the patient of an instance."""
        return found[0].site_id in self.access.knows_patients

    def url(self, found: Found) -> str:
        """Return an instance's address."""
        study, series, instance = found
        return (
            f"{self.root}/studies/{study.study_instance_uid}"
            f"/series/{series.series_instance_uid}/instances/{instance.sop_instance_uid}"
        )

    def _masked(self, dataset: FileDataset) -> FileDataset:
        try:
            return deidentified(dataset, self.mask_key)
        except IdentityShownError as error:
            raise ProblemError(403, "identity_shown", str(error)) from error


async def reader_of(request: Request) -> Reader:
    """Return the images as the sender of this request may see them. Raises ProblemError 401."""
    service: DicomWeb = request.app.state.dicomweb
    asker = await service.authorise(request)
    root = f"{request.url.scheme}://{request.url.netloc}{PREFIX}"
    return Reader(service.images, access_of(asker, service.site_ids()), service.mask_key, root)


TheReader = Annotated[Reader, Depends(reader_of)]


async def instance_of(study: str, series: str, instance: str, reader: TheReader) -> Found:
    """Return the one instance that the path names. Raises ProblemError 404."""
    (found,) = await reader.instances(study, series, instance)
    return found


TheInstance = Annotated[Found, Depends(instance_of)]
