"""Somebody at the hub's door for viewers."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from telescan.identity.roles import Actor
from telescan.scanner.sources import DEFAULT_SOURCE_ID


@dataclass(frozen=True, slots=True)
class Visit:
    """Who wants to see which of a scanner's sources, for which session."""

    connection: HTTPConnection
    """By which they signed in: asked again while they view."""
    scanner_id: str
    session_id: str | None
    actor: Actor | None
    """None: nobody whom the hub knows."""
    source_id: str = DEFAULT_SOURCE_ID
