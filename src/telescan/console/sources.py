"""Which client a source's settings ask for. A new kind of source is one more case here."""

from telescan.console.camera import CameraClient, CameraSettings
from telescan.console.rfb import RfbClient, RfbSettings
from telescan.console.screen_source import ScreenListener, ScreenSource

type SourceSettings = RfbSettings | CameraSettings


def make_source(settings: SourceSettings, listener: ScreenListener) -> ScreenSource:
    """Return a source, not yet connected, that tells ``listener`` what happens."""
    match settings:
        case RfbSettings():
            return RfbClient(settings, listener)
        case CameraSettings():
            return CameraClient(settings, listener)
