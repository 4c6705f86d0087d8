"""Looking at a window in a test: which words are cut off, and which parts a screen reader could not name."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.frames import Chip
from desktop_app.ui.components.grid_source import PAGE_ROWS, Status
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.guide.statuses import anchor_of

_SLACK = 1
"""A pixel that rounding may take."""


def cut_texts(window: QWidget) -> list[str]:
    """What is written on shown parts that are too small for it, with where it is."""
    return [
        f"{type(part).__name__} “{words}” in {_place(part)}"
        for part, words in _written(window)
        if part.isVisible() and _is_cut(part)
    ]


def overflowing(window: QWidget) -> list[str]:
    """Shown parts that reach out of what they stand in, sideways."""
    found = []
    for part in window.findChildren(QWidget):
        around = part.parentWidget()
        if not part.isVisible() or around is None or isinstance(around, QAbstractScrollArea):
            continue
        if part.isWindow() or isinstance(around.parentWidget(), QTableView):
            continue
        if part.geometry().right() > around.rect().right() + _SLACK and part.width() > 1:
            found.append(f"{type(part).__name__} “{part.accessibleName()}” in {_place(part)}")
    return found


def nameless(window: QWidget) -> list[str]:
    """Shown parts that take the keyboard and have no name."""
    return [
        f"{type(part).__name__} in {_place(part)}"
        for part in window.findChildren(QWidget)
        if part.isVisible()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _is_inside_another(part)
        and not (part.accessibleName() or _own_words(part))
    ]


def rich_texts(window: QWidget) -> list[str]:
    """Labels that would take markup in their words for markup."""
    return [
        f"“{label.text()}” in {_place(label)}"
        for label in window.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and label.text()
    ]


def unexplained(window: QWidget) -> list[str]:
    """Shown states, as chips or in lists, that cannot be asked what they mean."""
    chips = [chip for chip in window.findChildren(Chip) if chip.isVisible()]
    found = [f"“{chip.words()}” in {_place(chip)}" for chip in chips if not _is_explained(chip)]
    for grid in window.findChildren(DataGrid):
        rows = (grid.model.row_at(number) for number in range(min(grid.model.rowCount(), PAGE_ROWS)))
        states = {cell for row in rows if row is not None for cell in row.cells if isinstance(cell, Status)}
        found += [f"“{state.words}” in {_place(grid)}" for state in states if not anchor_of(state)]
    return found


def _is_explained(chip: Chip) -> bool:
    if not isinstance(chip, StatusChip) or chip.status is None:
        return False
    return bool(anchor_of(chip.status) and chip.toolTip() and chip.accessibleDescription())


def _written(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for part in window.findChildren(QWidget):
        words = _own_words(part)
        if words and not part.property("mayElide"):
            yield part, words


def _own_words(part: QWidget) -> str:
    if isinstance(part, QLabel | QAbstractButton):
        return part.text().strip()
    return part.currentText() if isinstance(part, QComboBox) else ""


def _is_cut(part: QWidget) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        return part.heightForWidth(part.width()) > part.height() + _SLACK
    if isinstance(part, QComboBox):
        return part.fontMetrics().horizontalAdvance(part.currentText()) + 32 > part.width()
    wanted = part.sizeHint()
    return wanted.width() > part.width() + _SLACK or wanted.height() > part.height() + _SLACK


def _is_inside_another(part: QWidget) -> bool:
    """The parts that Qt itself puts into a field, such as the line of a combo box."""
    around = part.parentWidget()
    return isinstance(around, QComboBox | QLineEdit) or part.objectName().startswith("qt_")


def _place(part: QWidget) -> str:
    names: list[str] = []
    around = part.parentWidget()
    while around is not None and len(names) < 4:
        names.append(type(around).__name__)
        around = around.parentWidget()
    return " < ".join(names)


def words_in_windows() -> str:
    """All words of all windows of the program: shown or hidden, read out, hinted at, typed or listed."""
    return "\n".join(words for part in QApplication.allWidgets() for words in _words_of(part) if words)


def _words_of(part: QWidget) -> Iterator[str]:
    yield from (part.windowTitle(), part.accessibleName(), part.accessibleDescription())
    yield from (part.toolTip(), part.statusTip(), part.whatsThis())
    match part:
        case QLabel() | QAbstractButton():
            yield part.text()
        case QLineEdit():
            yield from (part.text(), part.placeholderText())
        case QPlainTextEdit() | QTextEdit():
            yield part.toPlainText()
        case QComboBox():
            yield from (part.itemText(number) for number in range(part.count()))
        case QTableView():
            model = part.model()
            for line in range(model.rowCount()):
                yield from (str(model.index(line, place).data()) for place in range(model.columnCount()))
