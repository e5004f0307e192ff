"""How the site's streams reach a scanner's sources, as the site's settings say."""

import logging
from pathlib import Path

from telescan.configuration import ConfigurationError
from telescan.console.geometry import Rect
from telescan.console.rfb import FAR, NEAR, RfbSettings
from telescan.console.sources import SourceSettings
from telescan.dicom.deidentify import IdentityPolicy
from telescan.gateway.source_settings import ConsoleLine, SourceEntry
from telescan.scanner.sources import DEFAULT_SOURCE_ID

_log = logging.getLogger(__name__)


def source_settings(
    entry: SourceEntry, scanner_id: str, identity: IdentityPolicy
) -> SourceSettings:
    """Return what the source's client needs; where the patient's name stands is blanked.

    Raises:
        ConfigurationError: a file cannot be read.

    """
    tls = entry.tls
    if tls is not None and tls.ca_file is not None and not tls.ca_file.is_file():
        raise ConfigurationError(f"{_field(entry, 'tls')}.ca_file: {tls.ca_file} cannot be read")
    return RfbSettings(
        host=entry.screen.host,
        port=entry.screen.port,
        password=_secret(entry.password_file, _field(entry, "password_file")),
        masks=_masks(entry, scanner_id, identity),
        trust=None if tls is None else tls.trust(),
        encodings=NEAR if entry.line is ConsoleLine.FAST else FAR,
        jpeg_quality=entry.jpeg_quality,
    )


def _field(entry: SourceEntry, name: str) -> str:
    """Return what a source's setting is called in the file."""
    if entry.source_id == DEFAULT_SOURCE_ID:
        return f"console_{name}"
    return f"source {entry.source_id!r}: {name}"


def _secret(file: Path | None, field: str) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{field}: {file} cannot be read") from error


def _masks(entry: SourceEntry, scanner_id: str, identity: IdentityPolicy) -> tuple[Rect, ...]:
    if identity is IdentityPolicy.FULL:
        return ()
    if not entry.identity_areas:
        _log.warning(
            "%s: identity_areas of %s is not set; a name on it leaves the site",
            scanner_id,
            entry.source_id,
        )
    return tuple(Rect(area.x, area.y, area.width, area.height) for area in entry.identity_areas)
