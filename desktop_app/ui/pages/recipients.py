"""Recipients: who is in the register, and who of them can be reached digitally?"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.states import JobState, JobStateChanged, Lane
from desktop_app.mailing.events import ReceiptApplied
from desktop_app.register.exporting import export_recipients
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.dialogs import Danger, confirm
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.components.layout import row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.recipient_panel import RecipientPanel
from desktop_app.ui.pages.recipient_source import RecipientSource, recipient_query
from desktop_app.ui.theme import Space
from desktop_app.ui.wizard_door import import_recipients
from desktop_app.ui.words import LOOKUP_KEYS, LOOKUP_STATUS


class RecipientsPage(FramedPage):
    """The register in a grid, one person beside it, and import, export and lookup."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Recipients")), " ")
        self.header.add_act(Button(theme, say(text("New recipient")), self._new, icon="plus"))
        self.header.add_act(
            Button(theme, say(text("Import…")), self._import, kind=ButtonKind.PRIMARY, icon="import")
        )
        self.grid = DataGrid(
            context,
            RecipientSource(context.services.register),
            name=say(text("Recipients")),
            filters=[
                Filter(key, say(LOOKUP_STATUS[status].words), LOOKUP_STATUS[status].icon)
                for status, key in LOOKUP_KEYS.items()
            ],
            acts=[
                GridAct(say(text("Look up")), "lookup", self._look_up),
                GridAct(say(text("Remove")), "trash", self._remove),
            ],
            export=self._export,
            empty=self._empty(),
            sort="name",
        )
        self.grid.opened.connect(self.open_recipient)
        self.panel = RecipientPanel(context, self._saved)
        self.panel.hide()
        self._opening = ""
        parts = row(self.grid, self.panel, space=Space.CARD)
        parts.setStretch(0, 1)
        self.fill(parts)
        context.bridge.listen(ReceiptApplied, self, lambda _events: self.refresh())
        context.bridge.listen(JobStateChanged, self, self._work_ended)

    def refresh(self) -> None:
        """Read the rows and the numbers anew."""
        self.grid.refresh()
        register = self.context.services.register
        self.context.reader.read(self, register.count_by_status, self._show_counts)

    def show_at(self, where: Mapping[str, object]) -> None:
        """Filter by `filters`, or open the `recipient` with that id."""
        filters, recipient = where.get("filters"), where.get("recipient")
        if isinstance(filters, frozenset):
            self.grid.filter_by(filters)
        if isinstance(recipient, int):
            self.open_recipient(str(recipient))

    def focus_search(self) -> None:
        """Search the register."""
        self.grid.search.setFocus()

    def go_back(self) -> bool:
        """Close the person's panel."""
        if self.panel.isHidden():
            return False
        self.panel.close_panel()
        self.grid.table.setFocus()
        return True

    def open_recipient(self, key: str) -> None:
        """Show one person beside the grid."""
        register = self.context.services.register
        self._opening = key

        def answered(recipient: Recipient) -> None:
            if self._opening == key:
                self.panel.show_recipient(recipient)

        self.context.reader.read(self, lambda: register.get(int(key)), answered)

    def _empty(self) -> EmptyState:
        say, theme = self.context.say, self.context.theme
        return EmptyState(
            theme,
            "people",
            say(text("The register is empty")),
            say(text("Bring in the people from a spreadsheet. You see what each row becomes first.")),
            Button(theme, say(text("Import from a file…")), self._import, icon="import"),
        )

    def _show_counts(self, counts: Mapping[LookupStatus | None, int]) -> None:
        say = self.context.say
        everybody = plural("{count} recipient", "{count} recipients", count=sum(counts.values()))
        users = plural(
            "{count} has Digipost", "{count} have Digipost", count=counts.get(LookupStatus.DIGIPOST, 0)
        )
        self.header.set_sentence(say(text("{everybody} · {users}", everybody=everybody, users=users)))

    def _work_ended(self, events: Sequence[JobStateChanged]) -> None:
        if any(event.job.lane is Lane.FILES and event.job.state is JobState.DONE for event in events):
            self.refresh()

    def _new(self) -> None:
        self._opening = ""
        self.panel.edit_recipient(Recipient(customer_id=""))

    def _import(self) -> None:
        import_recipients(self.context, self, self.refresh)

    def _saved(self) -> None:
        self.refresh()

    def _export(self, query: GridQuery) -> None:
        say = self.context.say
        name, _kind = QFileDialog.getSaveFileName(
            self,
            say(text("Export these recipients")),
            str(Path.home() / say(text("recipients.xlsx"))),
            f"{say(text('Excel'))} (*.xlsx);;CSV (*.csv)",
        )
        if name:
            register, path = self.context.services.register, Path(name)
            wanted = recipient_query(query)
            self._submit(
                Lane.FILES,
                text("Exporting recipients"),
                lambda work: export_recipients(register, wanted, path, work),
            )

    def _look_up(self, keys: list[str]) -> None:
        count, ids = len(keys), [int(key) for key in keys]
        agreed = confirm(
            self.context,
            self,
            plural("Look up {count} recipient?", "Look up {count} recipients?", count=count),
            text("Digipost answers who can be reached digitally. Nothing is sent to the people themselves."),
            plural("Look up {count} recipient", "Look up {count} recipients", count=count),
        )
        if agreed:
            mailing = self.context.services.mailing
            name = self.context.say(text("Lookup from the register"))
            self._submit(
                Lane.DIGIPOST,
                plural("Looking up {count} recipient", "Looking up {count} recipients", count=count),
                lambda work: mailing.look_up(ids, name, work),
            )

    def _remove(self, keys: list[str]) -> None:
        count, ids = len(keys), [int(key) for key in keys]
        agreed = confirm(
            self.context,
            self,
            plural("Remove {count} recipient?", "Remove {count} recipients?", count=count),
            text("They leave the register. Mailings that were sent to them are kept."),
            plural("Remove {count} recipient", "Remove {count} recipients", count=count),
            Danger.CANNOT_BE_UNDONE,
        )
        if agreed:
            register = self.context.services.register
            self.context.reader.read(self, lambda: register.delete(ids), lambda _change: self.refresh())

    def _submit(self, lane: Lane, name: Text, work: object) -> None:
        self.context.services.lanes.submit(lane, name, work)  # type: ignore[arg-type]
