"""A page of a letter as a picture, with names marked on it, drawn off the window's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QPainter, QPaintEvent, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from desktop_app.base.texts import text
from desktop_app.digipost.letter_page_work import PageImage
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.labels import ElidedLabel, Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import LIGHT, Space, TextRole, Tone
from desktop_app.wizards.letter_pages import LetterPages

_WIDTH = 900
"""Pixels of the picture that is drawn; it is scaled down to its place, so that it stays sharp on any screen."""
_A4 = 297 / 210
_WIDEST = 640
_LEAST_HEIGHT = 192
"""Less of a page than that is no look at it: where there is no more room, what it stands on scrolls."""
_ABOVE_A_MARK = 80
"""How much of the page is seen above the first mark, in pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to mark on the page, in the colour of what they mean."""

    words: str
    tone: Tone


class PagePicture(QWidget):
    """One page of a file, as wide as its place, with buttons for the other pages.

    A page that could not be drawn is tried again when the picture comes back into sight, and by a button.
    """

    def __init__(self, context: UiContext, pages: LetterPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._pages = context, pages
        self._path: Path | None = None
        self._marks: tuple[Mark, ...] = ()
        self._page, self._count, self._asked = 1, 1, 0
        self._refused = False
        theme, say = context.theme, context.say
        self.sheet = _Sheet(context)
        self._name = ElidedLabel(theme, "", TextRole.FIXED, Tone.QUIET, mode=Qt.TextElideMode.ElideMiddle)
        self._of = Label(theme, "", TextRole.HELP, Tone.QUIET)
        self._before = IconButton(theme, "chevron-left", say(text("Previous page")), lambda: self._turn(-1))
        self._after = IconButton(theme, "chevron-right", say(text("Next page")), lambda: self._turn(1))
        for button in (self._before, self._after):
            button.setProperty("small", True)
        self.again = Button(theme, say(text("Try again")), self._draw, kind=ButtonKind.LINK)
        self._open = Button(theme, say(text("Open")), self.open_file, kind=ButtonKind.LINK)
        head = row(self._name, self._before, self._of, self._after, self.again, self._open, space=Space.HAIR)
        head.setStretch(0, 1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet.setProperty("face", "plain")
        self._scroll.setWidget(self.sheet)
        self._scroll.setMinimumHeight(_LEAST_HEIGHT)
        whole = column(head, self._scroll, space=Space.HAIR)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.show_file(None)

    def show_file(self, path: Path | None, marks: Sequence[Mark] = (), *, shows_zone: bool = False) -> None:
        """Show the first page of a file; the same file and marks again change nothing.

        `shows_zone` draws the place that must stay free for Digipost's bar code.
        """
        self.sheet.show_zone(shown=shows_zone)
        if (path, tuple(marks)) == (self._path, self._marks):
            self._tell()
            return
        self._path, self._marks = path, tuple(marks)
        self._page = self._count = 1
        self._name.setText(path.name if path is not None else "")
        self._draw()

    def open_file(self) -> None:
        """Open the whole file in the system's own viewer."""
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    @property
    def is_drawn(self) -> bool:
        """Whether a page can be seen."""
        return self.sheet.has_picture

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._refused:
            self._draw()

    def _turn(self, by: int) -> None:
        self._page = min(max(self._page + by, 1), self._count)
        self._draw()

    def _draw(self) -> None:
        self._asked += 1
        self._refused = False
        self._tell()
        if self._path is None:
            self.sheet.show_words("")
            return
        self.sheet.show_words(self._context.say(text("Drawing…")))
        path, page, asked = self._path, self._page, self._asked
        words = [mark.words for mark in self._marks]
        self._context.reader.read(
            self,
            lambda: self._pages.picture(path, page, _WIDTH, words),
            lambda image: self._show(image, asked),
            lambda _error: self._refuse(asked),
        )

    def _show(self, image: PageImage, asked: int) -> None:
        if asked != self._asked:
            return
        self._count = image.pages
        tones = {mark.words: mark.tone for mark in self._marks}
        marks = [(QRectF(*place), tones[word]) for word, places in image.marks.items() for place in places]
        self.sheet.show_picture(image.png, marks, QRectF(*image.zone))
        self._tell()
        QTimer.singleShot(0, self, self._show_first_mark)

    def _show_first_mark(self) -> None:
        """Begin at the top, or further down where the first thing that should not be there stands."""
        place = self.sheet.first_problem()
        self._scroll.verticalScrollBar().setValue(max(round(place) - _ABOVE_A_MARK, 0))

    def _refuse(self, asked: int) -> None:
        if asked == self._asked:
            self._refused = True
            self.sheet.show_words(self._context.say(text("This page cannot be shown.")))
            self._tell()

    def _tell(self) -> None:
        several = self._count > 1
        for part in (self._before, self._of, self._after):
            part.setVisible(several)
        self._before.setEnabled(self._page > 1)
        self._after.setEnabled(self._page < self._count)
        page = text("Page {page} of {pages}", page=self._page, pages=self._count)
        self._of.setText(self._context.say(page))
        self.again.setVisible(self._refused)
        self._open.setVisible(self._path is not None)
        name = self._path.name if self._path is not None else ""
        self.sheet.setAccessibleName(f"{name}, {self._of.text()}" if name else "")


class _Sheet(QWidget):
    """The paper itself, as wide as its place."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._theme = context.theme
        self._pixmap = QPixmap()
        self.marks: Sequence[tuple[QRectF, Tone]] = ()
        self._words = ""
        self.zone = QRectF()
        self._has_zone = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(180)
        self._theme.on_change(self, self.update)

    @property
    def has_picture(self) -> bool:
        return not self._pixmap.isNull()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, _WIDEST) * self._proportion())

    def sizeHint(self) -> QSize:
        return QSize(360, self.heightForWidth(360))

    def show_picture(self, png: bytes, marks: Sequence[tuple[QRectF, Tone]], zone: QRectF) -> None:
        """Show a page with marks and the place of the bar code given in parts of its size."""
        self._pixmap = QPixmap()
        self._pixmap.loadFromData(png, "PNG")
        self.marks, self.zone, self._words = marks, zone, ""
        self.updateGeometry()
        self.update()

    def show_zone(self, *, shown: bool) -> None:
        """Draw the place of the bar code, or not."""
        self._has_zone = shown
        self.update()

    def show_words(self, words: str) -> None:
        """Show words in the place of a page."""
        self._pixmap, self.marks, self._words = QPixmap(), (), words
        self.updateGeometry()
        self.update()

    def first_problem(self) -> float:
        """How far down the first mark that means a problem stands, in pixels; 0 when there is none.

        The place of the bar code, where it is drawn, is looked at as such a mark.
        """
        places = [place.y() for place, tone in self.marks if tone is Tone.PROBLEM]
        if self._has_zone:
            places.append(self.zone.y())
        return min(places, default=0.0) * self._paper().height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        paper = self._paper()
        if self.has_picture:
            painter.drawPixmap(paper, self._pixmap, QRectF(self._pixmap.rect()))
            if self._has_zone:
                self._paint_zone(painter, paper)
            self._paint_marks(painter, paper)
        elif self._words:
            painter.fillRect(paper, self._theme.colours.surface)
            painter.setPen(self._theme.colour(Tone.QUIET))
            painter.drawText(
                paper.adjusted(0, 2 * Space.SECTION, 0, 0),
                int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop),
                self._words,
            )
        if self.has_picture or self._words:
            painter.setPen(QPen(QColor(self._theme.colours.control_line), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(paper)
        painter.end()

    def _proportion(self) -> float:
        return self._pixmap.height() / self._pixmap.width() if self.has_picture else _A4

    def _paper(self) -> QRectF:
        width = min(self.width(), _WIDEST) - 1.0
        return QRectF(0.5, 0.5, width, width * self._proportion() - 1.0)

    def _paint_zone(self, painter: QPainter, paper: QRectF) -> None:
        colour = QColor(LIGHT.attention)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        painter.setBrush(_tint(colour))
        painter.drawRect(_on_paper(self.zone, paper))

    def _paint_marks(self, painter: QPainter, paper: QRectF) -> None:
        for place, tone in self.marks:
            colour = QColor(LIGHT.of(tone))  # paper is white, whatever the window is
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(_tint(colour))
            painter.drawRoundedRect(_on_paper(place, paper).adjusted(-3, -3, 3, 3), 3, 3)


def _on_paper(place: QRectF, paper: QRectF) -> QRectF:
    """A place in parts of the page, in pixels."""
    return QRectF(
        paper.x() + place.x() * paper.width(),
        paper.y() + place.y() * paper.height(),
        place.width() * paper.width(),
        place.height() * paper.height(),
    )


def _tint(colour: QColor) -> QColor:
    tint = QColor(colour)
    tint.setAlpha(40)
    return tint
