"""Rows, columns, lines and scrolling: the few ways in which parts are put together."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.theme import Space

_BAR_WIDTH = 12

Part = QWidget | QLayout | int | None
"""A widget, a layout, a distance in pixels, or None for a place that stretches."""


def column(*parts: Part, space: int = Space.ROW, margins: int | tuple[int, int, int, int] = 0) -> QVBoxLayout:
    """A column of parts from top to bottom."""
    layout = QVBoxLayout()
    _fill(layout, parts, space, margins)
    return layout


def row(*parts: Part, space: int = Space.ROW, margins: int | tuple[int, int, int, int] = 0) -> QHBoxLayout:
    """A row of parts from left to right."""
    layout = QHBoxLayout()
    _fill(layout, parts, space, margins)
    return layout


def _fill(
    layout: QBoxLayout, parts: Iterable[Part], space: int, margins: int | tuple[int, int, int, int]
) -> None:
    layout.setSpacing(space)
    layout.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def boxed(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A plain widget around a layout."""
    widget = QWidget(parent)
    widget.setLayout(layout)
    return widget


def flow(*parts: QWidget, space: int = Space.ROW) -> QWidget:
    """Parts beside each other that go on in the next line where there is no more room."""
    widget = QWidget()
    layout = FlowLayout(widget, space)
    for part in parts:
        layout.addWidget(part)
    return widget


def line(parent: QWidget | None = None) -> QFrame:
    """A hairline across."""
    frame = QFrame(parent)
    frame.setProperty("face", "line")
    frame.setFixedHeight(1)
    return frame


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class _Body(QWidget):
    """What scrolls."""

    def __init__(self, parts: QBoxLayout, *, gives_way: bool) -> None:
        super().__init__()
        self._gives_way = gives_way
        self.setProperty("face", "plain")
        self.setLayout(parts)

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        if self._gives_way and layout is not None:
            return layout.minimumHeightForWidth(width)
        return super().heightForWidth(width)

    def minimumSizeHint(self) -> QSize:
        """No height of its own where that depends on the width: it would be that of the narrowest words."""
        least, layout = super().minimumSizeHint(), self.layout()
        return QSize(least.width(), 0) if layout is not None and layout.hasHeightForWidth() else least


class Scroll(QScrollArea):
    """A page body that scrolls up and down, never sideways.

    It reaches to the window's edge; `margins` (left, top, right, bottom) keep the parts off it. The bar lies in the
    right margin, so that nothing moves when it comes or goes. With `gives_way` the parts, such as a list, first lose
    the room that they can do without; only then does the body scroll.
    """

    def __init__(
        self,
        parts: QBoxLayout,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        parent: QWidget | None = None,
        *,
        gives_way: bool = False,
    ) -> None:
        super().__init__(parent)
        self._margins = margins
        self._parts = parts
        self._body = _Body(parts, gives_way=gives_way)
        self._keep_margins()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._body)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._keep_margins())

    def minimumSizeHint(self) -> QSize:
        """As wide as the parts need, since there is no scrolling sideways."""
        return QSize(self._body.minimumSizeHint().width() + _BAR_WIDTH, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more width when the parts need more, such as those that were folded away until now."""
        if watched is self._body and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _keep_margins(self) -> None:
        left, top, right, bottom = self._margins
        bar = _BAR_WIDTH if self.verticalScrollBar().maximum() > 0 else 0
        self._parts.setContentsMargins(left, top, max(right - bar, 0), bottom)


class Fitting(Scroll):
    """Parts that are as high as they want to be, and scroll only where a screen is lower than that."""

    def __init__(self, parts: QBoxLayout, parent: QWidget | None = None) -> None:
        super().__init__(parts, parent=parent)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        return (
            self._parts.totalHeightForWidth(width)
            if self._parts.hasHeightForWidth()
            else self.sizeHint().height()
        )

    def sizeHint(self) -> QSize:
        return self._parts.totalSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._allow_bar_if_needed()
        super().resizeEvent(event)
        # While a dialog comes up, the body is not told of the size that this has just given it.
        self._parts.setGeometry(self._body.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again when the parts have become higher or lower."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._allow_bar_if_needed()
        return super().eventFilter(watched, event)

    def _allow_bar_if_needed(self) -> None:
        """Qt keeps a bar that was needed once, where the parts fit without it but not beside it."""
        fits = self.heightForWidth(self.width()) <= self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)


class Pages(QStackedWidget):
    """Pages in one place, of which one is shown. Only that one says how much room is needed.

    A plain stack is never lower than the highest of its pages, so that a body scrolls for one that nobody sees.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        layout = page.layout() if page is not None else None
        if page is None or layout is None:
            return super().minimumSizeHint()
        least = page.minimumSizeHint()
        if layout.hasHeightForWidth():
            least.setHeight(layout.minimumHeightForWidth(max(self.width(), least.width())))
        return QSize(super().minimumSizeHint().width(), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class FlowLayout(QLayout):
    """Parts beside each other, going on in the next line where there is no more room."""

    def __init__(self, parent: QWidget | None = None, space: int = Space.ROW) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._space = space
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        self._place(place, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, place: QRect, *, move: bool) -> int:
        """Lay the parts out inside `place` and return the height that takes."""
        x, y, line_height = place.x(), place.y(), 0
        for item in self._shown():
            size = item.sizeHint()
            if x > place.x() and x + size.width() > place.right() + 1:
                x, y, line_height = place.x(), y + line_height + self._space, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._space
            line_height = max(line_height, size.height())
        return y + line_height - place.y()
