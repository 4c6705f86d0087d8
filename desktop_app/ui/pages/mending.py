"""Mending after a mailing: one person after the other, the field that is in the way first, then the letters again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.events import MailingChanged, ReceiptApplied, RemainderChanged
from desktop_app.mailing.mending import MailboxSharer, MendingNumbers, PersonToMend
from desktop_app.mailing.options import SendTo
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.views import MailingDetail
from desktop_app.register.changes import Change
from desktop_app.register.model import Recipient
from desktop_app.register.recipients import RecipientRefused
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow, Status
from desktop_app.ui.components.labels import Label, show_when
from desktop_app.ui.components.layout import Scroll, column, row
from desktop_app.ui.components.undo_line import Undoable, UndoLine
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.recipient_form import NOTHING_TYPED, RecipientForm
from desktop_app.ui.pages.sending_again import SendingAgain
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.words import FIELD_LABEL

TO_MEND = Status(
    text("To mend"),
    Tone.ATTENTION,
    "edit",
    text("Digipost could not use these details. Correct them, and the letter can go out again."),
)
MENDED = Status(
    text("Mended"),
    Tone.DONE,
    "done",
    text(
        "The details were changed after the letter was sent. The letter can go out again with the new ones."
    ),
)
GONE = Status(
    text("Not in the register"),
    Tone.QUIET,
    "person-off",
    text("This person was removed from the register, so the details cannot be mended. Reach them on paper."),
)
MENDING_STATES = (TO_MEND, MENDED, GONE)
COLUMNS = (
    Column("name", text("Name"), characters=24, sortable=False),
    Column("state", text("State"), ColumnKind.STATUS, characters=20, sortable=False),
    Column("why", text("Why not reached"), characters=38, sortable=False),
    Column("customer_id", FIELD_LABEL["customer_id"], ColumnKind.ID, characters=14, sortable=False),
)
_FIELDS = (
    "full_name",
    "national_id",
    "birth_date",
    "address1",
    "address2",
    "postcode",
    "city",
    "country",
    "customer_id",
    "organisation_number",
    "digipost_address",
)


@dataclass(frozen=True)
class MendingSource:
    """Those of one mailing whose details are in the way. Filters are `to_mend` and `mended`."""

    service: MailingService
    mailing_id: int
    columns: Sequence[Column] = COLUMNS

    def count(self, query: GridQuery) -> int:
        return self.service.mending.count(self.mailing_id, mended=_mended(query), search=query.search)

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        found = self.service.mending.page(
            self.mailing_id, offset, limit, mended=_mended(query), search=query.search
        )
        return [_row(each) for each in found]


class MendingPage(FramedPage):
    """The people to the left, the one who is being mended to the right; the mended ones' letters go out again."""

    def __init__(self, context: UiContext, mailing_id: int, back: Callable[[], object]) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Mend the details")), " ")
        self.mailing_id = mailing_id
        self._detail: MailingDetail | None = None
        self._numbers = MendingNumbers()
        self._asked = 0
        self._again = SendingAgain(context, self, mailing_id)
        self.header.add_before(IconButton(theme, "chevron-left", say(text("Back to the recipients")), back))
        self.send_button = Button(theme, " ", self._send, icon="send")
        self.send_button.hide()
        self.header.add_act(self.send_button)
        self.grid = DataGrid(
            context,
            MendingSource(context.services.mailing, mailing_id),
            name=say(text("People to mend")),
            names_people=True,
            filters=[
                Filter("to_mend", say(TO_MEND.words), TO_MEND.icon),
                Filter("mended", say(MENDED.words), MENDED.icon),
            ],
            empty=EmptyState(
                theme,
                "done",
                say(text("Nobody is left to mend")),
                say(text("Nobody in this mailing was missed because of their details.")),
            ),
        )
        self.grid.opened.connect(lambda key: self.open_letter(int(key)))
        self.undo = UndoLine(context, self, self.refresh)
        self.grid.add_to_foot(self.undo)
        self.person = PersonCard(context, self._saved, self.go_on)
        parts = row(self.grid, self.person, space=Space.CARD)
        parts.setStretch(0, 1)
        self.fill(parts)
        for kind in (MailingChanged, ReceiptApplied, RemainderChanged):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the numbers and the rows anew; whoever is being mended stays."""
        service, number = self.context.services.mailing, self.mailing_id
        self.context.reader.read(
            self,
            lambda: (service.mailing(number), service.mending.numbers(number)),
            lambda found: self._show(*found),
        )
        self.grid.refresh()

    def focus_search(self) -> None:
        """Search the people."""
        self.grid.search.setFocus()

    def go_back(self) -> bool:
        """Stay when something was typed that is to be kept."""
        return not self.may_leave()

    def may_leave(self) -> bool:
        """Ask when something was typed about the person and not kept."""
        return self.person.may_leave()

    def place(self) -> Mapping[str, object]:
        """Who is being mended, with what was typed."""
        letter = self.person.letter_id
        who = {"letter": letter, "typed": self.person.form.typed()} if letter is not None else {}
        return {"mend": self.mailing_id, **who}

    def open_letter(self, letter_id: int, typed: Mapping[str, str] = NOTHING_TYPED) -> None:
        """Mend the person of this letter, unless the one who is there is being mended and is to stay.

        `typed` is what was typed about them before the page was made anew.
        """
        if not self.person.may_leave():
            return
        service, number = self.context.services.mailing, self.mailing_id
        self._ask_for(lambda: service.mending.person(number, letter_id), typed)

    def go_on(self, after: int | None = None) -> None:
        """Mend the one who comes next after this letter."""
        service, number = self.context.services.mailing, self.mailing_id
        self._ask_for(lambda: service.mending.following(number, after))

    def _ask_for(
        self, question: Callable[[], PersonToMend | None], typed: Mapping[str, str] = NOTHING_TYPED
    ) -> None:
        register = self.context.services.register
        service, number = self.context.services.mailing, self.mailing_id
        self._asked += 1
        asked = self._asked

        def find() -> tuple[PersonToMend | None, Recipient | None, MailboxSharer | None]:
            person = question()
            if person is None or person.recipient_id is None:
                return person, None, None
            recipient = register.by_ids([person.recipient_id]).get(person.recipient_id)
            sharer = service.mending.shares_mailbox(number, person.letter_id)
            return person, recipient, sharer

        def show(found: tuple[PersonToMend | None, Recipient | None, MailboxSharer | None]) -> None:
            if asked == self._asked:  # two reads may be answered in another order than they were asked
                self.person.show_person(*found)
                self.person.form.type_in(typed)

        self.context.reader.read(self, find, show)

    def _saved(self, change: Change, letter_id: int) -> None:
        register = self.context.services.register
        self.undo.remember(Undoable(change.description, lambda: register.undo(change)))
        self.refresh()
        self.go_on(letter_id)

    def _show(self, detail: MailingDetail, numbers: MendingNumbers) -> None:
        self._detail, self._numbers = detail, numbers
        say = self.context.say
        left = plural("{count} still to mend", "{count} still to mend", count=numbers.to_mend)
        done = plural("{count} mended", "{count} mended", count=numbers.mended)
        name = detail.mailing.name
        self.header.set_sentence(say(text("{name}: {left} · {done}", name=name, left=left, done=done)))
        words = (
            plural("Look up and send {count} again…", "Look up and send {count} again…", count=numbers.mended)
            if self._is_looked_up()
            else plural("Send {count} again…", "Send {count} again…", count=numbers.mended)
        )
        self.send_button.set_words(say(words))
        self.send_button.setVisible(numbers.mended > 0)

    def _is_looked_up(self) -> bool:
        """Whether the mended are looked up before their letters are sent."""
        options = self._detail.options if self._detail is not None else None
        return options is None or options.lookup_first or options.send_to is SendTo.KNOWN_USERS

    def _send(self) -> None:
        if self._detail is not None and self._again.mended(
            self._numbers.mended, self._detail.mailing.name, looked_up=self._is_looked_up()
        ):
            self.context.navigator.go("mailings", mailing=self.mailing_id)


class PersonCard(QFrame):
    """One person: why the letter did not arrive, the form with the cursor in the field that is in the way.

    `saved` is called with the change and the letter, `skipped` with the letter when nothing was changed.
    """

    def __init__(
        self,
        context: UiContext,
        saved: Callable[[Change, int], None],
        skipped: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._context, self._saved, self._skipped = context, saved, skipped
        self._letter = 0
        say, theme = context.say, context.theme
        self.setProperty("face", "card")
        self.setFixedWidth(Size.SIDE_PANEL_WIDTH)
        self.setAccessibleName(say(text("The person to mend")))
        self._title = Label(theme, "", TextRole.SECTION, wrap=True)
        self.why = Banner(theme, tone=Tone.ATTENTION)
        self._beside: tuple[int, ...] = ()
        self.compare_button = Button(
            theme, say(text("Show both side by side")), self._compare, kind=ButtonKind.LINK
        )
        head = column(self._title, self.why, self.compare_button, space=Space.FIELD)
        head.setAlignment(self.compare_button, Qt.AlignmentFlag.AlignLeft)
        head.setContentsMargins(0, 0, Space.CARD, 0)
        self.form = RecipientForm(context, _FIELDS)
        for edit in self.form.edits.values():
            edit.returnPressed.connect(self.save)
        self.skip_button = Button(theme, say(text("Skip")), self._skip, kind=ButtonKind.QUIET)
        self.save_button = Button(
            theme, say(text("Save and next")), self.save, kind=ButtonKind.PRIMARY, icon="check"
        )
        foot = row(self.skip_button, None, self.save_button)
        foot.setContentsMargins(0, 0, Space.CARD, 0)
        self._whole = QFrame()
        inside = column(
            head,
            Scroll(column(self.form, None), (0, 0, Space.CARD, 0)),
            foot,
            space=Space.FIELD,
            margins=(Space.CARD, Space.CARD, 0, Space.CARD),
        )
        inside.setStretch(1, 1)
        self._whole.setLayout(inside)
        self._nobody = EmptyState(
            theme,
            "done",
            say(text("Nobody is left to mend")),
            say(
                text(
                    "Send the letter again to those whose details were mended, or reach the others on paper."
                )
            ),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(self._whole)
        self.setLayout(column(self._stack))

    @property
    def letter_id(self) -> int | None:
        """Whose letter it is about; None while nobody is shown."""
        return self._letter if self._stack.currentWidget() is self._whole else None

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not kept."""
        return self.letter_id is not None and self.form.is_changed()

    def may_leave(self) -> bool:
        """Whether somebody else can be shown: it asks when something was typed and not kept."""
        return not self.is_changed or self.form.may_leave()

    def show_person(
        self, person: PersonToMend | None, recipient: Recipient | None, sharer: MailboxSharer | None = None
    ) -> None:
        """Show somebody, and with whom they share a mailbox, or that nobody is left."""
        say = self._context.say
        if person is None or recipient is None:
            self._stack.setCurrentWidget(self._nobody)
            return
        self._letter = person.letter_id
        self._title.setText(recipient.full_name or recipient.customer_id)
        self.why.say("\n".join(say(words) for words in _why(person, sharer)), Tone.ATTENTION)
        self._beside = (recipient.id, sharer.recipient_id) if sharer is not None else ()
        show_when(self.compare_button, sharer is not None)
        self.form.show_recipient(recipient)
        self._stack.setCurrentWidget(self._whole)
        self.form.focus_on(person.field)

    def save(self) -> None:
        """Keep what was typed and go on; without a change it is as if the person was skipped."""
        if not self.form.is_changed():
            self._skip()
            return
        recipient, letter = self.form.edited(), self._letter
        register = self._context.services.register
        if recipient is not None:
            self._context.reader.read(
                self,
                lambda: register.save(recipient),
                lambda change: self._saved(change, letter),
                self._refuse,
            )

    def _compare(self) -> None:
        self._context.navigator.go("recipients", view="duplicates", people=self._beside)

    def _skip(self) -> None:
        if self.may_leave():
            self._skipped(self._letter)

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, RecipientRefused):
            self.form.show_problems(error.problems)
        else:
            self._context.navigator.show_error(error)


def _why(person: PersonToMend, sharer: MailboxSharer | None) -> Sequence[Text]:
    if sharer is None:
        return person.why
    return (
        text(
            "Digipost matches this letter to the same mailbox as the one to {name}. If they are one "
            "person, put them together. If not, mend the details that are wrong.",
            name=sharer.name,
        ),
        *person.why[1:],
    )


def _mended(query: GridQuery) -> bool | None:
    return None if len(query.filters) != 1 else "mended" in query.filters


def _row(person: PersonToMend) -> GridRow:
    state = GONE if person.is_gone else MENDED if person.is_mended else TO_MEND
    # What Digipost said last is the most telling.
    return GridRow(str(person.letter_id), (person.name, state, person.why[-1], person.customer_id))
