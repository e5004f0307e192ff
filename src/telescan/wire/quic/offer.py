"""How a hub tells of its QUIC port.

A gateway is told in a header of the WebSocket that the hub accepts, a browser with its pass: both
trust what they are told as far as they trust the hub's page, and have nothing to set.
"""

import base64
import hashlib
import ssl
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

HEADER = "x-telescan-quic"


class QuicOffer(BaseModel):
    """Where QUIC can be tried."""

    model_config = ConfigDict(frozen=True)

    host: str | None = None
    """None: where the hub's page is."""
    port: Annotated[int, Field(ge=1, le=65_535)]
    """UDP."""
    certificate: str | None = None
    """The hub's own certificate in PEM form; None: one of an authority, for the host's name."""

    @property
    def certificate_sha256(self) -> str | None:
        """The hash of that certificate's DER form, base64, as browsers are told it."""
        if self.certificate is None:
            return None
        der = ssl.PEM_cert_to_DER_cert(self.certificate)
        return base64.b64encode(hashlib.sha256(der).digest()).decode()


def write_offer(offer: QuicOffer) -> str:
    """Return the header's value."""
    return offer.model_dump_json()


def read_offer(header: str | None) -> QuicOffer | None:
    """Return what a header offers; None where it offers nothing that can be understood."""
    try:
        return None if header is None else QuicOffer.model_validate_json(header)
    except ValidationError:
        return None
