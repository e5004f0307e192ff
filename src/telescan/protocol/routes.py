"""Doors of protocols: the vendors' words, and which parameter belongs to which sequence."""

from fastapi import APIRouter

from telescan.identity.doors import SignedIn
from telescan.mr.hardware import Vocabulary
from telescan.mr.parameter_use import PARAMETER_USES, ParameterUse
from telescan.problems import problem_responses
from telescan.protocol.vocabulary import WORDS, VendorWords

router = APIRouter(prefix="/api", tags=["protocols"])


@router.get("/vocabulary", responses=problem_responses(401))
async def vocabulary(_: SignedIn) -> dict[Vocabulary, VendorWords]:
    """Return what each vendor calls parameters and sequences."""
    return WORDS


@router.get("/parameters", responses=problem_responses(401))
async def parameters(_: SignedIn) -> tuple[ParameterUse, ...]:
    """Return every parameter of a prescription and where it means something."""
    return PARAMETER_USES
