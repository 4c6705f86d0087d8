"""One member beside the grid: how they stand, what has happened, and everything that is sent about them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.base.texts import text
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.queries import NEVER_QUEUED
from desktop_app.digis.service import MemberDetail
from desktop_app.digis.words import reason_words
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, clear, column, line, row
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.digis_payload import payload_field
from desktop_app.ui.pages.digis_source import STATES
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_UNDECIDED = frozenset({DeliveryState.UNKNOWN, DeliveryState.SENDING})


class MemberPanel(QFrame):
    """Shows one member. It changes nothing itself: the signals tell the person id and what is wanted."""

    again_wanted = Signal(str)
    arrived_wanted = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.person = ""
        """The id of who is shown."""
        self.setProperty("face", "card")
        self.setFixedWidth(Size.SIDE_PANEL_WIDTH)
        say, theme = context.say, context.theme
        self.setAccessibleName(say(text("One member")))
        self._title = Label(theme, "", TextRole.SECTION, wrap=True)
        self._body = column(space=Space.ROW)
        self._arrived = Button(
            theme, say(text("Mark as arrived…")), lambda: self.arrived_wanted.emit(self.person), icon="done"
        )
        self._again = Button(
            theme, say(text("Send again…")), lambda: self.again_wanted.emit(self.person), icon="refresh"
        )
        acts = column(self._arrived, self._again, space=Space.ROW, margins=(0, 0, Space.CARD, 0))
        head = row(self._title, IconButton(theme, "close", say(text("Close")), self.hide))
        head.setStretch(0, 1)
        head.setContentsMargins(0, 0, Space.CARD, 0)
        layout = column(
            head,
            Scroll(column(self._body, None), (0, 0, Space.CARD, 0)),
            acts,
            space=Space.FIELD,
            margins=(Space.CARD, Space.CARD, 0, Space.CARD),
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_member(self, detail: MemberDetail) -> None:
        """Show how a member stands and what is sent about them."""
        say, theme, view = self._context.say, self._context.theme, detail.view
        clear(self._body)
        self.person = view.person_id
        self._title.setText(view.name or view.person_id)
        self._arrived.setVisible(view.state in _UNDECIDED)
        self._again.setVisible(view.state is not None or bool(detail.payload))
        status = STATES[view.state or NEVER_QUEUED]
        self._body.addWidget(StatusChip(self._context, status))
        reason = reason_words(view.reason, view.status_code, view.detail)
        if reason is not None:
            self._add(say(reason), Tone.QUIET)
        if view.sent_at is not None:
            sent = text("Sent {moment}, id at Digis {id}", moment=view.sent_at, id=view.external_id)
            self._add(say(sent), Tone.QUIET)
        self._show_history(detail)
        self._body.addWidget(line())
        heading = (
            text("This is what we send about this person")
            if detail.payload
            else text("Without a subscription nothing is sent about this person")
        )
        self._body.addWidget(Label(theme, say(heading), TextRole.SECTION, wrap=True))
        for each in detail.payload:
            self._body.addLayout(payload_field(self._context, each))
        self.show()

    def _show_history(self, detail: MemberDetail) -> None:
        if not detail.history:
            return
        say, theme = self._context.say, self._context.theme
        self._body.addWidget(line())
        self._body.addWidget(Label(theme, say(text("What has happened")), TextRole.SECTION, wrap=True))
        for each in detail.history:
            moment = Label(theme, self._context.translator.date_time(each.at), TextRole.HELP, Tone.QUIET)
            self._body.addLayout(column(moment, Label(theme, say(each.words), wrap=True), space=0))

    def _add(self, words: str, tone: Tone) -> None:
        self._body.addWidget(Label(self._context.theme, words, tone=tone, wrap=True))
