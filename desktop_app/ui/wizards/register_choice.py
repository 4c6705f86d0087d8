"""Choosing recipients from the register: the same grid as on Recipients; what it shows is what gets a letter."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop_app.base.texts import text
from desktop_app.mailing.options import Pattern
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.layout import column
from desktop_app.ui.pages.recipient_source import RecipientSource
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.wizards.step_page import WizardContext
from desktop_app.ui.words import LOOKUP_KEYS, LOOKUP_STATUS
from desktop_app.wizards.draft import Draft, RegisterChoice

_KEYS: Mapping[str, str] = {key: status.value if status else "" for status, key in LOOKUP_KEYS.items()}
"""The filters' keys and what the draft calls them."""


class RegisterPicker(QWidget):
    """The register with search and filters. Whoever is in the list gets a letter."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__()
        self._context = context
        ui, say = context.ui, context.say
        filters = [
            Filter(key, say(LOOKUP_STATUS[status].words), LOOKUP_STATUS[status].icon)
            for status, key in LOOKUP_KEYS.items()
        ]
        self.grid = DataGrid(
            ui,
            RecipientSource(ui.services.register),
            name=say(text("Recipients")),
            filters=filters,
            sort="name",
            empty=EmptyState(
                ui.theme,
                "people",
                say(text("There is nobody in the register yet")),
                say(text("Take the recipients from a file: they are kept in the register.")),
            ),
        )
        self.grid.model.arrived.connect(self._take_query)
        self.only_users = QCheckBox(say(text("Only to those who had Digipost at the last lookup")))
        self.only_users.toggled.connect(self._take_only_users)
        self.ages = Banner(ui.theme, tone=Tone.ATTENTION, act=say(text("Look them up again")))
        whole = column(self.ages, self.grid, self.only_users, space=Space.FIELD)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_draft(self, draft: Draft) -> None:
        """Show the filter of the draft."""
        choice = draft.recipients.register
        wanted = frozenset(key for key, status in _KEYS.items() if status in choice.statuses)
        query = self.grid.query()
        if (query.search, query.filters) != (choice.search, wanted):
            self.grid.filter_by(wanted, choice.search)
        self.only_users.blockSignals(True)
        self.only_users.setChecked(draft.recipients.only_known_users)
        self.only_users.blockSignals(False)
        self.only_users.setVisible(draft.pattern is Pattern.FROM_REGISTER)
        self.ages.hide()

    def _take_query(self) -> None:
        query = self.grid.query()
        draft = self._context.draft
        choice = RegisterChoice(
            search=query.search,
            statuses=tuple(_KEYS[key] for key in sorted(query.filters)),
            tags=draft.recipients.register.tags,
        )
        if choice != draft.recipients.register:
            self._context.change(replace(draft, recipients=replace(draft.recipients, register=choice)))

    def _take_only_users(self, wanted: bool) -> None:
        draft = self._context.draft
        self._context.change(replace(draft, recipients=replace(draft.recipients, only_known_users=wanted)))
