"""Which representation a client wants (PS3.18 8.7): the Accept header and ``accept=``, ranked."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from telescan.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Range:
    """One acceptable media range."""

    media_type: str
    """``type/subtype``; for multipart/related, that of its parts."""
    is_multipart: bool
    transfer_syntax: str | None
    """``*``, a UID, or None where nothing was said."""
    quality: float

    def takes(self, media_type: str) -> bool:
        """Tell whether ``media_type`` falls into this range."""
        if self.media_type == "*/*":
            return True
        if self.media_type.endswith("/*"):
            return media_type.startswith(self.media_type[:-1])
        return self.media_type == media_type


def accepted(header: str | None, query: str | None) -> list[Range]:
    """Return what the client takes, best first; nothing said means everything.

    ``accept=`` in the query wins over the header (PS3.18 8.7.5 and 8.3.3.1).
    """
    text = query or header or "*/*"
    ranges = [_read(part) for part in _split(text) if part.strip()]
    return sorted(ranges, key=lambda r: -r.quality)


def choose(ranges: Sequence[Range], offered: Sequence[str]) -> str:
    """Return the offer that the client likes best. Raises ProblemError 406."""
    for wanted in ranges:
        for media_type in offered:
            if wanted.quality > 0 and wanted.takes(media_type):
                return media_type
    detail = f"none of the accepted types can be given; ask for one of {', '.join(offered)}"
    raise ProblemError(406, "not_acceptable", detail, field="Accept")


def _read(text: str) -> Range:
    header = Message()
    header["Content-Type"] = text.strip()
    whole = text.split(";", 1)[0].strip().lower()
    is_multipart = whole == "multipart/related"
    inner = header.get_param("type") if is_multipart else None
    syntax = header.get_param("transfer-syntax")
    quality = header.get_param("q")
    return Range(
        media_type=str(inner).lower() if inner else ("*/*" if is_multipart else whole),
        is_multipart=is_multipart,
        transfer_syntax=str(syntax) if syntax else None,
        quality=_quality(quality),
    )


def _quality(value: object) -> float:
    try:
        return min(max(float(str(value)), 0.0), 1.0) if value else 1.0
    except ValueError:
        return 1.0


def _split(text: str) -> list[str]:
    """Split at commas that do not stand between quotes."""
    parts, quoted = [""], False
    for character in text:
        if character == '"':
            quoted = not quoted
        if character == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts
