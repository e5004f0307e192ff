"""Doors of protocols: the vendors' words, and what each parameter belongs to and takes."""

from fastapi import APIRouter

from telescan.identity.doors import SignedIn
from telescan.mr.hardware import Vocabulary
from telescan.problems import problem_responses
from telescan.protocol.parameter_description import PARAMETER_DESCRIPTIONS, ParameterDescription
from telescan.protocol.vocabulary import WORDS, VendorWords

router = APIRouter(prefix="/api", tags=["protocols"])


@router.get("/vocabulary", responses=problem_responses(401))
async def vocabulary(_: SignedIn) -> dict[Vocabulary, VendorWords]:
    """Return what each vendor calls parameters and sequences."""
    return WORDS


@router.get("/parameters", responses=problem_responses(401))
async def parameters(_: SignedIn) -> tuple[ParameterDescription, ...]:
    """Return every parameter of a prescription, where it means something and what it takes."""
    return PARAMETER_DESCRIPTIONS
