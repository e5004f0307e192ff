"""The audit trail as a chain: whoever changes, inserts, removes or reorders an entry breaks it.

Each entry carries the hash of the one before; its own hash is SHA-256 over that hash and the entry
as canonical JSON (sorted keys, no spaces, UTF-8). Entries are numbered 1, 2, 3 … without gaps.
A chain alone cannot show that its newest entries were cut off: keep the last hash elsewhere too.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

GENESIS = "0" * 64
"""The hash that the first entry carries as its predecessor's."""


class Deed(BaseModel):
    """What somebody did, before it is written down."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    who: str
    """Username; ``unknown`` where nobody is known by the name given."""
    act: str
    site_id: str | None = None
    scanner_id: str | None = None
    session_id: str | None = None
    detail: dict[str, str] = {}


class AuditEntry(Deed):
    """One link of the chain."""

    entry_id: int
    previous_hash: str
    hash: str


def link(deed: Deed, previous: AuditEntry | None) -> AuditEntry:
    """Make the entry that follows ``previous`` (None: the first)."""
    entry_id = previous.entry_id + 1 if previous else 1
    previous_hash = previous.hash if previous else GENESIS
    return AuditEntry(
        **deed.model_dump(include=set(Deed.model_fields)),
        entry_id=entry_id,
        previous_hash=previous_hash,
        hash=_hash(deed, entry_id, previous_hash),
    )


def first_broken(entries: Iterable[AuditEntry], after: AuditEntry | None = None) -> int | None:
    """Return the number of the first entry that does not fit the one before, or None.

    ``after`` is the entry before the first of ``entries`` (None: the chain begins here).
    """
    previous = after
    for entry in entries:
        if entry != link(entry, previous):
            return entry.entry_id
        previous = entry
    return None


def _hash(deed: Deed, entry_id: int, previous_hash: str) -> str:
    content = {
        "entry_id": entry_id,
        "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": deed.who,
        "act": deed.act,
        "site_id": deed.site_id,
        "scanner_id": deed.scanner_id,
        "session_id": deed.session_id,
        "detail": deed.detail,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous_hash.encode() + canonical.encode()).hexdigest()
