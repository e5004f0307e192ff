"""What a site chooses about sessions, within the rules that no choice can change."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class SessionPolicy(BaseModel):
    """One site's choices."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lease_seconds: Annotated[float, Field(ge=5, le=3_600)] = 300.0
    """A lease ends when its holder has not driven for this long."""
    running_sessions_per_expert: Annotated[int, Field(ge=1, le=20)] = 1
    """Sessions that one expert may have at this site at a time."""
    delay_limit_ms: Annotated[float, Field(ge=50, le=10_000)] = 1_000.0
    """Above this round trip between site and hub, control ends."""
    pointer_age_limit_ms: Annotated[float, Field(ge=50, le=5_000)] = 500.0
    """A click that waited longer in the link is refused: people see and act within half a second,
    so what was aimed at may have changed. Counted with up to one more way through the link."""
    key_age_limit_ms: Annotated[float, Field(ge=50, le=5_000)] = 800.0
    """A key that waited longer in the link is refused. Above the pointer's: text is aimed at a
    field, not at a place, and survives a handover of half a second."""
