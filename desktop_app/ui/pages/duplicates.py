"""Recipients who are perhaps one person: side by side, each field chosen, put together or kept apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.letters import LetterQuery
from desktop_app.register.changes import Change
from desktop_app.register.duplicates import CHOSEN_BY_FIELD, DuplicateGroup
from desktop_app.register.model import Recipient
from desktop_app.register.words import DUPLICATE_WORDS
from desktop_app.ui.components.buttons import Button, ButtonKind, CheckBox, ElidedRadioButton, IconButton
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.dialogs import confirm
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.grid_source import Column, GridRow
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, boxed, clear, column, row
from desktop_app.ui.components.undo_line import Undoable, UndoLine
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage, WholeSource
from desktop_app.ui.pages.recipient_form import written
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_STATUS

_LEAST_LIST_WIDTH = 240
COLUMNS = (
    Column("names", text("Perhaps the same person"), characters=30),
    Column("why", text("Why"), characters=26),
)
_BESIDE_EACH_OTHER = 3
_SECRET_SHOWN = 6
_LIST_WIDTH = 360


@dataclass(frozen=True, slots=True)
class PersonBeside:
    """One of a group, with how many letters were sent to them."""

    recipient: Recipient
    letters: int


class DuplicatesPage(FramedPage):
    """The groups to the left, the people of one group beside each other to the right."""

    def __init__(self, context: UiContext, back: Callable[[], object]) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Duplicates")), " ")
        self.header.add_before(IconButton(theme, "chevron-left", say(text("Back to the recipients")), back))
        self._groups: dict[str, DuplicateGroup] = {}
        self._compared: DuplicateGroup | None = None
        self.grid = DataGrid(
            context,
            WholeSource(COLUMNS, self._load),
            name=say(text("Groups of recipients")),
            empty=EmptyState(
                theme,
                "done",
                say(text("Nobody is in the register twice")),
                say(
                    text("Numbers, names with birth dates and addresses, and e-mail addresses were compared.")
                ),
            ),
        )
        self.grid.setMaximumWidth(_LIST_WIDTH)
        self.grid.model.arrived.connect(self._tell)
        self.grid.table.selectionModel().currentRowChanged.connect(
            lambda now, _old: self._open_row(now.row())
        )
        self.grid.opened.connect(self.open_group)
        self.undo = UndoLine(context, self, self.refresh)
        self.beside = BesideEachOther(context, self._merge, self._keep_apart)
        right = column(self.beside, self.undo, space=Space.ROW)
        right.setStretch(0, 1)
        self.grid.setMinimumWidth(_LEAST_LIST_WIDTH)  # three people beside each other need the room
        parts = row(self.grid, boxed(right), space=Space.CARD)
        parts.setStretch(0, 2)
        parts.setStretch(1, 5)
        self.fill(parts)

    def show_at(self, where: Mapping[str, object]) -> None:
        """Show the `group` of people beside each other."""
        group = where.get("group")
        if isinstance(group, DuplicateGroup):
            self.compare(group)

    def place(self) -> Mapping[str, object]:
        """Who is shown beside each other."""
        return {"group": self._compared} if self._compared is not None else {}

    def refresh(self) -> None:
        """Look for groups anew."""
        self._show((), None)
        self.grid.refresh()

    def focus_search(self) -> None:
        """Search the groups."""
        self.grid.search.setFocus()

    def open_group(self, key: str) -> None:
        """Show the people of one group beside each other."""
        group = self._groups.get(key)
        if group is not None:
            self.compare(group)

    def compare(self, group: DuplicateGroup) -> None:
        """Show some people beside each other, whether or not they are in the list."""
        services = self.context.services

        def read() -> list[PersonBeside]:
            found = services.register.by_ids(group.recipient_ids)
            return [
                PersonBeside(found[one], services.mailing.count_letters(LetterQuery(recipient_id=one)))
                for one in group.recipient_ids
                if one in found
            ]

        self.context.reader.read(self, read, lambda people: self._show(people, group))

    def _show(self, people: Sequence[PersonBeside], group: DuplicateGroup | None) -> None:
        self._compared = group
        self.beside.show_people(people, group)

    def _load(self) -> Sequence[GridRow]:
        register = self.context.services.register
        groups = register.duplicates()
        names = register.by_ids({one for group in groups for one in group.recipient_ids})
        self._groups = {_key(group): group for group in groups}
        return [
            GridRow(
                _key(group),
                (
                    " / ".join(
                        dict.fromkeys(
                            names[one].full_name or names[one].customer_id
                            for one in group.recipient_ids
                            if one in names
                        )
                    ),
                    DUPLICATE_WORDS[group.reason],
                ),
            )
            for group in groups
        ]

    def _tell(self) -> None:
        count = len(self._groups)
        words = plural(
            "{count} group of recipients who may be the same person",
            "{count} groups of recipients who may be the same person",
            count=count,
        )
        self.header.set_sentence(self.context.say(words if count else text("No duplicates were found.")))

    def _open_row(self, number: int) -> None:
        key = self.grid.model.key_at(number)
        if key is not None:
            self.open_group(key)

    def _merge(self, kept: int, others: Sequence[int], taken_from: Mapping[str, int]) -> None:
        count = len(others) + 1
        agreed = confirm(
            self.context,
            self,
            plural("Put {count} recipients together?", "Put {count} recipients together?", count=count),
            text(
                "One recipient remains, with the values you chose. The letters and lookups of the others "
                "move to its history, and their customer ids still find the person. “Undo” takes them apart "
                "again."
            ),
            plural("Put {count} together", "Put {count} together", count=count),
        )
        if agreed:
            register = self.context.services.register
            self.context.reader.read(self, lambda: register.merge(kept, others, taken_from), self._was_merged)

    def _was_merged(self, change: Change) -> None:
        register = self.context.services.register
        self.undo.remember(Undoable(change.description, lambda: register.undo(change)))
        self.refresh()

    def _keep_apart(self, ids: Sequence[int]) -> None:
        register = self.context.services.register
        self.context.reader.read(self, lambda: register.keep_apart(ids), lambda _none: self.refresh())


class BesideEachOther(QFrame):
    """The people of one group in columns. In each row where they differ, a value is chosen.

    `merge` gets who is kept, the others, and from whom each field is taken; `apart` gets all of them.
    """

    def __init__(
        self,
        context: UiContext,
        merge: Callable[[int, Sequence[int], Mapping[str, int]], object],
        apart: Callable[[Sequence[int]], object],
    ) -> None:
        super().__init__()
        self._context, self._merge, self._apart = context, merge, apart
        self._people: Sequence[PersonBeside] = ()
        self.kept = QButtonGroup(self)
        self.choices: dict[str, QButtonGroup] = {}
        self.taken: dict[int, CheckBox] = {}
        self.setProperty("face", "card")
        say, theme = context.say, context.theme
        self.setAccessibleName(say(text("Side by side")))
        self._place: QVBoxLayout = column(space=Space.FIELD)
        self._after = Label(theme, "", tone=Tone.QUIET, wrap=True)
        self.apart_button = Button(
            theme, say(text("They are different people")), lambda: self._apart(self._ids())
        )
        self.merge_button = Button(
            theme, say(text("Put them together…")), self._press_merge, kind=ButtonKind.PRIMARY
        )
        foot = row(self.apart_button, None, self.merge_button)
        foot.setContentsMargins(0, 0, Space.CARD, 0)
        self._whole = QWidget()
        inside = column(Scroll(column(self._place, self._after, None), (0, 0, Space.CARD, 0)), foot)
        inside.setStretch(0, 1)
        self._whole.setLayout(inside)
        self._nobody = EmptyState(
            theme,
            "people",
            say(text("Choose a group")),
            say(text("Then you see its people side by side, and choose which values are right.")),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(self._whole)
        self.setLayout(column(self._stack, margins=(Space.CARD, Space.CARD, 0, Space.CARD)))

    def show_people(self, people: Sequence[PersonBeside], group: DuplicateGroup | None) -> None:
        """Show a group, or that none is chosen. Of a large group the first few; the others come up afterwards."""
        self._people = people[:_BESIDE_EACH_OTHER]
        clear(self._place)
        self.kept = QButtonGroup(self)
        self.choices, self.taken = {}, {}
        if len(self._people) < 2 or group is None:
            self._stack.setCurrentWidget(self._nobody)
            return
        theme, say = self._context.theme, self._context.say
        self._place.addWidget(Label(theme, say(DUPLICATE_WORDS[group.reason]), TextRole.SECTION))
        self._place.addLayout(self._table())
        self._stack.setCurrentWidget(self._whole)
        self._tell()

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(Space.CARD)
        table.setVerticalSpacing(Space.ROW)
        theme, say = self._context.theme, self._context.say
        table.addWidget(Label(theme, say(text("Keep customer id")), TextRole.HELP, Tone.QUIET), 0, 0)
        for place, person in enumerate(self._people, start=1):
            table.setColumnStretch(place, 1)
            table.addWidget(self._keeper(person, first=place == 1), 0, place)
        line_number = 1
        if len(self._people) > 2:
            table.addWidget(Label(theme, say(text("Same person")), TextRole.HELP, Tone.QUIET), 1, 0)
            for place, person in enumerate(self._people, start=1):
                table.addWidget(self._ticker(person), 1, place)
            line_number = 2
        for field in CHOSEN_BY_FIELD:
            values = [self._written(person, field) for person in self._people]
            if any(values):
                self._add_field(table, line_number, field, values)
                line_number += 1
        self._add_rest(table, line_number)
        return table

    def _keeper(self, person: PersonBeside, *, first: bool) -> ElidedRadioButton:
        words = text("Customer id {id}", id=person.recipient.customer_id)
        button = ElidedRadioButton(person.recipient.customer_id)
        button.setAccessibleName(self._context.say(words))
        button.setChecked(first)
        self.kept.addButton(button, person.recipient.id)
        button.toggled.connect(lambda on, chosen=person.recipient.id: self._keep(chosen) if on else None)
        return button

    def _ticker(self, person: PersonBeside) -> CheckBox:
        tick = CheckBox()
        tick.setChecked(True)
        words = text(
            "{name}, customer id {id}, is the same person",
            name=person.recipient.full_name,
            id=person.recipient.customer_id,
        )
        tick.setAccessibleName(self._context.say(words))
        tick.toggled.connect(lambda _on: self._tell())
        self.taken[person.recipient.id] = tick
        return tick

    def _add_field(self, table: QGridLayout, number: int, field: str, values: Sequence[str]) -> None:
        """One row: plain where all say the same, a choice where they differ."""
        theme, label = self._context.theme, self._context.say(FIELD_LABEL[field])
        table.addWidget(Label(theme, label, TextRole.HELP, Tone.QUIET), number, 0)
        if len(set(values)) == 1:
            table.addWidget(Label(theme, _covered(field, values[0]), wrap=True), number, 1)
            return
        group = QButtonGroup(self)
        self.choices[field] = group
        wanted = next((place for place, value in enumerate(values) if value), 0)
        for place, (person, value) in enumerate(zip(self._people, values, strict=True)):
            shown = _covered(field, value) or self._context.say(text("Nothing"))
            button = ElidedRadioButton(shown)
            button.setAccessibleName(f"{label}: {shown}")
            button.setChecked(place == wanted)
            group.addButton(button, person.recipient.id)
            table.addWidget(button, number, place + 1)

    def _add_rest(self, table: QGridLayout, number: int) -> None:
        """What is not chosen: tags, the last lookup, and how many letters there are."""
        theme, say = self._context.theme, self._context.say
        rest: tuple[tuple[Text, Callable[[PersonBeside], str]], ...] = (
            (FIELD_LABEL["tags"], lambda one: self._written(one, "tags")),
            (text("Last lookup"), lambda one: say(LOOKUP_STATUS[one.recipient.status].words)),
            (text("Letters"), lambda one: str(one.letters)),
        )
        for place, (label, value) in enumerate(rest):
            table.addWidget(Label(theme, say(label), TextRole.HELP, Tone.QUIET), number + place, 0)
            for beside, person in enumerate(self._people, start=1):
                table.addWidget(
                    Label(theme, value(person), tone=Tone.QUIET, wrap=True), number + place, beside
                )

    def _keep(self, chosen: int) -> None:
        """Whoever is kept keeps the own values too, where there are any."""
        by_id = {person.recipient.id: person for person in self._people}
        for field, group in self.choices.items():
            button = group.button(chosen)
            if self._written(by_id[chosen], field):
                button.setChecked(True)
        self._tell()

    def _tell(self) -> None:
        """Say what happens with what is not chosen, and whether it can be done at all."""
        say = self._context.say
        chosen = [person for person in self._people if self._is_taken(person)]
        others = [person for person in chosen if person.recipient.id != self.kept.checkedId()]
        numbers = {person.recipient.national_id for person in chosen} - {None}
        firms = {person.recipient.organisation_number for person in chosen} - {None}
        if len(numbers) > 1 or len(firms) > 1:
            words = text(
                "Their identity numbers differ: these are different people, and cannot be put together."
            )
        elif not others or not self._is_kept_taken():
            words = text("Tick the one to keep, and at least one other who is the same person.")
        else:
            words = plural(
                "{count} letter of the others moves into the history of the one who is kept. Customer id {ids} still "
                "finds the person. Tags are put together. A Digipost address that a lookup found stays with the one "
                "it was found for; only where there is none is it taken over, and then looked up anew.",
                "{count} letters of the others move into the history of the one who is kept. Customer id {ids} still "
                "finds the person. Tags are put together. A Digipost address that a lookup found stays with the one "
                "it was found for; only where there is none is it taken over, and then looked up anew.",
                count=sum(person.letters for person in others),
                ids=", ".join(person.recipient.customer_id for person in others),
            )
        can = bool(others) and len(numbers) < 2 and len(firms) < 2
        self._after.setText(say(words))
        self.merge_button.setEnabled(can and self._is_kept_taken())

    def _written(self, person: PersonBeside, field: str) -> str:
        return written(person.recipient, field, self._context.translator)

    def _is_taken(self, person: PersonBeside) -> bool:
        tick = self.taken.get(person.recipient.id)
        return tick is None or tick.isChecked()

    def _is_kept_taken(self) -> bool:
        tick = self.taken.get(self.kept.checkedId())
        return tick is None or tick.isChecked()

    def _ids(self) -> list[int]:
        return [person.recipient.id for person in self._people]

    def _press_merge(self) -> None:
        kept = self.kept.checkedId()
        taken = [person.recipient.id for person in self._people if self._is_taken(person)]
        others = [one for one in taken if one != kept]
        fields = {
            field: group.checkedId() for field, group in self.choices.items() if group.checkedId() in taken
        }
        self._merge(kept, others, fields)


def _covered(field: str, value: str) -> str:
    """An identity number shows its birth date and covers the rest."""
    if field != "national_id" or not value:
        return value
    return value[:_SECRET_SHOWN] + "•" * (len(value) - _SECRET_SHOWN)


def _key(group: DuplicateGroup) -> str:
    return ",".join(map(str, group.recipient_ids))
