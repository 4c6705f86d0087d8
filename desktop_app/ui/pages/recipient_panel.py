"""One person beside the grid: what is known, what the lookup said, and editing it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from desktop_app.base.texts import text
from desktop_app.mailing.letters import HistoryEntry
from desktop_app.mailing.outcomes import detail_words
from desktop_app.register.model import PERSON_FIELDS, Recipient
from desktop_app.register.recipients import RecipientRefused
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.frames import Chip
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, clear, column, line, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_STATUS

_SECRET_FIELDS = frozenset({"national_id"})
_FIXED_FIELDS = frozenset({"customer_id", "national_id", "organisation_number", "postcode", "phone"})
_HISTORY_SHOWN = 8
MASK = "••••••"


class RecipientPanel(QFrame):
    """Shows or edits one recipient. `saved` is called after a change was kept."""

    def __init__(
        self, context: UiContext, saved: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._saved = context, saved
        self._recipient = Recipient(customer_id="")
        self._fields: dict[str, FormField] = {}
        self.setProperty("face", "card")
        self.setFixedWidth(Size.SIDE_PANEL_WIDTH)
        say, theme = context.say, context.theme
        self.setAccessibleName(say(text("One recipient")))
        self._title = Label(theme, "", TextRole.SECTION, wrap=True)
        self._body = column(space=Space.ROW)
        self._foot = row(space=Space.ROW)
        head = row(self._title, IconButton(theme, "close", say(text("Close")), self.close_panel))
        head.setStretch(0, 1)
        layout = column(
            head,
            Scroll(column(self._body, None), (0, 0, Space.CARD, 0)),
            self._foot,
            space=Space.FIELD,
            margins=(Space.CARD, Space.CARD, 0, Space.CARD),
        )
        head.setContentsMargins(0, 0, Space.CARD, 0)
        self._foot.setContentsMargins(0, 0, Space.CARD, 0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def close_panel(self) -> None:
        """Put the panel away."""
        self.hide()

    def show_recipient(self, recipient: Recipient) -> None:
        """Show what is known of a person."""
        say, theme = self._context.say, self._context.theme
        self._begin(recipient, recipient.full_name)
        status = LOOKUP_STATUS[recipient.status]
        self._body.addWidget(Chip(theme, say(status.words), status.tone, status.icon))
        for reason in recipient.reasons:
            self._body.addWidget(Label(theme, say(detail_words(reason)), tone=Tone.QUIET, wrap=True))
        self._body.addWidget(line())
        for field in PERSON_FIELDS:
            self._add_known(field, recipient)
        self._foot.addStretch(1)
        self._foot.addWidget(
            Button(theme, say(text("Edit")), lambda: self.edit_recipient(recipient), icon="edit")
        )
        self._context.reader.read(
            self, lambda: self._context.services.mailing.history(recipient.id), self._show_history
        )

    def edit_recipient(self, recipient: Recipient) -> None:
        """Let the person change what is known, or fill in somebody new."""
        say, theme = self._context.say, self._context.theme
        self._begin(recipient, recipient.full_name or say(text("New recipient")))
        for field in PERSON_FIELDS:
            edit = line_edit(_written(recipient, field))
            self._fields[field] = FormField(theme, say(FIELD_LABEL[field]), edit, keep_place=False)
            self._body.addWidget(self._fields[field])
        self._fields["birth_date"].set_help(say(text("As year-month-day: 1980-05-17")))
        self._fields["tags"].set_help(say(text("Words with commas between them")))
        self._foot.addStretch(1)
        self._foot.addWidget(Button(theme, say(text("Leave as it was")), self._leave))
        self._foot.addWidget(Button(theme, say(text("Save")), self._save, kind=ButtonKind.PRIMARY))
        self._fields["customer_id"].field.setFocus()

    def _begin(self, recipient: Recipient, title: str) -> None:
        self._recipient = recipient
        self._fields = {}
        self._title.setText(title)
        clear(self._body)
        clear(self._foot)
        self.show()

    def _add_known(self, field: str, recipient: Recipient) -> None:
        words = _written(recipient, field)
        if not words or field == "full_name":
            return
        theme, say = self._context.theme, self._context.say
        role = TextRole.FIXED if field in _FIXED_FIELDS else TextRole.BODY
        shown: QLabel = Label(theme, words, role, wrap=True)
        label = Label(theme, say(FIELD_LABEL[field]), TextRole.HELP, Tone.QUIET)
        part = column(label, shown, space=0)
        if field in _SECRET_FIELDS:
            shown.setText(words[:6] + MASK[: len(words) - 6])
            reveal = IconButton(theme, "eye", say(text("Show the identity number")))
            reveal.setProperty("small", True)
            reveal.clicked.connect(lambda _on=False: _reveal(shown, words, reveal))
            beside = row(part, reveal)
            beside.setStretch(0, 1)
            beside.setAlignment(reveal, Qt.AlignmentFlag.AlignBottom)
            self._body.addLayout(beside)
        else:
            self._body.addLayout(part)

    def _show_history(self, history: list[HistoryEntry]) -> None:
        if not history or self._fields:
            return
        theme, say = self._context.theme, self._context.say
        self._body.addWidget(line())
        self._body.addWidget(Label(theme, say(text("What has happened")), TextRole.STRONG))
        for entry in history[:_HISTORY_SHOWN]:
            moment = self._context.translator.date_time(entry.at)
            self._body.addWidget(Label(theme, say(entry.what), wrap=True))
            note = f"{moment} · {entry.subject}" if entry.subject else moment
            self._body.addWidget(Label(theme, note, TextRole.HELP, Tone.QUIET, wrap=True))

    def _leave(self) -> None:
        if self._recipient.id:
            self.show_recipient(self._recipient)
        else:
            self.close_panel()

    def _save(self) -> None:
        recipient = self._edited()
        register = self._context.services.register
        if recipient is None:
            return
        self._context.reader.read(
            self,
            lambda: (register.save(recipient), register.by_customer_id(recipient.customer_id))[1],
            self._was_saved,
            self._was_refused,
        )

    def _edited(self) -> Recipient | None:
        """The recipient as typed, or None with the birth date's error shown."""
        typed = {name: _text_of(field) for name, field in self._fields.items()}
        try:
            born = date.fromisoformat(typed["birth_date"]) if typed["birth_date"] else None
        except ValueError:
            self._fields["birth_date"].show_error(
                self._context.say(text("This is no date. Write year-month-day: 1980-05-17"))
            )
            return None
        plain = {name: words or None for name, words in typed.items() if name not in {"birth_date", "tags"}}
        tags = tuple(word.strip() for word in typed["tags"].split(",") if word.strip())
        changed = {**plain, "customer_id": typed["customer_id"], "full_name": typed["full_name"]}
        return replace(self._recipient, **changed, birth_date=born, tags=tags)  # type: ignore[arg-type]

    def _was_saved(self, recipient: Recipient | None) -> None:
        self._saved()
        if recipient is not None:
            self.show_recipient(recipient)

    def _was_refused(self, error: BaseException) -> None:
        if not isinstance(error, RecipientRefused):
            self._context.navigator.show_error(error)
            return
        for field in self._fields.values():
            field.show_error("")
        for problem in error.problems:
            if problem.field in self._fields:
                self._fields[problem.field].show_error(self._context.say(problem.message))
        first = next((p.field for p in error.problems if p.field in self._fields), None)
        if first is not None:
            self._fields[first].field.setFocus()


def _reveal(shown: QLabel, words: str, button: IconButton) -> None:
    shown.setText(words)
    button.hide()


def _written(recipient: Recipient, field: str) -> str:
    value = getattr(recipient, field)
    if field == "tags":
        return ", ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return value or ""


def _text_of(field: FormField) -> str:
    edit = field.field
    assert isinstance(edit, QLineEdit)
    return edit.text().strip()
