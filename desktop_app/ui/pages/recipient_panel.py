"""One person beside the grid: what is known, what the lookup said, every letter, and editing it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop_app.base.texts import text
from desktop_app.mailing.outcomes import FIELD_TO_MEND, detail_words
from desktop_app.register.changes import Change
from desktop_app.register.model import PERSON_FIELDS, Recipient
from desktop_app.register.recipients import RecipientRefused
from desktop_app.register.words import cleared_words
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, clear, column, line, row
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.letter_history import LetterHistory
from desktop_app.ui.pages.person_privacy import PersonPrivacy, note_reveal
from desktop_app.ui.pages.recipient_form import NOTHING_TYPED, RecipientForm, written
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_STATUS

_SECRET_FIELDS = frozenset({"national_id"})
_FIXED_FIELDS = frozenset({"customer_id", "national_id", "organisation_number", "postcode", "phone"})
MASK = "••••••"


class RecipientPanel(QFrame):
    """Shows or edits one recipient. `saved` is called with what was done after a change was kept."""

    def __init__(
        self, context: UiContext, saved: Callable[[Change], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._saved = context, saved
        self._recipient = Recipient(customer_id="")
        self.form: RecipientForm | None = None
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

    @property
    def recipient(self) -> Recipient:
        """Who is shown."""
        return self._recipient

    def may_leave(self) -> bool:
        """Whether the panel can show something else: it asks when something was typed and not kept."""
        return self.isHidden() or self.form is None or self.form.may_leave()

    def close_panel(self) -> None:
        """Put the panel away, unless somebody wants to keep what was typed."""
        if self.may_leave():
            self.put_away()

    def put_away(self) -> None:
        """Hide the panel and let go of the person, without asking."""
        self._begin(Recipient(customer_id=""), "")
        self.hide()

    def show_recipient(self, recipient: Recipient) -> None:
        """Show what is known of a person."""
        say, theme = self._context.say, self._context.theme
        self._begin(recipient, recipient.full_name)
        self._add_status(recipient)
        self._body.addWidget(line())
        for field in PERSON_FIELDS:
            self._add_known(field, recipient)
        self._body.addWidget(line())
        self._body.addWidget(LetterHistory(self._context, recipient.id))
        self._body.addWidget(line())
        self._body.addWidget(PersonPrivacy(self._context, recipient, self.hide))
        self._foot.addStretch(1)
        edit = Button(theme, say(text("Edit")), lambda: self.edit_recipient(recipient), icon="edit")
        self._foot.addWidget(edit)

    def edit_recipient(
        self, recipient: Recipient, field: str = "customer_id", typed: Mapping[str, str] = NOTHING_TYPED
    ) -> None:
        """Let the person change what is known, or fill in somebody new, beginning with a field.

        `typed` is what was typed before the panel was made anew.
        """
        say, theme = self._context.say, self._context.theme
        self._begin(recipient, recipient.full_name or say(text("New recipient")))
        self.form = RecipientForm(self._context)
        self.form.show_recipient(recipient)
        self.form.type_in(typed)
        for edit in self.form.edits.values():
            edit.returnPressed.connect(self._save)
        self._body.addWidget(self.form)
        self._foot.addStretch(1)
        self._foot.addWidget(Button(theme, say(text("Leave as it was")), self._leave))
        self._foot.addWidget(Button(theme, say(text("Save")), self._save, kind=ButtonKind.PRIMARY))
        self.form.focus_on(field)

    def _begin(self, recipient: Recipient, title: str) -> None:
        self._recipient, self.form = recipient, None
        self._title.setText(title)
        clear(self._body)
        clear(self._foot)
        self.show()

    def _add_status(self, recipient: Recipient) -> None:
        """What the last lookup said, why, and what it took out."""
        say, theme = self._context.say, self._context.theme
        status = LOOKUP_STATUS[recipient.status]
        self._body.addWidget(StatusChip(self._context, status))
        for reason in recipient.reasons:
            self._body.addWidget(Label(theme, say(detail_words(reason)), tone=Tone.QUIET, wrap=True))
        for words in cleared_words(recipient):
            self._body.addWidget(Banner(theme, say(words), Tone.ATTENTION))
        field = next((FIELD_TO_MEND[reason] for reason in recipient.reasons if reason in FIELD_TO_MEND), None)
        if field is not None:
            mend = Button(
                theme,
                say(text("Mend: {field}", field=FIELD_LABEL[field])),
                lambda: self.edit_recipient(recipient, field),
                kind=ButtonKind.LINK,
            )
            self._body.addLayout(row(mend, None))

    def _add_known(self, field: str, recipient: Recipient) -> None:
        words = written(recipient, field, self._context.translator)
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
            reveal.clicked.connect(lambda _on=False: note_reveal(self._context, recipient.id, self))
            beside = row(part, reveal)
            beside.setStretch(0, 1)
            beside.setAlignment(reveal, Qt.AlignmentFlag.AlignBottom)
            self._body.addLayout(beside)
        else:
            self._body.addLayout(part)

    def _leave(self) -> None:
        if not self.may_leave():
            return
        if self._recipient.id:
            self.show_recipient(self._recipient)
        else:
            self.put_away()

    def _save(self) -> None:
        recipient = self.form.edited() if self.form is not None else None
        register = self._context.services.register
        if recipient is None:
            return

        def save() -> tuple[Change, Recipient | None]:
            change = register.save(recipient)
            return change, register.by_customer_id(recipient.customer_id)

        self._context.reader.read(self, save, lambda kept: self._was_saved(*kept), self._was_refused)

    def _was_saved(self, change: Change, recipient: Recipient | None) -> None:
        self.form = None
        if recipient is not None:
            self.show_recipient(recipient)
        self._saved(change)

    def _was_refused(self, error: BaseException) -> None:
        if isinstance(error, RecipientRefused) and self.form is not None:
            self.form.show_problems(error.problems)
        else:
            self._context.navigator.show_error(error)


def _reveal(shown: QLabel, words: str, button: IconButton) -> None:
    shown.setText(words)
    button.hide()
