"""Mailings: all of them, and one of them in its own view."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QStackedWidget

from desktop_app.base.texts import text
from desktop_app.mailing.events import MailingChanged
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.states import State
from desktop_app.mailing.views import MailingView
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridRow
from desktop_app.ui.components.layout import column
from desktop_app.ui.context import Page, UiContext
from desktop_app.ui.pages.frame import FramedPage, WholeSource
from desktop_app.ui.pages.mailing_view import MailingPage
from desktop_app.ui.pages.new_mailing import new_mailing_button
from desktop_app.ui.words import MAILING_STATE, PATTERN_TITLE
from desktop_app.wizards.drafts import DraftSummary

MAILINGS_AT_MOST = 10_000
_DRAFT = "draft:"
"""Before a draft's id in the key of its row."""

MAILING_COLUMNS = (
    Column("name", text("Name"), characters=34),
    Column("state", text("State"), ColumnKind.STATUS, characters=26),
    Column("letters", text("Letters"), ColumnKind.NUMBER, characters=10),
    Column("digital", text("Digitally"), ColumnKind.NUMBER, characters=10),
    Column("printed", text("Printed"), ColumnKind.NUMBER, characters=10),
    Column("remainder", text("Still to reach"), ColumnKind.NUMBER, characters=12),
    Column("created", text("Made"), ColumnKind.DATE, characters=21),
    Column("pattern", text("Way"), characters=26, shown=False),
)
_UNDER_WAY = frozenset({State.CHECKED, State.BUILT, State.UPLOADING, State.UPLOADED, State.ACKNOWLEDGED})
_GROUPS: Mapping[str, frozenset[State]] = {
    "drafts": frozenset({State.DRAFT}),
    "under_way": _UNDER_WAY,
    "needs_you": frozenset({State.UNCERTAIN, State.FAILED}),
    "finished": frozenset({State.FINISHED, State.CANCELLED}),
}


class MailingsPage(Page):
    """The list of mailings; opening one shows it in the list's place."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.list = MailingList(context, self.open_mailing)
        self._opened: MailingPage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self.setLayout(column(self._stack))

    def refresh(self) -> None:
        """Read anew what is in front."""
        (self._opened or self.list).refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Open the `mailing` with that id, or show the list; `filters` and `search` narrow either."""
        mailing = where.get("mailing")
        if isinstance(mailing, int):
            self.open_mailing(mailing)
        else:
            self.go_back()
        (self._opened or self.list).grid.show_at(where)

    def place(self) -> Mapping[str, object]:
        """The mailing that is open, and what narrows the rows in front."""
        mailing = {"mailing": self._opened.mailing_id} if self._opened is not None else {}
        return {**mailing, **(self._opened or self.list).grid.place()}

    def focus_search(self) -> None:
        """Search what is in front."""
        (self._opened or self.list).focus_search()

    def go_back(self) -> bool:
        """From a mailing to the list."""
        if self._opened is None:
            return False
        opened, self._opened = self._opened, None
        self._stack.removeWidget(opened)
        opened.deleteLater()
        self.list.refresh()
        return True

    def help_page(self) -> str | None:
        """The list and one mailing have a page each in the guide."""
        return "mailings" if self._opened is None else "mailing"

    def open_mailing(self, mailing_id: int) -> None:
        """Show one mailing."""
        self.go_back()
        self._opened = MailingPage(self._context, mailing_id, self.go_back)
        self._stack.addWidget(self._opened)
        self._stack.setCurrentWidget(self._opened)
        self._opened.refresh()


class MailingList(FramedPage):
    """All mailings with their states and numbers."""

    def __init__(self, context: UiContext, opened: Callable[[int], object]) -> None:
        say = context.say
        super().__init__(context, say(text("Mailings")))
        self.header.add_act(new_mailing_button(context, self))
        words = {
            "drafts": (text("Started, not sent"), "edit"),
            "under_way": (text("Under way"), "working"),
            "needs_you": (text("Needs you"), "attention"),
            "finished": (text("Finished"), "done"),
        }
        self.grid = DataGrid(
            context,
            WholeSource(MAILING_COLUMNS, self._load, _matches),
            name=say(text("Mailings")),
            filters=[Filter(key, say(label), icon) for key, (label, icon) in words.items()],
            empty=EmptyState(
                context.theme,
                "letter",
                say(text("No mailings yet")),
                say(text("A mailing takes a list of people and their letters, and leaves nobody behind.")),
                Button(
                    context.theme,
                    say(text("Look up, then send")),
                    lambda: context.navigator.open_wizard(Pattern.SPLIT_FIRST.value),
                    icon="lookup",
                ),
            ),
            sort="created",
            descending=True,
        )
        self._opened = opened
        self._drafts: dict[str, DraftSummary] = {}
        self.grid.opened.connect(self._open)
        self.fill(self.grid)
        context.bridge.listen(MailingChanged, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the list anew."""
        self.grid.refresh()

    def focus_search(self) -> None:
        """Search the mailings."""
        self.grid.search.setFocus()

    def _load(self) -> Sequence[GridRow]:
        """The mailings, and the drafts as the wizards keep them: also those that were not checked yet."""
        services = self.context.services
        drafts = {_DRAFT + draft.id: draft for draft in services.drafts.waiting()}
        found = services.mailing.mailings(0, MAILINGS_AT_MOST)
        self._drafts = drafts
        return [
            *(_draft_row(key, draft) for key, draft in drafts.items()),
            *(_row(mailing) for mailing in found if mailing.state is not State.DRAFT),
        ]

    def _open(self, key: str) -> None:
        if not key.startswith(_DRAFT):
            self._opened(int(key))
        elif key in self._drafts:
            draft = self._drafts[key]
            self.context.navigator.open_wizard(draft.pattern.value, draft.id)


def _matches(row: GridRow, filters: frozenset[str]) -> bool:
    """A mailing fits any of the pressed filters; what still has people to reach needs somebody too."""
    if not filters:
        return True
    states = {MAILING_STATE[state].words: state for state in State}
    state = states[row.cells[1].words]  # type: ignore[union-attr]
    left = row.cells[5]
    return any(state in _GROUPS[key] or (key == "needs_you" and bool(left)) for key in filters)


def _draft_row(key: str, draft: DraftSummary) -> GridRow:
    name = draft.name or text("A mailing without a name")
    nothing = (None,) * 4
    state = MAILING_STATE[State.DRAFT]
    return GridRow(key, (name, state, *nothing, draft.updated_at, PATTERN_TITLE[draft.pattern]))


def _row(mailing: MailingView) -> GridRow:
    return GridRow(
        str(mailing.id),
        (
            mailing.name,
            MAILING_STATE[mailing.state],
            mailing.letters,
            mailing.digital,
            mailing.printed,
            mailing.remainder_open,
            mailing.created_at,
            PATTERN_TITLE[mailing.pattern],
        ),
    )
