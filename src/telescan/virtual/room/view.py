"""The scanner room as its camera sees it: magnet, table, the patient on it, a clock. Pure."""

from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from telescan.scanner.driver import ScannerPhase, ScannerStatus
from telescan.virtual.table import OUTSIDE_MM

WIDTH_PX, HEIGHT_PX = 640, 360
_WALL, _FLOOR, _MAGNET, _BORE = (196, 204, 208), (128, 134, 136), (232, 236, 238), (38, 44, 52)
_TABLE, _SHEET, _SKIN, _HAIR = (92, 104, 116), (214, 226, 238), (224, 182, 152), (70, 52, 40)
_LAMPS = {
    ScannerPhase.PRESCAN: (240, 180, 40),
    ScannerPhase.SCANNING: (240, 180, 40),
    ScannerPhase.FAULT: (220, 50, 40),
}
_REST = (60, 170, 90)
_BORE_X, _TABLE_Y = 400, 214
_INSIDE_PX, _OUTSIDE_PX = 390, 70
_PATIENT_PX = 190


def room_view(status: ScannerStatus, at: datetime) -> Image.Image:
    """Return the picture of one moment."""
    image = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), _WALL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 262, WIDTH_PX, HEIGHT_PX), _FLOOR)
    _magnet(draw)
    inside = min(1.0, max(0.0, 1 - status.table_position_mm / OUTSIDE_MM))
    left = _OUTSIDE_PX + (_INSIDE_PX - _OUTSIDE_PX) * inside
    _table(draw, left)
    if status.exam is not None:
        _patient(draw, left)
    _front(draw, status.phase)
    stamp = at.strftime("%Y-%m-%d  %H:%M:%S")
    draw.rectangle((8, 8, 196, 30), (20, 24, 28))
    draw.text((14, 11), stamp, (240, 240, 240), font=ImageFont.load_default(15))
    return image


def _magnet(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((_BORE_X, 60, 620, 300), 26, _MAGNET)
    draw.ellipse((_BORE_X - 18, 110, _BORE_X + 50, 262), _BORE)


def _front(draw: ImageDraw.ImageDraw, phase: ScannerPhase) -> None:
    """Draw what hides the part of the table that is inside."""
    draw.rounded_rectangle((_BORE_X + 40, 60, 620, 300), 26, _MAGNET)
    draw.rectangle((_BORE_X + 16, 60, _BORE_X + 70, 112), _MAGNET)
    draw.rectangle((_BORE_X + 16, 260, _BORE_X + 70, 300), _MAGNET)
    draw.ellipse((590, 76, 606, 92), _LAMPS.get(phase, _REST), outline=(90, 90, 90))


def _table(draw: ImageDraw.ImageDraw, left: float) -> None:
    draw.rectangle((150, _TABLE_Y + 20, 250, 330), _TABLE)
    draw.rounded_rectangle((left, _TABLE_Y, left + 300, _TABLE_Y + 16), 6, _TABLE)
    draw.rounded_rectangle((left + 8, _TABLE_Y - 8, left + 292, _TABLE_Y), 4, _SHEET)


def _patient(draw: ImageDraw.ImageDraw, left: float) -> None:
    head = left + 236
    draw.rounded_rectangle(
        (head - _PATIENT_PX, _TABLE_Y - 36, head + 4, _TABLE_Y - 8), 14, (120, 160, 190)
    )
    draw.ellipse((head, _TABLE_Y - 38, head + 32, _TABLE_Y - 8), _SKIN)
    draw.pieslice((head + 4, _TABLE_Y - 40, head + 36, _TABLE_Y - 8), 270, 90, _HAIR)
