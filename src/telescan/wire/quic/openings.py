"""The first text of whoever opens a pipe over QUIC: who comes, and for what."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from telescan.scanner.sources import DEFAULT_SOURCE_ID, SourceId


class _Opening(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GatewayOpening(_Opening):
    """A gateway, for the channel of one of a scanner's sources."""

    who: Literal["gateway"] = "gateway"
    scanner_id: Annotated[str, Field(max_length=64)]
    source_id: SourceId = DEFAULT_SOURCE_ID
    headers: dict[str, Annotated[str, Field(max_length=256)]]
    """Its signature, as with a WebSocket (``console_channel_key``)."""


class ViewerOpening(_Opening):
    """A browser, with what the hub gave it over its signed-in page."""

    who: Literal["viewer"] = "viewer"
    scanner_id: Annotated[str, Field(max_length=64)]
    source_id: SourceId = DEFAULT_SOURCE_ID
    token: Annotated[str, Field(max_length=1024)]


OPENING: TypeAdapter[GatewayOpening | ViewerOpening] = TypeAdapter(
    Annotated[GatewayOpening | ViewerOpening, Field(discriminator="who")]
)
