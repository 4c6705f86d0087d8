"""Recipients: who is in the register, and who of them can be reached digitally?"""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget

from desktop_app.register.duplicates import DuplicateGroup, DuplicateReason
from desktop_app.ui.components.layout import column
from desktop_app.ui.context import Page, UiContext
from desktop_app.ui.pages.duplicates import DuplicatesPage
from desktop_app.ui.pages.lookup_changes import ChangesPage
from desktop_app.ui.pages.mending import MendingPage
from desktop_app.ui.pages.recipient_form import typed_in
from desktop_app.ui.pages.recipient_list import CHANGED, DUPLICATES, RecipientList


class RecipientsPage(Page):
    """The list of recipients, and in its place what is done with many of them: mending after a mailing, and more."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.list = RecipientList(context)
        self.grid, self.panel, self.header = self.list.grid, self.list.panel, self.list.header
        self._opened: Page | None = None
        self._view: str | None = None
        self._was_left = False
        self._views: Mapping[str, Callable[[], Page]] = {
            CHANGED: lambda: ChangesPage(context, self.go_back),
            DUPLICATES: lambda: DuplicatesPage(context, self.go_back),
        }
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self.setLayout(column(self._stack))

    @property
    def opened(self) -> Page | None:
        """What is shown in the list's place, if anything is."""
        return self._opened

    def refresh(self) -> None:
        """Read anew what is in front."""
        (self._opened or self.list).refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """The list narrowed by `filters` and a `search`, or with a `recipient` opened.

        With `mend` those people of that mailing whose details are in the way, `letter`'s first if one is named; with
        `view` what `changed` between two lookups, or `duplicates`, with those two `people` side by side if
        they are named. What was being typed about somebody is there again after a look at another page, and is asked
        about before anything else takes its place.
        """
        if self._is_return(where) or not (self._opened is None or self._opened.may_leave()):
            return
        mailing, letter, view = where.get("mend"), where.get("letter"), where.get("view")
        if isinstance(mailing, int):
            self._mend(mailing, letter if isinstance(letter, int) else None, typed_in(where))
            return
        if isinstance(view, str):
            self._show(self._views[view](), view)
            self._turn(where)
            return
        self._show(None)
        self.list.show_at(where)

    def place(self) -> Mapping[str, object]:
        """What is in front, with what is being typed there."""
        view = {"view": self._view} if self._view is not None else {}
        return {**view, **(self._opened or self.list).place()}

    def may_leave(self) -> bool:
        """Ask about what was typed in the list's panel, and in what stands in the list's place."""
        return self.list.may_leave() and (self._opened is None or self._opened.may_leave())

    def hideEvent(self, event: QHideEvent) -> None:
        """Somebody has gone elsewhere, and may come back."""
        self._was_left = True
        super().hideEvent(event)

    def focus_search(self) -> None:
        """Search what is in front."""
        (self._opened or self.list).focus_search()

    def go_back(self) -> bool:
        """From what was opened to the list; in the list, close the person's panel."""
        if self._opened is None:
            return self.list.go_back()
        if not self._opened.go_back():
            self._close()
        return True

    def _turn(self, where: Mapping[str, object]) -> None:
        """Turn the view that was opened to its place; `people` are those whose letters led to one mailbox."""
        people = where.get("people")
        if self._opened is not None:
            self._opened.show_at(where)
        if isinstance(self._opened, DuplicatesPage) and isinstance(people, tuple):
            self._opened.compare(DuplicateGroup(DuplicateReason.SAME_MAILBOX, people))

    def _is_return(self, where: Mapping[str, object]) -> bool:
        """Whether somebody only comes back to where they are typing."""
        was_left, self._was_left = self._was_left, False
        mending = self._opened if isinstance(self._opened, MendingPage) else None
        if mending is None or not mending.person.is_changed:
            return False
        return (was_left and not where) or where == {"mend": mending.mailing_id}

    def _close(self) -> None:
        self._show(None)
        self.list.refresh()

    def _mend(self, mailing_id: int, letter_id: int | None, typed: Mapping[str, str]) -> None:
        mending = MendingPage(self._context, mailing_id, self.go_back)
        self._show(mending)
        if letter_id is None:
            mending.go_on()
        else:
            mending.open_letter(letter_id, typed)

    def _show(self, page: Page | None, view: str | None = None) -> None:
        before, self._opened, self._view = self._opened, page, view
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        if page is not None:
            self._stack.addWidget(page)
            self._stack.setCurrentWidget(page)
