"""Doors of prediction: what a prescription means on a scanner, and how its image will look."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from telescan.fleet.masking import scanner_for
from telescan.fleet.prediction import Prediction, Predictor
from telescan.fleet.routes import TheFleet, require_scanner
from telescan.fleet.views import ScannerView
from telescan.identity.doors import SignedIn
from telescan.mr.family_change import fitted
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.ways_out import WayOut
from telescan.problems import ProblemError, problem_responses
from telescan.scanner.driver import Exam, Series

router = APIRouter(prefix="/api/scanners/{scanner_id}", tags=["prediction"])
_TYPICAL_WEIGHT_KG = 75.0


class WhatIf(BaseModel):
    """A prescription that somebody thinks of for a series."""

    model_config = ConfigDict(extra="forbid")

    series_id: str
    prescription: Prescription


class Choice(BaseModel):
    """A prescription in which something was just chosen that other parameters hang on."""

    model_config = ConfigDict(extra="forbid")

    prescription: Prescription
    because_of: str
    """The field of ``Prescription`` that was chosen."""


class PreviewOf(BaseModel):
    """A prescription whose image is asked for."""

    model_config = ConfigDict(extra="forbid")

    prescription: Prescription
    series_id: str | None = None
    """The grey scale is that of this series' present prescription, so that two images compare."""
    slice_index: Annotated[int, Field(ge=0)] | None = None
    """From 0; None: the middle slice. Beyond the last: the last."""


def predictor_of(connection: HTTPConnection) -> Predictor:
    """Return the program's predictor."""
    predictor: Predictor = connection.app.state.predictor
    return predictor


ThePredictor = Annotated[Predictor, Depends(predictor_of)]


def visible_scanner(scanner_id: str, person: SignedIn, fleet: TheFleet) -> ScannerView:
    """Return a scanner that the person may see, unmasked. Raises ProblemError 404."""
    view = require_scanner(fleet, scanner_id)
    if scanner_for(person, view) is None:
        raise ProblemError(404, "no_such_scanner", f"There is no scanner {scanner_id!r}.")
    return view


VisibleScanner = Annotated[ScannerView, Depends(visible_scanner)]


@router.post("/consequences", responses=problem_responses(401, 404, 409, 422))
async def consequences(
    what_if: WhatIf, view: VisibleScanner, predictor: ThePredictor
) -> Prediction:
    """Work out what the prescription means, compared with the series' present one.

    A prescription that cannot run is an answer, not an error: see ``violations``.
    """
    exam = _exam(view)
    return await predictor.consequences(
        what_if.prescription,
        _model(view),
        present=_series(exam, what_if.series_id).prescription,
        patient_weight_kg=exam.patient.weight_kg,
    )


@router.post("/ways-out", responses=problem_responses(401, 404, 409, 422))
async def ways_out(
    what_if: WhatIf, view: VisibleScanner, predictor: ThePredictor
) -> tuple[WayOut, ...]:
    """Find up to three prescriptions that run and look much the same; none where it runs."""
    exam = _exam(view)
    return await predictor.ways_out(
        what_if.prescription,
        _model(view),
        present=_series(exam, what_if.series_id).prescription,
        patient_weight_kg=exam.patient.weight_kg,
    )


@router.post("/fitted", responses=problem_responses(401, 404, 409, 422))
async def fit(choice: Choice, view: VisibleScanner) -> Prescription:
    """Return the prescription with what else changes on a console when this is chosen."""
    exam = view.status.exam if view.status else None
    return await asyncio.to_thread(
        fitted,
        choice.prescription,
        _model(view),
        because_of=choice.because_of,
        patient_weight_kg=exam.patient.weight_kg if exam else _TYPICAL_WEIGHT_KG,
    )


@router.post(
    "/preview",
    response_class=Response,
    responses={
        200: {
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
            "description": "One slice, 8-bit grey.",
            "headers": {
                "Telescan-Window-Center": {"schema": {"type": "number"}},
                "Telescan-Window-Width": {"schema": {"type": "number"}},
            },
        },
        **problem_responses(401, 404, 409, 422),
    },
)
async def preview(wanted: PreviewOf, view: VisibleScanner, predictor: ThePredictor) -> Response:
    """Predict the image, with noise at its true level. What cannot run has none: 422."""
    model, prescription = _model(view), wanted.prescription
    reference = prescription
    if wanted.series_id is not None:
        reference = _series(_exam(view), wanted.series_id).prescription
    exam = view.status.exam if view.status else None
    meant = await predictor.consequences(
        prescription,
        model,
        present=prescription,
        patient_weight_kg=exam.patient.weight_kg if exam else _TYPICAL_WEIGHT_KG,
    )
    if not meant.runs:
        violation = meant.violations[0]
        raise ProblemError(
            422,
            "does_not_run",
            f"This scanner cannot run it: {violation.parameter}, {violation.limit.value}.",
            field=f"prescription.{violation.parameter}",
        )
    image = await predictor.image(
        prescription, model, windowed_for=reference, slice_index=wanted.slice_index
    )
    return Response(
        image.png,
        media_type="image/png",
        headers={
            "Telescan-Window-Center": f"{image.window.centre:.6g}",
            "Telescan-Window-Width": f"{image.window.width:.6g}",
        },
    )


def _model(view: ScannerView) -> ScannerModel:
    if view.description is None:
        raise ProblemError(409, "scanner_unknown", "The scanner has not said yet what it is.")
    return view.description.model


def _exam(view: ScannerView) -> Exam:
    if view.status is None or view.status.exam is None:
        raise ProblemError(409, "no_exam", "There is no exam open on this scanner.")
    return view.status.exam


def _series(exam: Exam, series_id: str) -> Series:
    for series in exam.series:
        if series.series_id == series_id:
            return series
    raise ProblemError(
        404, "no_series", f"The open exam has no series {series_id!r}.", field="series_id"
    )
