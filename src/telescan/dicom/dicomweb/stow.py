"""STOW-RS: store instances (PS3.18 10.5). Each is judged by itself; failures are named."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from telescan.dicom.dicomweb.access import DicomWeb
from telescan.dicom.dicomweb.multipart import read_multipart
from telescan.dicom.dicomweb.qido import DICOM_JSON
from telescan.dicom.dicomweb.reader import Reader, TheReader
from telescan.dicom.errors import BrokenInstanceError
from telescan.dicom.incoming import Origin, receive
from telescan.dicom.instance import InstanceUids
from telescan.dicom.instances import Keeping, Kept
from telescan.dicom.json_model import DicomJson, attribute, tag_key
from telescan.problems import ProblemError

MAX_BODY_BYTES = 512 * 1024**2
_CANNOT_UNDERSTAND = 0xC000
_DUPLICATE = 0x0111
_OTHER_STUDY = 0xA900
"""Failure reasons: PS3.4 Table B.2-1, and Duplicate SOP Instance of PS3.7 C.5.6."""
router = APIRouter()

Site = Annotated[str | None, Query(description="The site that the images are of.")]


@router.post("/studies")
async def store_instances(reader: TheReader, request: Request, site_id: Site = None) -> Response:
    """Store instances of any study; body multipart/related of application/dicom."""
    return await _stored(reader, request, site_id, study=None)


@router.post("/studies/{study}")
async def store_study_instances(
    study: str, reader: TheReader, request: Request, site_id: Site = None
) -> Response:
    """Store instances of one study; those of another are refused."""
    return await _stored(reader, request, site_id, study=study)


async def _stored(
    reader: Reader, request: Request, site_id: str | None, *, study: str | None
) -> Response:
    origin = Origin(_site(reader, site_id), None, datetime.now(UTC))
    parts = read_multipart(await _body(request), request.headers.get("content-type", ""))
    done: list[DicomJson] = []
    failed: list[DicomJson] = []
    for number, part in enumerate(parts, 1):
        try:
            kept = await _keep(reader, part.data, origin, study)
        except _NotKeptError as error:
            reason = attribute("FailureReason", error.code)
            comment = attribute("ErrorComment", f"part {number}: {error}"[:64])
            failed.append(error.named | reason | comment)
        else:
            url = _url(reader, kept.uids)
            done.append(_named(kept.uids) | attribute("RetrieveURL", url))
    result: DicomJson = {}
    if done:
        result[tag_key("ReferencedSOPSequence")] = {"vr": "SQ", "Value": done}
    if failed:
        result[tag_key("FailedSOPSequence")] = {"vr": "SQ", "Value": failed}
    service: DicomWeb = request.app.state.dicomweb
    await service.on_stored(request, origin.site_id, len(done), len(failed))
    # PS3.18 Table 10.5.3-1: 200 all stored, 202 some, 409 none.
    status = 200 if not failed else 202 if done else 409
    return JSONResponse(result, status, media_type=DICOM_JSON)


class _NotKeptError(Exception):
    def __init__(self, code: int, reason: str, named: DicomJson) -> None:
        super().__init__(reason)
        self.code = code
        self.named = named


async def _keep(reader: Reader, content: bytes, origin: Origin, study: str | None) -> Kept:
    try:
        uids = receive(content, origin).uids
        if study not in {None, uids.study_instance_uid}:
            raise _NotKeptError(_OTHER_STUDY, "it is of another study", _named(uids))
        kept = await reader.images.keep(content, origin)
    except BrokenInstanceError as error:
        raise _NotKeptError(_CANNOT_UNDERSTAND, str(error), {}) from error
    if kept.keeping is Keeping.SET_ASIDE:
        raise _NotKeptError(_DUPLICATE, kept.reason, _named(kept.uids))
    return kept


def _site(reader: Reader, site_id: str | None) -> str:
    sites = reader.access.stores
    if site_id is None and len(sites) == 1:
        return next(iter(sites))
    if not sites or (site_id is not None and site_id not in sites):
        detail = "Your roles do not allow storing images at this site."
        raise ProblemError(403, "not_allowed", detail, field="site_id")
    if site_id is None:
        detail = f"say which site the images are of: site_id={' or '.join(sorted(sites))}"
        raise ProblemError(400, "site_missing", detail, field="site_id")
    return site_id


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            detail = f"more than {MAX_BODY_BYTES // 1024**2} MiB; send fewer images at a time"
            raise ProblemError(413, "too_large", detail, field="body")
    return bytes(body)


def _named(uids: InstanceUids) -> DicomJson:
    return attribute("ReferencedSOPClassUID", uids.sop_class_uid) | attribute(
        "ReferencedSOPInstanceUID", uids.sop_instance_uid
    )


def _url(reader: Reader, uids: InstanceUids) -> str:
    return (
        f"{reader.root}/studies/{uids.study_instance_uid}"
        f"/series/{uids.series_instance_uid}/instances/{uids.sop_instance_uid}"
    )
