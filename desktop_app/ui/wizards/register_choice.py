"""Choosing recipients from the register: the same grid as on Recipients; what it shows is what gets a letter."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import plural, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import ReceiptApplied
from desktop_app.mailing.option_checks import OLD_LOOKUP_DAYS
from desktop_app.mailing.options import Pattern
from desktop_app.register.queries import older_than
from desktop_app.ui.components.buttons import CheckBox
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.layout import column
from desktop_app.ui.pages.recipient_filters import RecipientFilters, status_filters
from desktop_app.ui.pages.recipient_source import RecipientSource, filters_of, recipient_query
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.wizards.step_page import WizardContext
from desktop_app.wizards.draft import Draft, RegisterChoice
from desktop_app.wizards.recipient_list import register_query


class RegisterPicker(QWidget):
    """The register with search and filters. Whoever is in the list gets a letter."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._context = context
        ui, say = context.ui, context.say
        self.filters = RecipientFilters(ui, self)
        self.grid = DataGrid(
            ui,
            RecipientSource(ui.services.register, ui.services.clock),
            name=say(text("Recipients")),
            names_people=True,
            filters=status_filters(ui),
            menus=self.filters.menus,
            sort="name",
            empty=EmptyState(
                ui.theme,
                "people",
                say(text("There is nobody in the register yet")),
                say(text("Import the recipients from a file: they are kept in the register.")),
            ),
        )
        self.filters.attach(self.grid)
        self.grid.model.arrived.connect(self._take_query)
        self.only_users = CheckBox(say(text("Only to those who had Digipost at the last lookup")))
        self.only_users.toggled.connect(self._take_only_users)
        self.ages = Banner(
            ui.theme, tone=Tone.ATTENTION, act=say(text("Look them up now")), pressed=self._look_up
        )
        self._asked_ages_for: RegisterChoice | None = None
        ui.bridge.listen(ReceiptApplied, self, lambda _events: self._take_receipts())
        whole = column(self.ages, self.grid, self.only_users, space=Space.FIELD)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_draft(self, draft: Draft) -> None:
        """Show the filter of the draft."""
        choice = draft.recipients.register
        wanted = filters_of(register_query(choice))
        query = self.grid.query()
        if (query.search, query.filters) != (choice.search, wanted):
            self.grid.filter_by(wanted, choice.search)
        self.only_users.blockSignals(True)
        self.only_users.setChecked(draft.recipients.only_known_users)
        self.only_users.blockSignals(False)
        self.only_users.setVisible(draft.pattern is Pattern.FROM_REGISTER)
        self._show_ages(draft)

    def _show_ages(self, draft: Draft) -> None:
        """Ask how many of the chosen ones have an old lookup, where the wizard builds on it."""
        choice = draft.recipients.register
        if draft.pattern is not Pattern.FROM_REGISTER or choice == self._asked_ages_for:
            return
        self._asked_ages_for = choice
        register, query = self._context.ui.services.register, register_query(choice)
        self._context.ui.reader.read(
            self,
            lambda: register.count_older_lookups(query, OLD_LOOKUP_DAYS),
            lambda count: self._tell_ages(choice, count),
        )

    def _tell_ages(self, choice: RegisterChoice, count: int) -> None:
        if choice != self._asked_ages_for:
            return
        words = plural(
            "{count} recipient was never looked up, or more than {days} days ago.",
            "{count} recipients were never looked up, or more than {days} days ago.",
            count=count,
            days=OLD_LOOKUP_DAYS,
        )
        self.ages.say(self._context.say(words) if count else "", Tone.ATTENTION)

    def _look_up(self) -> None:
        """Ask Digipost about those whose lookup is old. The answer comes by itself."""
        services = self._context.ui.services
        query = older_than(register_query(self._context.draft.recipients.register), OLD_LOOKUP_DAYS)
        name = self._context.say(text("Lookup of the register"))

        def work(context: WorkContext) -> None:
            services.mailing.look_up(services.register.ids(query), name, context)

        services.lanes.submit(Lane.DIGIPOST, text("Looking up"), work)
        self.ages.button.hide()
        words = text(
            "They are being looked up. By name and address that can take hours; continue when it is done."
        )
        self.ages.say(self._context.say(words), Tone.WORKING)

    def _take_receipts(self) -> None:
        self._asked_ages_for = None
        self._context.wizard.recipients.look_again()
        self.grid.refresh()
        self._context.flow.reconsider()

    def _take_query(self) -> None:
        query = recipient_query(self.grid.query())
        draft = self._context.draft
        choice = RegisterChoice(
            search=query.search,
            statuses=tuple(sorted(status.value if status else "" for status in query.statuses)),
            tags=tuple(sorted(query.tags)),
            older_than_days=query.lookup_older_than_days,
        )
        if choice != draft.recipients.register:
            self._context.change(replace(draft, recipients=replace(draft.recipients, register=choice)))

    def _take_only_users(self, wanted: bool) -> None:
        draft = self._context.draft
        self._context.change(replace(draft, recipients=replace(draft.recipients, only_known_users=wanted)))
