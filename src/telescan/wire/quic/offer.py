"""How a hub tells a gateway of its QUIC port: in a header of the WebSocket that it accepts.

So the gateway trusts what it is told as far as it trusts that WebSocket, and has nothing to set.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

HEADER = "x-telescan-quic"


class QuicOffer(BaseModel):
    """Where QUIC can be tried."""

    model_config = ConfigDict(frozen=True)

    host: str | None
    """None: where the hub's page is."""
    port: Annotated[int, Field(ge=1, le=65_535)]
    """UDP."""
    certificate: str | None
    """The hub's own certificate in PEM form; None: one of an authority, for the host's name."""


def write_offer(offer: QuicOffer) -> str:
    """Return the header's value."""
    return offer.model_dump_json()


def read_offer(header: str | None) -> QuicOffer | None:
    """Return what a header offers; None where it offers nothing that can be understood."""
    try:
        return None if header is None else QuicOffer.model_validate_json(header)
    except ValidationError:
        return None
