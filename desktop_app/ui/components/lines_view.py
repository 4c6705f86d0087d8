"""Many lines of fixed-width text to read, search and copy. A million of them open as quickly as ten."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.theme import Space, TextRole

_LONGEST_SHOWN = 2_000
"""Characters of a line. The rest would only make the view slow; copying gives all of it."""
_NONE = QModelIndex()


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[str] = ()

    def use(self, lines: Sequence[str]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> str | None:
        if role:  # only what is displayed; comparing with Qt's enums would double the cost of a frame
            return None
        return self.lines[index.row()][:_LONGEST_SHOWN]


class _OneSize(QStyledItemDelegate):
    """Every line is as large as the longest, so that none has to be measured."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.size = QSize(0, 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.size


class LinesView(QListView):
    """Shows lines that were read elsewhere. Ctrl+C copies the chosen ones."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._one_size = _Lines(self), _OneSize(self)
        self.setModel(self._lines)
        self.setItemDelegate(self._one_size)
        self.setProperty("face", "lines")
        self.setFont(theme.font(TextRole.FIXED))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(name)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def show_lines(self, lines: Sequence[str], longest: int) -> None:
        """Show these lines, the longest of which has so many characters."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance("M") * min(longest, _LONGEST_SHOWN) + Space.CARD
        self._one_size.size = QSize(width, metrics.lineSpacing() + 2)
        self._lines.use(lines)

    def show_line(self, number: int) -> None:
        """Choose a line and bring it into view."""
        index = self._lines.index(number)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def copy(self) -> None:
        """Put the chosen lines on the clipboard."""
        numbers = sorted(index.row() for index in self.selectedIndexes())
        if numbers:
            QGuiApplication.clipboard().setText("\n".join(self._lines.lines[number] for number in numbers))
