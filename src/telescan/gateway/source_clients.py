"""How the site's streams reach a scanner's sources, as the site's settings say."""

import logging
import ssl
from pathlib import Path

from telescan.configuration import ConfigurationError
from telescan.console.camera import CameraSettings, Credentials
from telescan.console.geometry import Rect
from telescan.console.rfb import FAR, NEAR, RfbSettings
from telescan.console.rights import SourceRules
from telescan.console.sources import SourceSettings
from telescan.dicom.deidentify import IdentityPolicy
from telescan.gateway.source_settings import CameraSource, ConsoleLine, RfbSource
from telescan.identity.roles import Role
from telescan.scanner.sources import DEFAULT_SOURCE_ID

_log = logging.getLogger(__name__)


def source_settings(
    entry: RfbSource | CameraSource, scanner_id: str, identity: IdentityPolicy
) -> SourceSettings:
    """Return what the source's client needs.

    Where the patient's name stands is blanked, and kept for those who may see it only where the
    site's policy lets it out.

    Raises:
        ConfigurationError: a file cannot be read.

    """
    masks = _masks(entry, scanner_id, identity)
    keep_hidden = identity is IdentityPolicy.FULL
    if isinstance(entry, RfbSource):
        return _screen(entry, masks, keep_hidden=keep_hidden)
    return _camera(entry, masks, keep_hidden=keep_hidden)


def source_rules(
    entry: RfbSource | CameraSource, camera_for: frozenset[Role], identity: IdentityPolicy
) -> SourceRules:
    """Return what may be done with a source, of those whom the operator admits."""
    shows_identity = identity is IdentityPolicy.FULL
    if isinstance(entry, CameraSource):
        return SourceRules(
            drivable=False, seen_by=camera_for, moving=True, shows_identity=shows_identity
        )
    return SourceRules(drivable=not entry.view_only, shows_identity=shows_identity)


def _screen(entry: RfbSource, masks: tuple[Rect, ...], *, keep_hidden: bool) -> RfbSettings:
    tls = entry.tls
    if tls is not None and tls.ca_file is not None and not tls.ca_file.is_file():
        raise ConfigurationError(f"{_field(entry, 'tls')}.ca_file: {tls.ca_file} cannot be read")
    return RfbSettings(
        host=entry.screen.host,
        port=entry.screen.port,
        password=_secret(entry.password_file, _field(entry, "password_file")),
        user=entry.user,
        masks=masks,
        keep_hidden=keep_hidden,
        trust=None if tls is None else tls.trust(),
        encodings=NEAR if entry.line is ConsoleLine.FAST else FAR,
        jpeg_quality=entry.jpeg_quality,
    )


def _camera(entry: CameraSource, masks: tuple[Rect, ...], *, keep_hidden: bool) -> CameraSettings:
    return CameraSettings(
        url=entry.url,
        credentials=_credentials(entry),
        frames_per_s=entry.frames_per_s,
        longest_edge_px=entry.longest_edge_px,
        masks=masks,
        keep_hidden=keep_hidden,
        trust=_trust(entry),
    )


def _credentials(entry: CameraSource) -> Credentials | None:
    field = _field(entry, "credentials_file")
    text = _secret(entry.credentials_file, field)
    if text is None:
        return None
    user, colon, password = text.partition(":")
    if not user or not colon:
        raise ConfigurationError(f"{field}: {entry.credentials_file} does not hold user:password")
    return Credentials(user, password)


def _trust(entry: CameraSource) -> ssl.SSLContext | None:
    if entry.ca_file is None:
        return None
    try:
        return ssl.create_default_context(cafile=entry.ca_file)
    except OSError as error:
        raise ConfigurationError(
            f"{_field(entry, 'ca_file')}: {entry.ca_file} cannot be read as certificates (PEM)"
        ) from error


def _field(entry: RfbSource | CameraSource, name: str) -> str:
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


def _masks(
    entry: RfbSource | CameraSource, scanner_id: str, identity: IdentityPolicy
) -> tuple[Rect, ...]:
    masked = identity is IdentityPolicy.MASKED
    if masked and not entry.identity_areas and isinstance(entry, RfbSource):
        _log.warning(
            "%s: identity_areas of %s is not set; a name on it leaves the site",
            scanner_id,
            entry.source_id,
        )
    return tuple(Rect(area.x, area.y, area.width, area.height) for area in entry.identity_areas)
