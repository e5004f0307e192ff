"""Which client a source's settings ask for. A new kind of source is one more case here."""

from telescan.console.rfb import RfbClient, RfbSettings
from telescan.console.screen_source import ScreenListener, ScreenSource

type SourceSettings = RfbSettings


def make_source(settings: SourceSettings, listener: ScreenListener) -> ScreenSource:
    """Return a source, not yet connected, that tells ``listener`` what happens."""
    return RfbClient(settings, listener)
