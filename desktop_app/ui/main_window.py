"""The main window: navigation to the left, the page to the right, what is running at the bottom."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QLocale, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from desktop_app.base.texts import text
from desktop_app.base.translate import Translator
from desktop_app.jobs.states import FailureKind, JobView
from desktop_app.mailing.options import Pattern
from desktop_app.services import Services, choose_language
from desktop_app.ui.appearance import Theme
from desktop_app.ui.bridge import Bridge
from desktop_app.ui.components.dialogs import show_exception, show_failure, show_message
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.components.progress_strip import ProgressStrip
from desktop_app.ui.components.screen_room import screen_room
from desktop_app.ui.context import Page, UiContext
from desktop_app.ui.environment_strip import EnvironmentStrip
from desktop_app.ui.follower import Follower
from desktop_app.ui.front import Front
from desktop_app.ui.guide.opening import close_guides, open_guide
from desktop_app.ui.navigation import NavigationBar
from desktop_app.ui.qt_texts import QtTexts
from desktop_app.ui.reading import Reader
from desktop_app.ui.registry import PAGES, PageEntry
from desktop_app.ui.shortcuts import SHORTCUTS
from desktop_app.ui.theme import Size
from desktop_app.ui.update_banner import UpdateBanner
from desktop_app.ui.wizard_door import make_set_up, make_wizard

SMALLEST = QSize(1024, 700)
AT_FIRST = QSize(1280, 800)


class MainWindow(QMainWindow):
    """Owns the bridge, the reader and the pages; is the `Navigator` of them all.

    `environment_wanted` tells whoever opened the window to open another environment's folder in its place, and
    whether to begin a training mailing there. `may_close` is asked before the window closes. `spoke` tells that the
    words have changed.
    """

    environment_wanted = Signal(str, bool)
    spoke = Signal()

    def __init__(
        self,
        services: Services,
        theme: Theme,
        pages: Sequence[PageEntry] = PAGES,
        language: str | None = None,
    ) -> None:
        super().__init__()
        self._entries = {entry.key: entry for entry in pages}
        self._pages: dict[str, Page] = {}
        self._current = next(iter(self._entries))
        self._places: dict[str, Mapping[str, object]] = {}
        self._wizard: QWidget | None = None
        self.may_close: Callable[[], bool] = lambda: True
        self._bridge = Bridge(services.events, self)
        self._reader = Reader(self._bridge, self.show_error)
        self.follower = Follower(services, self._bridge, self._reader, self.show_error, self)
        self._qt_texts: QtTexts | None = None
        translator = services.translator(language)
        self.context = UiContext(services, translator, theme, self._bridge, self._reader, self, Front(self))
        self.resize(AT_FIRST)
        self._suit_screen()
        self._speak(translator)
        self._build()
        self._add_shortcuts()
        self.go(self._current)

    # What pages ask (`Navigator`)

    def go(self, page: str, **where: object) -> None:
        """Show a page, made at its first sight, and turn to the place in it."""
        self.close_wizard()
        self._current = page
        shown = self._page(page)
        self._stack.setCurrentWidget(shown)
        self.navigation.choose(page)
        shown.show_at({**self._places.pop(page, {}), **where})
        shown.refresh()
        shown.setFocus()

    def open_wizard(self, pattern: str, draft: str | None = None) -> None:
        """Lay a pattern's wizard over navigation and page; the running work stays in sight."""
        self.close_wizard()  # what was typed is stored before the same draft is opened again
        self._lay_over(make_wizard(self.context, pattern, draft, self._wizard_closed))

    def open_set_up(self, step: str | None = None) -> None:
        """Lay the first run over everything, at a step or where something is missing."""
        self.close_wizard()
        self._lay_over(make_set_up(self.context, step, self._wizard_closed))

    def open_environment(self, environment: str, *, practise: bool = False) -> None:
        """Go over to another environment. Not while work is under way here, whose end would not be seen."""
        services = self.context.services
        if environment == services.settings.text("app.environment"):
            if practise:
                self.begin_practice()
        elif services.lanes.jobs():
            show_message(
                self.context,
                text("Something is under way."),
                text("Wait until the work at the bottom of the window is done. Then you can switch."),
            )
        elif self.may_leave():
            self.environment_wanted.emit(environment, practise)

    def begin_practice(self) -> None:
        """Open the first wizard over the sample's people and letters."""
        services = self.context.services

        def begin() -> str:
            from desktop_app.services.practice import begin_practice

            return begin_practice(services.folder, services.settings, services.drafts)

        self._reader.read(self, begin, lambda draft: self.open_wizard(Pattern.SPLIT_FIRST.value, draft))

    def close_wizard(self) -> None:
        """Take the wizard away, if one is open. Its draft is kept."""
        if self._wizard is not None:
            wizard, self._wizard = self._wizard, None
            self._body.setCurrentIndex(0)
            self._body.removeWidget(wizard)
            wizard.deleteLater()

    def start_over(self) -> None:
        """Build everything again in the settings' language. What is in front stays there, where it was."""
        services = self.context.services
        wanted = choose_language(services.settings.text("app.language"), os.environ)
        places = {key: page.place() for key, page in self._pages.items()}
        anew = getattr(self._wizard, "anew", None)
        self._speak(services.translator(wanted))
        close_guides(self)
        self._build()
        self._places = {key: place for key, place in places.items() if place}
        self.go(self._current)
        if anew is not None:
            self._lay_over(anew(self.context))
        self.spoke.emit()

    def show_help(self) -> None:
        """Open the guide at what is in front: the wizard's step, or the page."""
        shown = self._wizard or self.page()
        topic = getattr(shown, "help_page", None)
        open_guide(self.context, self, (topic() if topic is not None else None) or self._current)

    def show_error(self, error: BaseException) -> None:
        """Tell the person of a failure; a wish to stop is none."""
        show_exception(self.context, error)

    # What the window asks itself

    def may_leave(self) -> bool:
        """Whether the window may go away for good: a page asks where something was typed and is not kept."""
        return all(page.may_leave() for page in self._pages.values())

    def page(self) -> Page:
        """The page in front."""
        return self._page(self._current)

    def wizard(self) -> QWidget | None:
        """The wizard that is open, if one is."""
        return self._wizard

    @property
    def current(self) -> str:
        """The key of the page in front."""
        return self._current

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().screenChanged.connect(self._suit_screen, Qt.ConnectionType.UniqueConnection)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.fold(self.width() < Size.NARROW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop listening before the parts that are listened to go away, unless the window only goes out of sight."""
        if not self.may_close():
            event.ignore()
            return
        for words in self.context.front.drop():
            self.context.services.log.event("not_told", error=words[0].message)
        self.follower.stop()
        self._bridge.close()
        self._reader.close()
        super().closeEvent(event)

    @Slot()
    def _suit_screen(self) -> None:
        """Never be larger than the screen, and never have to be."""
        room = screen_room(self)
        self.setMinimumSize(SMALLEST.boundedTo(room))
        self.resize(self.size().boundedTo(room))

    def _lay_over(self, wizard: QWidget) -> None:
        self._wizard = wizard
        self._body.addWidget(wizard)
        self._body.setCurrentWidget(wizard)
        wizard.setFocus()

    def _speak(self, translator: Translator) -> None:
        application = QApplication.instance()
        assert application is not None
        if self._qt_texts is not None:
            application.removeTranslator(self._qt_texts)
        self._qt_texts = QtTexts(translator, self)
        application.installTranslator(self._qt_texts)
        QLocale.setDefault(QLocale(translator.language))  # the calendars and numbers that Qt itself writes
        self.context = replace(self.context, translator=translator)
        self.setWindowTitle(translator.render(text("Brevdue")))

    def _build(self) -> None:
        context = self.context
        environment = context.services.settings.text("app.environment")
        self._pages = {}
        self.navigation = NavigationBar(context, tuple(self._entries.values()))
        self.navigation.chosen.connect(self.go)
        self.navigation.help_asked.connect(self.show_help)
        self.navigation.fold(self.width() < Size.NARROW)
        self._stack = QStackedWidget()
        main = QWidget()
        main.setLayout(row(self.navigation, self._stack, space=0))
        self._body = QStackedWidget()
        self._body.addWidget(main)
        self.progress = ProgressStrip(context, context.services.lanes.cancel, self._work_failed)
        self.progress.show_jobs(context.services.lanes.jobs())
        whole = QWidget()
        whole.setLayout(
            column(
                EnvironmentStrip(context, environment),
                UpdateBanner(context, whole),
                self._body,
                self.progress,
                space=0,
            )
        )
        self.setCentralWidget(whole)

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            page = self._entries[key].make(self.context)
            page.setProperty("face", "page")
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def _add_shortcuts(self) -> None:
        acts: Mapping[str, Callable[[str], object]] = {
            "help": lambda _keys: self.show_help(),
            "keys": lambda _keys: open_guide(self.context, self, "shortcuts"),
            "search": lambda _keys: self.page().focus_search(),
            "refresh": lambda _keys: self.page().refresh(),
            "escape": lambda _keys: self._escape(),
            "page": self._go_by_number,
        }
        for shortcut in SHORTCUTS:
            for keys in shortcut.keys if shortcut.act else ():
                QShortcut(QKeySequence(keys), self, partial(acts[shortcut.act], keys))

    def _escape(self) -> None:
        """Close what is open: the wizard, which asks first, or what is open inside the page."""
        ask_to_close = getattr(self._wizard, "ask_to_close", None)
        if ask_to_close is not None:
            ask_to_close()
        else:
            self.page().go_back()

    def _go_by_number(self, keys: str) -> None:
        """Ctrl and a number: go to the page at that place, unless a wizard is open."""
        place = int(keys[-1])
        if self._wizard is None and place <= len(self._entries):
            self.go(list(self._entries)[place - 1])

    def _wizard_closed(self) -> None:
        self.close_wizard()
        self.page().refresh()

    def _work_failed(self, job: JobView) -> None:
        """Tell of work that failed, unless it is told where it was started or nobody waits for it."""
        failure = job.failure
        told = job.id in self.context.told_in_place or self.follower.is_own(job.id)
        if failure is None or job.unattended or (told and failure.kind is not FailureKind.BUG):
            return
        show_failure(self.context, failure.title, failure.message, failure.hint, failure.report)
