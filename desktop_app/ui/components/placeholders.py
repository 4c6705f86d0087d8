"""Quiet bars where something is being read, so that nothing jumps when it comes."""

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.ui.components.layout import Part, boxed, column, row
from desktop_app.ui.theme import Size, Space

_HEIGHT = 10
_WIDTHS = (5, 8, 6, 7)
"""In tenths of the width, in turn: bars of one length would look like something finished."""


def placeholder(lines: int, line_height: int = Size.GRID_ROW, parent: QWidget | None = None) -> QWidget:
    """So many lines of the height that the real ones will have."""
    parts: list[Part] = []
    for number in range(lines):
        bar = QFrame()
        bar.setProperty("face", "placeholder")
        bar.setFixedHeight(_HEIGHT)
        tenths = _WIDTHS[number % len(_WIDTHS)]
        line = row(bar, None, space=0)
        line.setStretch(0, tenths)
        line.setStretch(1, 10 - tenths)
        box = boxed(line)
        box.setFixedHeight(line_height)
        parts.append(box)
    whole = boxed(column(*parts, space=0, margins=(Space.ROW, 0, Space.ROW, 0)), parent)
    whole.setProperty("isPlaceholder", True)
    return whole
