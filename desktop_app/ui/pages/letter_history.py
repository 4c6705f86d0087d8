"""Every letter and every lookup of one person, the newest first, each with what can be opened of it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.letters import HistoryEntry, HistoryKind
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import show_message
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import FlowLayout, boxed, clear, column
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Space, TextRole, Tone

SHOWN_AT_FIRST = 6


class LetterHistory(QWidget):
    """Reads one person's history from the ledger; the older part is one click further."""

    def __init__(self, context: UiContext, recipient_id: int) -> None:
        super().__init__()
        self._context = context
        self._entries: Sequence[HistoryEntry] = ()
        self._parts = column(space=Space.ROW)
        self.setLayout(self._parts)
        service = context.services.mailing
        context.reader.read(self, lambda: service.history(recipient_id), self._show)

    def show_all(self) -> None:
        """Show the older part too."""
        self._fill(self._entries)

    def _show(self, entries: Sequence[HistoryEntry]) -> None:
        self._entries = entries
        self._fill(entries[:SHOWN_AT_FIRST])
        more = len(entries) - SHOWN_AT_FIRST
        if more > 0:
            words = plural("Show {count} older entry", "Show {count} older entries", count=more)
            self._parts.addWidget(
                Button(self._context.theme, self._context.say(words), self.show_all, kind=ButtonKind.LINK)
            )

    def _fill(self, entries: Sequence[HistoryEntry]) -> None:
        clear(self._parts)
        theme, say = self._context.theme, self._context.say
        self._parts.addWidget(Label(theme, say(text("Letters and lookups")), TextRole.STRONG))
        if not entries:
            words = say(text("No letter was sent to this person, and nobody has looked them up."))
            self._parts.addWidget(Label(theme, words, TextRole.HELP, Tone.QUIET, wrap=True))
        for entry in entries:
            self._parts.addLayout(self._entry(entry))

    def _entry(self, entry: HistoryEntry) -> QVBoxLayout:
        theme, say = self._context.theme, self._context.say
        moment = self._context.translator.date_time(entry.at)
        note = f"{moment} · {entry.subject}" if entry.subject else moment
        parts = column(Label(theme, say(entry.what), wrap=True), space=0)
        for detail in entry.details:
            parts.addWidget(Label(theme, say(detail), TextRole.HELP, Tone.QUIET, wrap=True))
        parts.addWidget(Label(theme, note, TextRole.HELP, Tone.QUIET, wrap=True))
        links = self._links(entry)
        if links:
            flow = FlowLayout(space=Space.CARD)
            for link in links:
                flow.addWidget(link)
            parts.addWidget(boxed(flow))
        return parts

    def _links(self, entry: HistoryEntry) -> list[Button]:
        links = []
        document, receipt, mailing = entry.document, entry.receipt, entry.mailing_id
        if document is not None and entry.kind is HistoryKind.LETTER:
            links.append(self._link(text("Open the letter"), lambda: self._open(document)))
        if receipt is not None:
            links.append(self._link(text("Open the receipt"), lambda: self._open(receipt)))
        if mailing is not None and entry.kind is not HistoryKind.TICK:
            links.append(
                self._link(
                    text("Show the mailing"), lambda: self._context.navigator.go("mailings", mailing=mailing)
                )
            )
        return links

    def _link(self, words: Text, pressed: Callable[[], object]) -> Button:
        return Button(self._context.theme, self._context.say(words), pressed, kind=ButtonKind.LINK)

    def _open(self, file: Path) -> None:
        """Open a file with whatever opens such files here; one that is gone is said to be so."""
        if file.is_file():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
            return
        show_message(
            self._context,
            text("{file} is not there any more.", file=file.name),
            text("It has been moved or removed. What became of the letter is still shown here."),
        )
