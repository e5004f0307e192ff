"""Where a scanner's screen comes from, as the site's settings say."""

from telescan.configuration import ConfigurationError
from telescan.console.geometry import Rect
from telescan.console.rfb import FAR, NEAR, RfbSettings
from telescan.gateway.settings import ConsoleLine, ScannerEntry


def console_source(entry: ScannerEntry, masks: tuple[Rect, ...]) -> RfbSettings:
    """Return the RFB client's settings; ``masks`` are blanked as they arrive.

    Raises:
        ConfigurationError: a file cannot be read.

    """
    tls = entry.console_tls
    if tls is not None and tls.ca_file is not None and not tls.ca_file.is_file():
        raise ConfigurationError(f"console_tls.ca_file: {tls.ca_file} cannot be read")
    return RfbSettings(
        host=entry.console.host,
        port=entry.console.port,
        password=_password(entry),
        masks=masks,
        trust=None if tls is None else tls.trust(),
        encodings=NEAR if entry.console_line is ConsoleLine.FAST else FAR,
        jpeg_quality=entry.console_jpeg_quality,
    )


def _password(entry: ScannerEntry) -> str | None:
    file = entry.console_password_file
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"console_password_file: {file} cannot be read") from error
