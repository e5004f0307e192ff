"""Draws updates as the browser does, in Python."""

from telescan.console.codecs import CODECS
from telescan.console.framebuffer import Framebuffer
from telescan.console.wire_format import Operation


def draw(screen: Framebuffer, operation: Operation) -> None:
    rect, source = operation.rect, operation.source
    if source is not None:
        screen.copy(source, rect.x, rect.y)
    else:
        codec = CODECS[operation.codec]
        screen.paint(rect, codec.decode(operation.payload, rect.width, rect.height))
