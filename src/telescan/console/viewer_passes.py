"""How a browser that is signed in opens a pipe over QUIC, where no cookie goes with it.

The hub gives a pass over the signed-in page: signed (HMAC-SHA-256, RFC 2104), for one person and
one source, good once and for a few seconds. Whoever brings it is the visitor whom the hub then
checked. Pure: time and randomness come in.
"""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, ValidationError

from telescan.console.visit import Visit
from telescan.identity.roles import Actor

GOOD_FOR = dt.timedelta(seconds=15)


class PassError(Exception):
    """A pass lets nobody in; the message says why, for the hub's log."""


class _Claims(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    person_id: str
    scanner_id: str
    source_id: str
    good_until: dt.datetime


class ViewerPasses:
    """The passes of one hub."""

    def __init__(self, secret: bytes, new_number: Callable[[], str]) -> None:
        self._secret = secret
        self._new_number = new_number
        self._visits: dict[str, tuple[dt.datetime, Visit]] = {}

    def give(self, visit: Visit, visitor: Actor, now: dt.datetime) -> str:
        """Return a pass for a visit that may be made."""
        self._forget_old(now)
        claims = _Claims(
            number=self._new_number(),
            person_id=visitor.person_id,
            scanner_id=visit.scanner_id,
            source_id=visit.source_id,
            good_until=now + GOOD_FOR,
        )
        self._visits[claims.number] = (claims.good_until, visit)
        text = claims.model_dump_json().encode()
        return f"{_coded(text)}.{_coded(self._signed(text))}"

    def take(self, token: str, scanner_id: str, source_id: str, now: dt.datetime) -> Visit:
        """Return the visit that a pass is good for, once. Raises PassError."""
        claims = self._read(token)
        if (claims.scanner_id, claims.source_id) != (scanner_id, source_id):
            raise PassError("the pass is for another source")
        if now > claims.good_until:
            raise PassError("the pass is too old")
        _, visit = self._visits.pop(claims.number, (None, None))
        if visit is None:
            raise PassError("the pass was used already, or is of an earlier run of the hub")
        return visit

    def _read(self, token: str) -> _Claims:
        try:
            text, signature = (base64.urlsafe_b64decode(part) for part in token.split("."))
        except (ValueError, binascii.Error) as error:
            raise PassError("the pass is malformed") from error
        if not hmac.compare_digest(signature, self._signed(text)):
            raise PassError("the pass is not by this hub")
        try:
            return _Claims.model_validate_json(text)
        except ValidationError as error:
            raise PassError("the pass is malformed") from error

    def _signed(self, text: bytes) -> bytes:
        return hmac.digest(self._secret, text, hashlib.sha256)

    def _forget_old(self, now: dt.datetime) -> None:
        for number, (good_until, _) in list(self._visits.items()):
            if good_until >= now:
                break  # they are in the order in which they end
            del self._visits[number]


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()
