"""What browser, hub and gateway say to each other about a console, besides pictures: JSON text.

Three legs: a viewer and its hub (``ViewerToHub``, ``HubToViewer``); the hub and the gateway
(``HubToGateway``, ``GatewayToHub``). Pictures are binary, see ``wire_format``.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from telescan.console.mark_messages import Draw, Erase, Marked, Unmarked
from telescan.identity.roles import Actor
from telescan.wire.console_pipe import Transport

_MOST_BUTTONS = 7
"""Left 1, middle 2, right 4."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- input -------------------------------------------------------------------------------------


class PointerInput(_Message):
    """Where the pointer is now, in pixels of the scanner's screen, and what the wheel turned."""

    kind: Literal["pointer"] = "pointer"
    x: int = Field(ge=0, le=65535)
    y: int = Field(ge=0, le=65535)
    buttons: int = Field(ge=0, le=_MOST_BUTTONS)
    wheel_x: int = Field(default=0, ge=-10, le=10)
    """Steps to the right."""
    wheel_y: int = Field(default=0, ge=-10, le=10)
    """Steps down."""


class KeyInput(_Message):
    """A key went down or up."""

    kind: Literal["key"] = "key"
    keysym: int = Field(ge=1, le=0x1FFFFFFF)
    """X keysym of what the key means on the sender's layout."""
    code: str = Field(default="", max_length=32)
    """The physical key, as ``KeyboardEvent.code`` names it; empty where there is none."""
    down: bool


class ReleaseInput(_Message):
    """Let go of everything."""

    kind: Literal["release"] = "release"
    heard_refusal: int = Field(default=0, ge=0)
    """The number of the newest late input that the page was told of; 0: none. See ``input_age``."""


class ViewerInput(_Message):
    """Input under a control lease."""

    type: Literal["input"] = "input"
    seq: int = Field(ge=1)
    """Grows with each input of one viewer."""
    epoch: int = Field(ge=0)
    """The lease's fence: input under an old one is refused."""
    at_ms: float | None = None
    """The least that the site's clock showed when this was done; None: the page cannot tell."""
    event: Annotated[PointerInput | KeyInput | ReleaseInput, Field(discriminator="kind")]


# --- viewer to hub -----------------------------------------------------------------------------


class Hello(_Message):
    """The first message of a viewer: which codecs it decodes."""

    type: Literal["hello"] = "hello"
    codecs: frozenset[Annotated[int, Field(ge=1, le=255)]]


class Ack(_Message):
    """A viewer took everything up to this generation, and drew all before it."""

    type: Literal["ack"] = "ack"
    generation: int = Field(ge=0)


class Kept(_Message):
    """The hub keeps this generation of the site's, and everything up to ``complete``."""

    type: Literal["kept"] = "kept"
    generation: int = Field(ge=0)
    complete: int = Field(ge=0)


class Refresh(_Message):
    """The whole screen, please."""

    type: Literal["refresh"] = "refresh"


class Ping(_Message):
    """Measures the delay to the site, and is the sign of life of a driver."""

    type: Literal["ping"] = "ping"
    id: int = Field(ge=0)


class Pace(_Message):
    """At most so many pictures a second, please: fewer are enough where nobody looks closely."""

    type: Literal["pace"] = "pace"
    most_hz: float | None = Field(default=None, ge=0, le=60)
    """0: none at all until the next ``Pace``; None: as many as the link carries."""


ViewerToHub = Annotated[
    Hello | Ack | Refresh | Ping | Pace | ViewerInput | Draw | Erase, Field(discriminator="type")
]


# --- gateway to hub (and on to viewers) --------------------------------------------------------


class PictureState(StrEnum):
    """How far what is shown can be trusted to be now."""

    LIVE = "live"
    STARTING = "starting"
    """The gateway is about to reach the source: a camera is off until somebody looks."""
    SCANNER_UNREACHABLE = "scanner_unreachable"
    """The gateway cannot reach the scanner's screen."""
    LINK_LOST = "link_lost"
    """The hub cannot reach the gateway."""


class StateChanged(_Message):
    """Whether the picture is live, and since when this is so."""

    type: Literal["state"] = "state"
    state: PictureState
    since: datetime


class DriverChanged(_Message):
    """Who holds the control lease; all None where nobody does."""

    type: Literal["driver"] = "driver"
    person_id: str | None = None
    display_name: str | None = None
    epoch: int | None = None


class CursorShape(_Message):
    """The scanner's pointer as a PNG with transparency; empty where it is not shown."""

    type: Literal["cursor"] = "cursor"
    hot_x: int
    hot_y: int
    png_base64: str


class PointerMoved(_Message):
    """Where the driver put the pointer, for those who watch."""

    type: Literal["pointer"] = "pointer"
    x: int
    y: int


class LinkFigures(_Message):
    """What the site measures of its link to the hub; None: not measured."""

    type: Literal["link"] = "link"
    rate_bit_per_s: float | None = None
    round_trip_ms: float | None = None
    """The least of the last seconds."""
    queueing_ms: float | None = None
    """What pictures have waited beyond that lately."""
    loss_percent: float | None = None
    """Of the site's packets, lately."""
    transport: Transport | None = None


class Joined(_Message):
    """A viewer is admitted; pictures older than ``from_generation`` are not for it."""

    type: Literal["joined"] = "joined"
    viewer_id: str
    from_generation: int
    sees_identity: bool = False
    """Whether private operations are for this viewer as well."""


class RefusalReason(StrEnum):
    """Why a viewer does not see the console (any more)."""

    NOT_ADMITTED = "not_admitted"
    ROLE = "role"
    ADMISSION_ENDED = "admission_ended"
    SIGNED_OUT = "signed_out"
    TOO_SLOW = "too_slow"
    BAD_MESSAGE = "bad_message"
    NO_SUCH_SOURCE = "no_such_source"


class Refused(_Message):
    """A viewer is not admitted."""

    type: Literal["refused"] = "refused"
    viewer_id: str
    reason: RefusalReason


class Ended(_Message):
    """A viewer was admitted and no longer is."""

    type: Literal["ended"] = "ended"
    viewer_id: str
    reason: RefusalReason


class Pong(_Message):
    """The answer to a ping: by the hub at once, and by the gateway."""

    type: Literal["pong"] = "pong"
    viewer_id: str
    id: int
    by: Literal["hub", "site"]
    site_ms: float | None = None
    """The site's clock at its answer, of no known beginning; None: the hub's answer."""


class InputRefused(_Message):
    """An input did not count."""

    type: Literal["input_refused"] = "input_refused"
    viewer_id: str
    seq: int
    reason: str


class ChannelOpened(_Message):
    """The gateway's first message on a channel; one stream outlives many channels."""

    type: Literal["opened"] = "opened"
    stream_id: str


class Beat(_Message):
    """A sign of life of the gateway, every second."""

    type: Literal["beat"] = "beat"


type ForOne = Joined | Refused | Ended | Pong | InputRefused
type ForAll = StateChanged | DriverChanged | CursorShape | PointerMoved | LinkFigures

GatewayToHub = Annotated[
    ChannelOpened
    | Beat
    | StateChanged
    | DriverChanged
    | CursorShape
    | PointerMoved
    | LinkFigures
    | Joined
    | Refused
    | Ended
    | Pong
    | InputRefused,
    Field(discriminator="type"),
]


class Watchers(_Message):
    """Who sees this console now: display names, sorted."""

    type: Literal["watchers"] = "watchers"
    names: tuple[str, ...]


HubToViewer = Annotated[
    StateChanged
    | DriverChanged
    | CursorShape
    | PointerMoved
    | LinkFigures
    | Joined
    | Refused
    | Ended
    | Pong
    | InputRefused
    | Watchers
    | Marked
    | Unmarked,
    Field(discriminator="type"),
]


# --- hub to gateway ----------------------------------------------------------------------------


class Resume(_Message):
    """The hub's answer to ``ChannelOpened``: it kept the stream up to here; 0 where nothing."""

    type: Literal["resume"] = "resume"
    generation: int = Field(ge=0)


class Join(_Message):
    """Somebody signed in at the hub wants to see the console."""

    type: Literal["join"] = "join"
    viewer_id: str
    session_id: str | None
    actor: Actor
    codecs: frozenset[int]


class Leave(_Message):
    """A viewer is gone."""

    type: Literal["leave"] = "leave"
    viewer_id: str


class FromViewer(_Message):
    """What a viewer said, passed on as it was."""

    type: Literal["from_viewer"] = "from_viewer"
    viewer_id: str
    message: Annotated[Refresh | Ping | Pace | ViewerInput, Field(discriminator="type")]


HubToGateway = Annotated[Resume | Join | Leave | Kept | FromViewer, Field(discriminator="type")]

VIEWER_TO_HUB: TypeAdapter[ViewerToHub] = TypeAdapter(ViewerToHub)
GATEWAY_TO_HUB: TypeAdapter[GatewayToHub] = TypeAdapter(GatewayToHub)
HUB_TO_VIEWER: TypeAdapter[HubToViewer] = TypeAdapter(HubToViewer)
HUB_TO_GATEWAY: TypeAdapter[HubToGateway] = TypeAdapter(HubToGateway)
