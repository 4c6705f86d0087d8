"""Paper post: who was not reached digitally, why, and have all of them been reached in another way?"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QMenu, QStackedWidget

from desktop_app.base.texts import plural, text
from desktop_app.mailing.events import MailingChanged, ReceiptApplied, RemainderChanged
from desktop_app.mailing.mending import MendingNumbers
from desktop_app.mailing.views import MailingView
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.labels import Label, show_when
from desktop_app.ui.components.layout import boxed, column, row
from desktop_app.ui.components.questions import ask_how_and_when
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.letter_source import DONE, TO_DO, RemainderSource
from desktop_app.ui.pages.paper_acts import PaperActs
from desktop_app.ui.theme import Space, Tone

MAILINGS_AT_MOST = 1_000
WAYS = (
    text("Printed and posted by us"),
    text("Handed to a print shop"),
    text("Delivered by hand"),
    text("Sent by e-mail"),
    text("No longer needs it"),
)
"""How somebody can have been reached instead; suggestions, any words will do."""


class PaperPostPage(FramedPage):
    """The people a mailing did not reach, ticked off one by one or many at a time until none is left."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Paper post")), " ")
        self._acts = PaperActs(context, self, self._ask_whether_printed)
        self._print_button = Button(theme, say(text("Print here…")), self._print, icon="printer")
        self._pdf_button = Button(
            theme, say(text("Make the PDF…")), self._make_pdf, kind=ButtonKind.PRIMARY, icon="file"
        )
        for button in (self._print_button, self._pdf_button):
            button.hide()
            self.header.add_act(button)
        self._lists_button = Button(
            theme, say(text("Labels and lists")), self._show_lists, kind=ButtonKind.QUIET, icon="chevron-down"
        )
        self._mailings: dict[int, MailingView] = {}
        self._wanted: int | None = None
        self._narrowed_by: Mapping[str, object] = {}
        self._choice = QComboBox()
        self._choice.setAccessibleName(say(text("Mailing")))
        self._choice.setMinimumContentsLength(36)
        self._choice.currentIndexChanged.connect(self._choose)
        self._label = Label(theme, say(text("Mailing")))
        self._label.setBuddy(self._choice)
        self._stack = QStackedWidget()
        self._nobody = EmptyState(
            theme,
            "printer",
            say(text("Nobody is left to reach")),
            say(text("Those a mailing cannot reach digitally end up here, with the reason.")),
        )
        self._stack.addWidget(self._nobody)
        self.grid: DataGrid | None = None
        self._chooser = boxed(row(self._label, self._choice, None, self._lists_button, space=Space.FIELD))
        self._chooser.hide()
        self.banner = Banner(theme, act=say(text("Mend them first")), pressed=self._mend_all)
        self.fill(column(self._chooser, self.banner, self._stack, space=Space.CARD))
        for kind in (MailingChanged, ReceiptApplied, RemainderChanged):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the mailings with people left, and their rows, anew."""
        service = self.context.services.mailing
        self.context.reader.read(self, lambda: service.mailings(0, MAILINGS_AT_MOST), self._show)
        if self.grid is not None:
            self.grid.refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Turn to the `mailing` with that id."""
        mailing = where.get("mailing")
        if isinstance(mailing, int):
            self._wanted = mailing
            self._choice.setCurrentIndex(self._choice.findData(mailing))
        self._narrowed_by = where
        if self.grid is not None:
            self.grid.show_at(where)

    def place(self) -> Mapping[str, object]:
        """Whose people are shown, and what narrows them."""
        if self.grid is None:
            return {}
        return {"mailing": self._choice.currentData(), **self.grid.place()}

    def focus_search(self) -> None:
        """Search the people."""
        if self.grid is not None:
            self.grid.search.setFocus()

    def _show(self, mailings: Sequence[MailingView]) -> None:
        left = [mailing for mailing in mailings if mailing.remainder]
        left.sort(key=lambda mailing: (mailing.remainder_open == 0, -mailing.id))
        chosen = self._wanted or self._choice.currentData()
        self._mailings = {mailing.id: mailing for mailing in left}
        self._choice.blockSignals(True)
        self._choice.clear()
        for mailing in left:
            self._choice.addItem(self._words_of(mailing), mailing.id)
        self._choice.setCurrentIndex(max(self._choice.findData(chosen), 0) if left else -1)
        self._choice.blockSignals(False)
        self._wanted = None
        self._chooser.setVisible(bool(left))
        self._choose()

    def _words_of(self, mailing: MailingView) -> str:
        if not mailing.remainder_open:
            return self.context.say(text("{name}: all done", name=mailing.name))
        words = plural(
            "{name}: {count} to reach",
            "{name}: {count} to reach",
            count=mailing.remainder_open,
            name=mailing.name,
        )
        return self.context.say(words)

    def _choose(self) -> None:
        number = self._choice.currentData()
        mailing = self._mailings.get(number) if number is not None else None
        if mailing is None:
            self.header.set_sentence("")
            self.banner.say("", Tone.QUIET)
            self._show_acts(left=0)
            self._stack.setCurrentWidget(self._nobody)
            return
        self._tell(mailing)
        source = RemainderSource(self.context.services.mailing, mailing.id)
        if self.grid is None:
            self.grid = self._make_grid(source)
            self.grid.show_at(self._narrowed_by)
            self._stack.addWidget(self.grid)
        elif self.grid.source != source:
            self.grid.use(source)
        self._stack.setCurrentWidget(self.grid)

    def _tell(self, mailing: MailingView) -> None:
        done, left = mailing.remainder_done, mailing.remainder_open
        self._show_acts(left=left)
        everybody = text("Everybody has been reached. Nobody in this mailing was left behind.")
        self.banner.say("" if left else self.context.say(everybody), Tone.DONE)
        self.banner.button.hide()
        if left:
            service = self.context.services.mailing
            self.context.reader.read(
                self,
                lambda: service.mending.numbers(mailing.id),
                lambda numbers: self._offer_mending(mailing.id, numbers),
            )
        if not left:
            words = plural(
                "The one who was not reached digitally is taken care of.",
                "All {count} who were not reached digitally are taken care of.",
                count=mailing.remainder,
            )
        elif not done:
            words = plural(
                "{count} person is still to be reached.",
                "{count} people are still to be reached.",
                count=left,
            )
        else:
            words = plural(
                "{count} person is still to be reached, {done} done.",
                "{count} people are still to be reached, {done} done.",
                count=left,
                done=done,
            )
        self.header.set_sentence(self.context.say(words))

    def _make_grid(self, source: RemainderSource) -> DataGrid:
        say = self.context.say
        return DataGrid(
            self.context,
            source,
            name=say(text("People not reached")),
            names_people=True,
            filters=[
                Filter("todo", say(TO_DO.words), TO_DO.icon),
                Filter("done", say(DONE.words), DONE.icon),
            ],
            acts=[
                GridAct(say(text("Tick off…")), "check", self._tick_off),
                GridAct(say(text("Untick")), "refresh", self._take_back),
                GridAct(say(text("Mend the details")), "edit", self._mend, one_only=True, compact=True),
            ],
            sort="postcode",
        )

    def _show_acts(self, *, left: int) -> None:
        for button in (self._print_button, self._pdf_button, self._lists_button):
            show_when(button, left > 0)

    def _mend(self, keys: list[str]) -> None:
        """Mend somebody's details in place of sending paper."""
        number = self._choice.currentData()
        self.context.navigator.go("recipients", mend=number, letter=int(keys[0]))

    def _mend_all(self) -> None:
        self.context.navigator.go("recipients", mend=self._choice.currentData())

    def _offer_mending(self, mailing_id: int, numbers: MendingNumbers) -> None:
        """Say how many could still be reached digitally, as long as that mailing is shown."""
        if numbers.total and mailing_id == self._choice.currentData():
            words = plural(
                "{count} of them may have Digipost: something in the details was in the way.",
                "{count} of them may have Digipost: something in the details was in the way.",
                count=numbers.total,
            )
            self.banner.say(self.context.say(words), Tone.ATTENTION)
            self.banner.button.show()

    def _tick_off(self, keys: list[str]) -> None:
        self._tick_off_letters(self._choice.currentData(), [int(key) for key in keys])

    def _ask_whether_printed(self, mailing_id: int, letters: Sequence[int]) -> None:
        """The printer took these letters: whether they came out well and were posted, only a person knows."""
        self._tick_off_letters(mailing_id, letters)

    def _tick_off_letters(self, mailing_id: int, letters: Sequence[int]) -> None:
        count = len(letters)
        answer = ask_how_and_when(
            self.context,
            self,
            plural("Tick off {count} person?", "Tick off {count} people?", count=count),
            plural("Tick off {count} person", "Tick off {count} people", count=count),
            WAYS,
        )
        if answer is not None:
            service, (how, day) = self.context.services.mailing, answer
            self.context.reader.read(
                self,
                lambda: service.mark_done(mailing_id, letters, how, day),
                lambda _count: self.refresh(),
            )

    def _take_back(self, keys: list[str]) -> None:
        service, number = self.context.services.mailing, self._choice.currentData()
        letters = [int(key) for key in keys]
        self.context.reader.read(
            self, lambda: service.undo_done(number, letters), lambda _count: self.refresh()
        )

    def _make_pdf(self) -> None:
        self._acts.make_pdf(self._choice.currentData())

    def _print(self) -> None:
        self._acts.print_here(self._choice.currentData())

    def _show_lists(self) -> None:
        menu = self.lists_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._lists_button.mapToGlobal(self._lists_button.rect().bottomLeft()))

    def lists_menu(self) -> QMenu:
        """What else can be made of the people who are left."""
        say, acts, number = self.context.say, self._acts, self._choice.currentData()
        menu = QMenu(self)
        menu.addAction(say(text("Labels…")), lambda: acts.make_labels(number))
        menu.addAction(say(text("List for a print shop…")), lambda: acts.save_provider_list(number))
        menu.addAction(say(text("List of everybody left…")), lambda: acts.save_list(number))
        return menu
