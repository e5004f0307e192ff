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
