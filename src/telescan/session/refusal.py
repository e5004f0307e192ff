"""Why a command was not carried out: one code, one sentence, and the kind that decides the answer.

The UI words each code in the user's language; the sentence is for everybody else.
"""

from enum import StrEnum


class Code(StrEnum):
    """Every reason there is, in the order of the questions asked."""

    NOT_ALLOWED = "not_allowed"
    NOT_YOURS = "not_yours"
    NOT_YOURSELF = "not_yourself"
    NOT_ADMITTED = "not_admitted"

    NO_SESSION = "no_session"
    NO_SCANNER = "no_scanner"
    NO_PERSON = "no_person"
    NO_SERIES = "no_series"
    NO_PROPOSAL = "no_proposal"
    NO_SCREENSHOT = "no_screenshot"

    SESSION_EXISTS = "session_exists"
    SESSION_ENDED = "session_ended"
    SESSION_NOT_THERE_YET = "session_not_there_yet"
    ALREADY_TAKEN = "already_taken"
    ALREADY_OPEN = "already_open"
    EXPERT_BUSY = "expert_busy"
    ALREADY_ADMITTED = "already_admitted"
    PERSON_NOT_ADMITTED = "person_not_admitted"
    PERSON_MAY_NOT = "person_may_not"
    CONTROL_HELD = "control_held"
    CONTROL_FREE = "control_free"
    CONTROL_ALREADY_ASKED = "control_already_asked"
    CONTROL_NOT_ASKED = "control_not_asked"
    PROPOSAL_NOT_OPEN = "proposal_not_open"
    PROPOSAL_OUTDATED = "proposal_outdated"
    PROPOSAL_BEING_SET = "proposal_being_set"
    SERIES_RUNNING = "series_running"
    SERIES_NOT_QUEUED = "series_not_queued"
    SCAN_RUNNING = "scan_running"
    NO_SCAN_RUNNING = "no_scan_running"
    TOO_MANY_SCREENSHOTS = "too_many_screenshots"
    SCANNER_CANNOT = "scanner_cannot"
    SCANNER_REFUSED = "scanner_refused"

    INVALID = "invalid"
    NOTHING_CHANGES = "nothing_changes"
    BEYOND_LIMITS = "beyond_limits"

    SCANNER_UNREACHABLE = "scanner_unreachable"
    SITE_UNREACHABLE = "site_unreachable"
    JOURNAL_FAILED = "journal_failed"


_STATUS: dict[int, frozenset[Code]] = {
    403: frozenset({Code.NOT_ALLOWED, Code.NOT_YOURS, Code.NOT_YOURSELF, Code.NOT_ADMITTED}),
    404: frozenset(
        {
            Code.NO_SESSION,
            Code.NO_SCANNER,
            Code.NO_PERSON,
            Code.NO_SERIES,
            Code.NO_PROPOSAL,
            Code.NO_SCREENSHOT,
        }
    ),
    422: frozenset({Code.INVALID, Code.NOTHING_CHANGES, Code.BEYOND_LIMITS}),
    503: frozenset({Code.SCANNER_UNREACHABLE, Code.SITE_UNREACHABLE, Code.JOURNAL_FAILED}),
}


def http_status(code: str) -> int:
    """Return the HTTP status of a code; what is not listed, or not known, is 409: not now."""
    return next((status for status, codes in _STATUS.items() if code in codes), 409)


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """A command that was not carried out; nothing has changed."""

    def __init__(self, code: Code | str, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.code = str(code)
        self.detail = detail
        self.field = field

    @property
    def status(self) -> int:
        """The HTTP status that says this."""
        return http_status(self.code)


class IllegalEventError(Exception):
    """An event that its state does not know: the journal or the program is broken."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"in state {state!r} there is no event {event!r}")
