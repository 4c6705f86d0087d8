"""Telling what needs somebody: one message for what comes together, and nothing twice."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from desktop_app.base.texts import Text, plural, text
from desktop_app.ui.context import UiContext
from desktop_app.ui.presence.attention import Attention, Place
from desktop_app.ui.presence.tray import Standing, Tray, standing_icon

GATHERING_MS = 1_500
"""What happens within so long is told in one message."""
BETWEEN_MESSAGES_MS = 20_000
_NAMED = 2


class Notifier(QObject):
    """Gathers what is new, and tells it beside the clock. A press on the message leads to its place.

    What needed somebody before the first look is known from Home, and not told.
    """

    def __init__(self, tray: Tray, go: Callable[[Place], object], parent: QObject) -> None:
        super().__init__(parent)
        self._tray, self._go = tray, go
        self._context: UiContext | None = None
        self._known: frozenset[str] | None = None
        self._gathered: dict[str, Attention] = {}
        self._good_news: list[Attention] = []
        self._leads_to = Place("home")
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._tell)
        self._pause = QTimer(self, singleShot=True, interval=BETWEEN_MESSAGES_MS)
        self._pause.timeout.connect(self._begin_gathering)
        tray.message_pressed.connect(lambda: self._go(self._leads_to))

    def speak(self, context: UiContext) -> None:
        """Tell in the words of this context from now on."""
        self._context = context

    def take_needs(self, needs: Sequence[Attention]) -> None:
        """Tell those needs that were not there at the look before."""
        keys = frozenset(need.key for need in needs)
        if self._known is not None:
            for need in needs:
                if need.key not in self._known:
                    self._gathered[need.key] = need
        self._known = keys
        gone = self._gathered.keys() - keys
        for key in gone:
            del self._gathered[key]
        self._begin_gathering()

    def take_good_news(self, news: Attention) -> None:
        """Tell something that went well."""
        self._good_news.append(news)
        self._begin_gathering()

    def tell_at_once(self, words: Text, place: Place) -> None:
        """Tell something that a person has to know now."""
        self._say([words], place, Standing.NEEDS_YOU)

    def _begin_gathering(self) -> None:
        waits = self._gathered or self._good_news
        if waits and not self._soon.isActive() and not self._pause.isActive():
            self._soon.start(GATHERING_MS)

    def _tell(self) -> None:
        needs, news = list(self._gathered.values()), self._good_news
        self._gathered, self._good_news = {}, []
        told = needs or news
        if not told:
            return
        place = told[0].place if len(told) == 1 else Place("home" if needs else told[0].place.page)
        self._say([each.words for each in told], place, Standing.NEEDS_YOU if needs else Standing.WELL)
        self._pause.start()

    def _say(self, sentences: Sequence[Text], place: Place, standing: Standing) -> None:
        context = self._context
        if context is None:
            return
        self._leads_to = place
        if standing is Standing.WELL:
            title = text("Brevdue has done something")
        else:
            title = plural("{count} thing needs you", "{count} things need you", count=len(sentences))
        lines = [context.say(words) for words in sentences[:_NAMED]]
        more = len(sentences) - len(lines)
        if more > 0:
            lines.append(context.say(plural("and {count} more", "and {count} more", count=more)))
        self._tray.tell(context.say(title), "\n".join(lines), standing_icon(context.theme, standing))
