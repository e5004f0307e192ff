"""Doors of the fleet: sites and scanners as the reader may see them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection

from telescan.fleet.masking import scanner_for, site_for
from telescan.fleet.service import Fleet
from telescan.fleet.views import ScannerView, SiteView
from telescan.identity.doors import SignedIn
from telescan.problems import ProblemError, problem_responses

router = APIRouter(prefix="/api", tags=["fleet"])


def fleet_of(connection: HTTPConnection) -> Fleet:
    """Return the program's fleet."""
    fleet: Fleet = connection.app.state.fleet
    return fleet


TheFleet = Annotated[Fleet, Depends(fleet_of)]


def require_scanner(fleet: Fleet, scanner_id: str) -> ScannerView:
    """Return the scanner now, unmasked. Raises ProblemError 404."""
    view = fleet.scanner(scanner_id)
    if view is None:
        raise ProblemError(404, "no_such_scanner", f"There is no scanner {scanner_id!r}.")
    return view


@router.get("/sites", responses=problem_responses(401))
async def sites(person: SignedIn, fleet: TheFleet) -> list[SiteView]:
    """List the sites that the reader has a role at, with their scanners."""
    views = (site_for(person, view) for view in fleet.sites())
    return [view for view in views if view is not None]


@router.get("/scanners/{scanner_id}", responses=problem_responses(401, 404))
async def scanner(scanner_id: str, person: SignedIn, fleet: TheFleet) -> ScannerView:
    """Return one scanner; one that the reader may not see does not exist for them."""
    view = scanner_for(person, require_scanner(fleet, scanner_id))
    if view is None:
        raise ProblemError(404, "no_such_scanner", f"There is no scanner {scanner_id!r}.")
    return view
