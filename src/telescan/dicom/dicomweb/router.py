"""The router: every DICOMweb address of PS3.18 that we serve."""

from fastapi import APIRouter

from telescan.dicom.dicomweb import pixels, qido, stow, wado
from telescan.dicom.dicomweb.reader import PREFIX
from telescan.problems import problem_responses

router = APIRouter(
    prefix=PREFIX, tags=["dicomweb"], responses=problem_responses(400, 401, 403, 404, 406)
)
for _part in (qido, wado, pixels, stow):
    router.include_router(_part.router)
