"""What the sender of a request may do with images, by the one table of roles."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection

from telescan.dicom.instances import Images
from telescan.identity.doors import signed_in
from telescan.identity.roles import Act


class Asker(Protocol):
    """Who asks."""

    def may(self, act: Act, site_id: str) -> bool:
        """Tell whether they may do this at the site."""
        ...


type OnStored = Callable[[HTTPConnection, str, int, int], Awaitable[None]]
"""Hears of images that came in: (request, site_id, how many are kept, how many were refused)."""


async def _nobody_hears(_request: HTTPConnection, _site_id: str, _kept: int, _refused: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class DicomWeb:
    """What the doors need. The program puts it at ``app.state.dicomweb``."""

    images: Images
    site_ids: Callable[[], Iterable[str]]
    """The sites that there are now."""
    mask_key: bytes
    """Secret of the pseudonyms that readers get who may not know patients; 16 bytes or more."""
    authorise: Callable[[HTTPConnection], Awaitable[Asker]] = signed_in
    """Tells who sends a request. Raises ProblemError 401 for strangers."""
    on_stored: OnStored = _nobody_hears


@dataclass(frozen=True, slots=True)
class ImageAccess:
    """The sites at which somebody may do what."""

    sees: frozenset[str]
    """Sites whose images the reader may see."""
    knows_patients: frozenset[str]
    """Sites whose patients the reader may know; elsewhere identity is masked in every answer."""
    stores: frozenset[str]
    """Sites to which the reader may add images."""


def access_of(asker: Asker, site_ids: Iterable[str]) -> ImageAccess:
    """Work out what somebody may do."""
    sites = frozenset(site_ids)

    def where(act: Act) -> frozenset[str]:
        return frozenset(site for site in sites if asker.may(act, site))

    return ImageAccess(
        sees=where(Act.SEE_IMAGES),
        knows_patients=where(Act.SEE_PATIENT),
        stores=where(Act.STORE_IMAGES),
    )
