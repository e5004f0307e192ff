"""Every NATS subject and stream name, in one place.

All that crosses the link of a site lies under ``telescan.<site>.``: a site's key opens that and
nothing else, replies included, because ``allow_responses`` does not cross a leaf. What stays inside
a site's own server (``journal.<scanner>``, ``images.<scanner>``) never leaves by itself.
"""

import re
from enum import StrEnum

from telescan.wire.errors import InvalidNameError

HUB_DOMAIN = "hub"
ROOT = "telescan"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}\Z")


class Stream(StrEnum):
    """JetStream streams: two at each site, three at the hub."""

    JOURNAL = "JOURNAL"
    IMAGES = "IMAGES"
    HUB_JOURNAL = "HUB_JOURNAL"
    HUB_IMAGES = "HUB_IMAGES"
    HUB_SET_ASIDE = "HUB_SET_ASIDE"


def token(text: str, *, of: str) -> str:
    """Return ``text`` if it may stand as one token of a subject. Raises InvalidNameError."""
    if not _TOKEN.match(text):
        message = (
            f"{of} {text!r}: expected 1 to 63 letters, digits, '-' or '_', "
            "beginning with a letter or digit"
        )
        raise InvalidNameError(message)
    return text


def _site(site_id: str) -> str:
    return f"{ROOT}.{token(site_id, of='site_id')}"


def _scanner(scanner_id: str) -> str:
    return token(scanner_id, of="scanner_id")


def site_domain(site_id: str) -> str:
    """JetStream domain of a site's own server."""
    return f"site-{token(site_id, of='site_id')}"


def command(site_id: str) -> str:
    """Hub asks, gateway answers."""
    return f"{_site(site_id)}.command"


def ping(site_id: str) -> str:
    """Hub measures the delay to a gateway."""
    return f"{_site(site_id)}.ping"


def reply_prefix(site_id: str) -> str:
    """Where a gateway's answers go."""
    return f"{_site(site_id)}.reply"


def inbox_prefix(site_id: str) -> str:
    """Where answers to a gateway's own requests go, the hub's acknowledgements among them."""
    return f"{_site(site_id)}.inbox"


def live(site_id: str, scanner_id: str) -> str:
    """Return where a scanner's present state goes, which is never stored."""
    return f"{_site(site_id)}.live.{_scanner(scanner_id)}"


def journal(scanner_id: str) -> str:
    """Return where a scanner's events are stored inside its site."""
    return f"journal.{_scanner(scanner_id)}"


def images(scanner_id: str) -> str:
    """Return where a scanner's images are stored inside its site."""
    return f"images.{_scanner(scanner_id)}"


def at_hub(site_id: str, local_subject: str) -> str:
    """Where a message of a site's stream goes at the hub."""
    kind, _, scanner_id = local_subject.partition(".")
    if kind not in {"journal", "images"}:
        message = f"{local_subject!r}: only journal.<scanner> and images.<scanner> go to the hub"
        raise InvalidNameError(message)
    return f"{_site(site_id)}.{kind}.{_scanner(scanner_id)}"


def pieces(site_id: str, hub_subject: str) -> str:
    """Where a large message for ``hub_subject`` goes in pieces; not stored as such."""
    return f"{_site(site_id)}.pieces.{_scanner(sender(hub_subject)[1])}"


def all_pieces(site_id: str) -> str:
    """Where all pieces of a site's messages come to the hub."""
    return f"{_site(site_id)}.pieces.*"


def of_pieces(subject: str) -> str:
    """Where a message goes at the hub whose pieces came by ``subject``: always an image."""
    site_id, scanner_id = sender(subject)
    return at_hub(site_id, images(scanner_id))


def sender(hub_subject: str) -> tuple[str, str]:
    """Return (site, scanner) of ``telescan.<site>.<kind>.<scanner>``. Raises InvalidNameError."""
    parts = hub_subject.split(".")
    if len(parts) != 4 or parts[0] != ROOT:
        message = f"{hub_subject!r}: expected telescan.<site>.<kind>.<scanner>"
        raise InvalidNameError(message)
    return token(parts[1], of="site_id"), token(parts[3], of="scanner_id")


def site_may_publish(site_id: str) -> tuple[str, ...]:
    """Subjects that a site's key may send to the hub."""
    site = _site(site_id)
    stored = (f"{site}.journal.*", f"{site}.images.*", f"{site}.pieces.*")
    return (*stored, f"{site}.live.*", f"{site}.reply.>")


def site_may_subscribe(site_id: str) -> tuple[str, ...]:
    """Subjects that a site's key may receive from the hub."""
    return (command(site_id), ping(site_id), f"{inbox_prefix(site_id)}.>")
