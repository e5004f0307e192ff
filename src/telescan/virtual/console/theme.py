"""Colours, sizes and the style sheet of the console: dark, dense and calm, one accent."""

from telescan.virtual.language import Language

BACKGROUND = "#12161b"
PANEL = "#1a2027"
RAISED = "#232b34"
FIELD = "#0e1216"
LINE = "#2d3742"
TEXT = "#dbe2ea"
DIM = "#8e9baa"
ACCENT = "#4aa8ff"
GO = "#2f9e5f"
STOP = "#c8443c"
WARN = "#e0a436"

STYLE = f"""
* {{ font-size: 13px; color: {TEXT}; }}
QMainWindow, QWidget#root {{ background: {BACKGROUND}; }}
QFrame[panel="true"] {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 4px; }}
QFrame[bar="true"] {{ background: {PANEL}; border: none; border-bottom: 1px solid {LINE}; }}
QLabel[role="title"] {{ color: {DIM}; font-size: 11px; font-weight: bold; letter-spacing: 1px; }}
QLabel[role="dim"] {{ color: {DIM}; }}
QLabel[role="name"] {{ font-size: 19px; font-weight: bold; }}
QLabel[role="scanner"] {{ font-size: 15px; font-weight: bold; }}
QLabel[role="phase"] {{ font-size: 15px; font-weight: bold; padding: 5px 16px;
  border: 1px solid {LINE}; border-radius: 13px; background: {RAISED}; }}
QLabel[role="phase"][busy="true"] {{ border-color: {ACCENT}; color: {ACCENT}; }}
QLabel[role="phase"][fault="true"] {{ border-color: {STOP}; color: #ff8a80; }}
QLabel[role="pace"] {{ color: {WARN}; border: 1px solid {WARN}; border-radius: 3px;
  padding: 2px 7px; font-size: 12px; }}
QLabel[role="big"] {{ font-size: 22px; font-weight: bold; }}
QLabel[warns="true"] {{ color: {WARN}; }}
QLabel[role="reason"] {{ color: {WARN}; }}

QPushButton {{ background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px;
  padding: 6px 12px; }}
QPushButton:hover {{ border-color: {ACCENT}; }}
QPushButton:focus {{ border-color: {ACCENT}; }}
QPushButton:pressed {{ background: {LINE}; }}
QPushButton:disabled {{ color: #6c7988; background: {PANEL}; border-color: {RAISED}; }}
QPushButton[kind="start"] {{ background: {GO}; border-color: {GO}; color: white;
  font-size: 16px; font-weight: bold; }}
QPushButton[kind="start"]:hover {{ background: #37b36d; }}
QPushButton[kind="start"][repeats="true"] {{ background: {RAISED}; border-color: {GO}; }}
QPushButton[kind="stop"] {{ background: {STOP}; border-color: {STOP}; color: white;
  font-size: 16px; font-weight: bold; }}
QPushButton[kind="stop"]:hover {{ background: #db5248; }}
QPushButton[kind="start"]:disabled, QPushButton[kind="stop"]:disabled {{
  color: #6c7988; background: {RAISED}; border-color: {LINE}; }}

QPushButton[kind="small"] {{ padding: 2px 9px; font-size: 12px; }}
QTabWidget::pane {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 4px; top: -1px; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {DIM}; padding: 7px 14px; border: none;
  border-bottom: 2px solid transparent; font-weight: bold; }}
QTabBar::tab:hover {{ color: {TEXT}; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom: 2px solid {ACCENT}; }}
QSplitter::handle {{ background: {BACKGROUND}; height: 8px; }}
QTreeWidget {{ background: {PANEL}; border: none; outline: none;
  selection-background-color: #24405c; selection-color: {TEXT}; }}
QTreeWidget::item {{ height: 26px; }}

QLineEdit, QComboBox {{ background: {FIELD}; border: 1px solid {LINE}; border-radius: 3px;
  padding: 2px 8px; min-height: 22px; selection-background-color: {ACCENT};
  selection-color: black; }}
QLineEdit:hover, QComboBox:hover {{ border-color: #46566a; }}
QLineEdit:focus, QComboBox:focus {{ border-color: {ACCENT}; }}
QLineEdit[edited="true"], QComboBox[edited="true"] {{ border-color: {WARN}; color: {WARN}; }}
QLineEdit[fresh="true"], QComboBox[fresh="true"] {{ border-left: 3px solid {ACCENT}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {DIM}; background: {PANEL}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ width: 0; height: 0; margin-right: 8px; border-left: 4px solid {FIELD};
  border-right: 4px solid {FIELD}; border-top: 5px solid {DIM}; }}
QComboBox QAbstractItemView {{ background: {RAISED}; border: 1px solid {ACCENT};
  selection-background-color: {ACCENT}; selection-color: black; outline: none; padding: 2px; }}

QTableWidget, QTextEdit {{ background: {PANEL}; border: none; outline: none; }}
QTableWidget {{ gridline-color: {PANEL}; selection-background-color: #24405c;
  selection-color: {TEXT}; }}
QTableWidget::item {{ padding: 0 6px; border-bottom: 1px solid {BACKGROUND}; }}
QHeaderView::section {{ background: {PANEL}; color: {DIM}; border: none; padding: 4px 6px;
  border-bottom: 1px solid {LINE}; font-size: 11px; }}
QProgressBar {{ background: {FIELD}; border: 1px solid {LINE}; border-radius: 3px;
  text-align: center; min-height: 20px; max-height: 20px; }}
QProgressBar::chunk {{ background: #2c6ea8; border-radius: 2px; }}
QProgressBar[high="true"]::chunk {{ background: #94670f; }}
QProgressBar[over="true"]::chunk {{ background: #b23a32; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: {PANEL}; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {LINE}; border-radius: 5px; min-height: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QSlider::groove:horizontal {{ background: {FIELD}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {ACCENT}; width: 14px; margin: -5px 0;
  border-radius: 7px; }}
QDialog {{ background: {PANEL}; border: 1px solid {ACCENT}; }}
QDialog QLabel {{ font-size: 15px; padding: 6px 24px 6px 6px; min-width: 420px; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; }}
"""

COMPACT = """
QLineEdit, QComboBox { min-height: 14px; padding: 1px 6px; font-size: 12px; }
QLabel, QTextEdit { font-size: 12px; }
QPushButton { padding: 3px 8px; }
QPushButton[kind="small"] { padding: 2px 5px; }
QLabel[role="name"] { font-size: 15px; }
QLabel[role="scanner"] { font-size: 13px; }
QLabel[role="phase"] { font-size: 13px; padding: 4px 10px; }
QTabBar::tab { padding: 6px 10px; }
QPushButton[kind="start"], QPushButton[kind="stop"] { font-size: 13px; }
"""
"""Added to ``STYLE`` on small screens."""

SMALL_SCREEN = 1_500
"""Screens narrower than this are small."""


FONTS = {
    Language.ENGLISH: '* { font-family: "DejaVu Sans", "Noto Sans CJK SC", sans-serif; }',
    Language.CHINESE: '* { font-family: "Noto Sans CJK SC", "DejaVu Sans", sans-serif; }',
}
"""One face for all of a language's text: mixed faces differ in weight."""


def style_for(width: int, language: Language = Language.ENGLISH) -> str:
    """Return the style sheet for a screen of this width."""
    return FONTS[language] + STYLE + (COMPACT if width < SMALL_SCREEN else "")
