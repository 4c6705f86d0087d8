"""“This is what we send about this person”: one member's fields, and a look through them before the first run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.digis.explaining import PayloadLine
from desktop_app.digis.forecast import Forecast, ForecastQuery, Foreseen
from desktop_app.digis.payload import PayloadValue
from desktop_app.digis.service import MemberDetail
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import tell_in
from desktop_app.ui.components.frames import Banner, PageHeader
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, clear, column, line, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Space, TextRole, Tone

_WIDTH, _HEIGHT = 720, 660
_LOOKED_THROUGH = 100


def payload_field(context: UiContext, each: PayloadLine) -> QLayout:
    """One field: what it is and what it is called, its value as it is sent, and what is odd about it."""
    say, theme = context.say, context.theme
    what = text("{words} ({field})", words=each.words, field=each.field)
    value = Label(theme, _written(each.value), TextRole.FIXED, wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    parts: list[QWidget] = [Label(theme, say(what), TextRole.HELP, Tone.QUIET, wrap=True), value]
    if each.note is not None:
        parts.append(Label(theme, say(each.note), TextRole.HELP, Tone.ATTENTION, wrap=True))
    return column(*parts, space=0)


def oddities(forecast: Forecast) -> list[Text]:
    """What the staff should know about those who would be sent, a sentence each."""
    told = []
    if forecast.without_consent:
        told.append(
            plural(
                "{count} of them has not allowed SMS but is still invited by SMS. The setting “No SMS "
                "without consent” changes that.",
                "{count} of them have not allowed SMS but are still invited by SMS. The setting “No SMS "
                "without consent” changes that.",
                count=forecast.without_consent,
            )
        )
    if forecast.sex_unknown:
        told.append(
            plural(
                "The sex of {count} is not known: Digis gets the word Female.",
                "The sex of {count} is not known: Digis gets the word Female.",
                count=forecast.sex_unknown,
            )
        )
    if forecast.without_mobile:
        told.append(
            plural(
                "{count} has no mobile number, so no SMS can reach them.",
                "{count} have no mobile number, so no SMS can reach them.",
                count=forecast.without_mobile,
            )
        )
    return told


class PayloadDialog(QDialog):
    """Shows field by field what is sent about those who wait, one after the other.

    With `sends` its button sends them all; without, it only closes. That it was looked at is kept for the set-up.
    """

    def __init__(self, context: UiContext, parent: QWidget | None, *, sends: bool) -> None:
        super().__init__(parent)
        offer_help(context, self, "digis")
        self._context, self._sends = context, sends
        self._persons: Sequence[str] = ()
        self._place = 0
        say, theme = context.say, context.theme
        self.setWindowTitle(say(text("What is sent")))
        self.resize(_WIDTH, _HEIGHT)
        self.header = PageHeader(theme, say(text("This is what we send")), " ")
        self.banner = Banner(theme, tone=Tone.ATTENTION)
        self.title = Label(theme, "", TextRole.SECTION, wrap=True)
        self.previous = Button(theme, say(text("Previous")), lambda: self._step(-1), icon="chevron-left")
        self.next = Button(theme, say(text("Next")), lambda: self._step(1), icon="chevron-right")
        self._fields = column(space=Space.ROW)
        self.act = Button(theme, say(text("Close")), self.accept, kind=ButtonKind.PRIMARY)
        self.act.setDefault(True)
        chooser = row(self.title, self.previous, self.next, space=Space.ROW)
        chooser.setStretch(0, 1)
        acts = [Button(theme, say(text("Go back")), self.reject)] if sends else []
        whole = column(
            self.header, self.banner, chooser, Scroll(column(self._fields, None)), line(),
            row(None, *acts, self.act, space=Space.ROW), space=Space.FIELD, margins=Space.PAGE,
        )  # fmt: skip
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self._show_place()
        self._ask()

    def _ask(self) -> None:
        digis = self._context.services.digis

        def look() -> tuple[Forecast, list[Foreseen]]:
            waiting = ForecastQuery(would_send=True)
            return digis.forecast(), digis.foreseen(waiting, 0, _LOOKED_THROUGH)

        self._context.reader.read(self, look, self._take, self._fail)

    def _take(self, found: tuple[Forecast, list[Foreseen]]) -> None:
        forecast, waiting = found
        say, count = self._context.say, forecast.would_send
        self._persons = [each.person_id for each in waiting]
        sentence = plural("{count} member is waiting.", "{count} members are waiting.", count=count)
        self.header.set_sentence(say(sentence))
        self.banner.say("\n".join(map(say, oddities(forecast))), Tone.ATTENTION)
        if self._sends:
            self.act.set_words(say(plural("Send {count} member", "Send {count} members", count=count)))
            self.act.setEnabled(count > 0)
        self._step(0)

    def _step(self, by: int) -> None:
        self._place += by
        self._show_place()
        if not self._persons:
            self.title.setText(self._context.say(text("Nobody is waiting")))
            return
        digis, person = self._context.services.digis, self._persons[self._place]

        def look() -> MemberDetail:
            detail = digis.member(person)
            digis.note_payload_seen()
            return detail

        self._context.reader.read(self, look, self._show, self._fail)

    def _fail(self, error: BaseException) -> None:
        tell_in(self._context, self.banner, error)

    def _show_place(self) -> None:
        self.previous.setEnabled(self._place > 0)
        self.next.setEnabled(self._place + 1 < len(self._persons))

    def _show(self, detail: MemberDetail) -> None:
        if detail.view.person_id != self._persons[self._place]:
            return  # an answer that came after one had gone on
        clear(self._fields)
        self.title.setText(detail.view.name or detail.view.person_id)
        for each in detail.payload:
            self._fields.addLayout(payload_field(self._context, each))


def _written(value: PayloadValue) -> str:
    """As it stands in the message: texts plain, everything else as JSON writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
    return str(value)
