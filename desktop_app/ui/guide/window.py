"""The guide's window: the index and a search to the left, the page to the right, and the way back."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.filtering import SearchField
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.layout import boxed, column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.contents import CHAPTERS, FIRST_PAGE, Guide, GuidePage, page_of_link
from desktop_app.ui.guide.links import follow_into_the_program
from desktop_app.ui.guide.page_view import PageView
from desktop_app.ui.theme import Space, TextRole

AT_FIRST = QSize(1020, 700)
SMALLEST = QSize(640, 440)
_INDEX_WIDTH = 264
_KEY = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class _Place:
    key: str
    scroll: int


class GuideWindow(QWidget):
    """Stands beside the program while it is used. Owned by the window or the dialog it was opened from."""

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self.owner = owner
        self._context = context
        self._guide = Guide(context.translator)
        self._key = FIRST_PAGE
        self._before: list[_Place] = []
        say, theme = context.say, context.theme
        self.setProperty("face", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(say(text("Help")))
        self.setMinimumSize(SMALLEST)
        self.resize(AT_FIRST)
        self.search = SearchField(theme, say(text("Search the help")))
        self.index = QListWidget()
        self.index.setProperty("face", "index")
        self.index.setAccessibleName(say(text("Pages of the help")))
        self.back = IconButton(theme, "chevron-left", say(text("Back to the previous page")), self.go_back)
        self.view = PageView(theme, context.translator.language)
        nothing = EmptyState(
            theme,
            "search",
            say(text("No page contains these words")),
            say(text("Try fewer words, or another one for the same thing.")),
        )
        self._results = QStackedWidget()
        self._results.addWidget(self.index)
        self._results.addWidget(nothing)
        self._lay_out()
        self._connect()
        self._list_everything()

    def open_page(self, key: str, anchor: str = "") -> None:
        """Show a page, and remember the one before."""
        if key != self._key:
            self._before.append(_Place(self._key, self.view.verticalScrollBar().value()))
        self._show(key, anchor)

    def go_back(self) -> None:
        """Show the page before, where it was left."""
        if self._before:
            place = self._before.pop()
            self._show(place.key, "")
            self.view.verticalScrollBar().setValue(place.scroll)

    def page(self) -> GuidePage:
        """The page that is shown."""
        return self._guide.page(self._key)

    def _show(self, key: str, anchor: str) -> None:
        self._key = key
        self.view.show_page(self._guide.page(key), anchor)
        self.back.setEnabled(bool(self._before))
        self.index.blockSignals(True)
        for place in range(self.index.count()):
            if self.index.item(place).data(_KEY) == key:
                self.index.setCurrentRow(place)
        self.index.blockSignals(False)

    def _follow(self, target: str) -> None:
        found = page_of_link(target)
        if found is not None:
            self.open_page(*found)
        else:
            follow_into_the_program(self._context, target)

    def _search(self, words: str) -> None:
        if not words:
            self._list_everything()
            return
        found = self._guide.find(words)
        self._fill([(None, found)])
        self._results.setCurrentIndex(0 if found else 1)
        if found:
            self.open_page(found[0].key)

    def _list_everything(self) -> None:
        say = self._context.say
        self._fill(
            [(say(chapter.title), [self._guide.page(key) for key in chapter.pages]) for chapter in CHAPTERS]
        )
        self._results.setCurrentIndex(0)

    def _fill(self, parts: list[tuple[str | None, list[GuidePage]]]) -> None:
        self.index.blockSignals(True)
        self.index.clear()
        for title, pages in parts:
            if title is not None:
                self._add_chapter(title)
            for page in pages:
                item = QListWidgetItem(page.title)
                item.setData(_KEY, page.key)
                self.index.addItem(item)
                if page.key == self._key:
                    self.index.setCurrentItem(item)
        self.index.blockSignals(False)

    def _add_chapter(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._context.theme.font(TextRole.HELP))
        self.index.addItem(item)

    def _open_chosen(self) -> None:
        key = self.index.currentItem().data(_KEY) if self.index.currentRow() >= 0 else None
        if key:
            self.open_page(key)

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.index.currentRowChanged.connect(lambda _row: self._open_chosen())
        self.view.followed.connect(self._follow)
        for keys, act in (
            ("Esc", self.close),
            ("Ctrl+F", self.search.setFocus),
            ("Alt+Left", self.go_back),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _lay_out(self) -> None:
        top = row(self.back, self.search)
        top.setStretch(1, 1)
        left = column(
            top, self._results, space=Space.FIELD, margins=(Space.CARD, Space.CARD, Space.ROW, Space.CARD)
        )
        left.setStretch(1, 1)
        side = boxed(left)
        side.setFixedWidth(_INDEX_WIDTH)
        whole = row(side, self.view, space=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
