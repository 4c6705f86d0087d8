"""The list of recipients: the register in a grid, with one person beside it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import JobState, JobStateChanged, Lane
from desktop_app.mailing.events import JobChanged, ReceiptApplied
from desktop_app.mailing.option_checks import OLD_LOOKUP_DAYS
from desktop_app.privacy.audit import Act
from desktop_app.privacy.forgetting import PersonForgotten
from desktop_app.register.changes import Change
from desktop_app.register.exporting import EXPORTED_FIELDS, export_recipients
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.queries import older_than
from desktop_app.register.recipients import TagCount
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.dialogs import confirm
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.components.layout import row
from desktop_app.ui.components.undo_line import Undoable, UndoLine
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.giving_up import OpenLookups
from desktop_app.ui.pages.recipient_filters import RecipientFilters, as_entry, status_filters
from desktop_app.ui.pages.recipient_form import typed_in
from desktop_app.ui.pages.recipient_panel import RecipientPanel
from desktop_app.ui.pages.recipient_source import TAG_PREFIX, RecipientSource, recipient_query
from desktop_app.ui.pages.tag_dialog import TagDialog, ask_for_new_name
from desktop_app.ui.theme import Space
from desktop_app.ui.wizard_door import import_recipients
from desktop_app.ui.words import FIELD_LABEL

CHANGED, DUPLICATES = "changed", "duplicates"
"""The views that stand in the list's place, as `show_at` takes them."""


class RecipientList(FramedPage):
    """The register in a grid, one person beside it, and import, export, tags and lookup."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Recipients")), " ")
        self._more = Button(
            theme, say(text("More")), self._show_more, kind=ButtonKind.QUIET, icon="chevron-down"
        )
        self.header.add_act(self._more)
        self.header.add_act(Button(theme, say(text("New recipient")), self._new, icon="plus"))
        self.header.add_act(
            Button(theme, say(text("Import…")), self._import, kind=ButtonKind.PRIMARY, icon="import")
        )
        self.filters = RecipientFilters(context, self)
        self.grid = DataGrid(
            context,
            RecipientSource(context.services.register, context.services.clock),
            name=say(text("Recipients")),
            names_people=True,
            filters=status_filters(context),
            menus=self.filters.menus,
            acts=[
                GridAct(say(text("Look up")), "lookup", self._look_up),
                GridAct(say(text("Tag…")), "tag", self._tag, compact=True),
                GridAct(say(text("Remove")), "trash", self._remove, compact=True),
            ],
            export=self._export,
            empty=self._empty(),
            sort="name",
        )
        self.filters.attach(self.grid)
        self.undo = UndoLine(context, self, self._undone)
        self.grid.add_to_foot(self.undo)
        self.grid.opened.connect(self.open_recipient)
        self.panel = RecipientPanel(context, self._saved)
        self.panel.hide()
        self._opening = ""
        parts = row(self.grid, self.panel, space=Space.CARD)
        parts.setStretch(0, 1)
        self.lookups = OpenLookups(context, self.refresh)
        self.fill(self.lookups, parts)
        context.bridge.listen(JobChanged, self, lambda _events: self.lookups.refresh())
        context.bridge.listen(ReceiptApplied, self, lambda _events: self.refresh())
        context.bridge.listen(JobStateChanged, self, self._work_ended)
        context.bridge.listen(PersonForgotten, self, self._was_forgotten)

    def refresh(self) -> None:
        """Read the rows, the numbers and the tags anew."""
        self.grid.refresh()
        self.filters.refresh()
        self.lookups.refresh()
        register = self.context.services.register
        self.context.reader.read(self, register.count_by_status, self._show_counts)

    def show_at(self, where: Mapping[str, object]) -> None:
        """Narrow the list, or open the `recipient` with that id; go on `editing` one with what was `typed`."""
        recipient, editing = where.get("recipient"), where.get("editing")
        self.grid.show_at(where)
        if isinstance(recipient, int):
            self.open_recipient(str(recipient))
        if isinstance(editing, Recipient):
            self.panel.edit_recipient(editing, typed=typed_in(where))

    def place(self) -> Mapping[str, object]:
        """What narrows the list, and who is shown beside it, or is being edited with what was typed."""
        shown, form, place = self.panel.recipient, self.panel.form, self.grid.place()
        if self.panel.isHidden():
            return place
        if form is not None:
            return {**place, "editing": shown, "typed": form.typed()}
        return {**place, "recipient": shown.id}

    def may_leave(self) -> bool:
        """Ask when somebody is being edited."""
        return self.panel.may_leave()

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
        """Show one person beside the grid, unless the one who is there is being edited and is to stay."""
        if not self.panel.may_leave():
            return
        register = self.context.services.register
        self._opening = key

        def answered(recipient: Recipient) -> None:
            if self._opening == key:
                self.panel.show_recipient(recipient)

        self.context.reader.read(self, lambda: register.get(int(key)), answered)

    def menu_of_more(self) -> QMenu:
        """What is done more seldom."""
        say, menu = self.context.say, QMenu(self._more)
        go = self.context.navigator.go
        menu.addAction(say(text("Look up the old ones…")), self._look_up_old)
        menu.addSeparator()
        menu.addAction(say(text("What changed")), lambda: go("recipients", view=CHANGED))
        menu.addAction(say(text("Duplicates")), lambda: go("recipients", view=DUPLICATES))
        menu.addSeparator()
        renaming = menu.addMenu(say(text("Rename a tag")))
        for tag in self.filters.known_tags:
            renaming.addAction(as_entry(tag.name), partial(self._rename_tag, tag))
        renaming.setEnabled(bool(self.filters.known_tags))
        return menu

    def _show_more(self) -> None:
        menu = self.menu_of_more()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _empty(self) -> EmptyState:
        say, theme = self.context.say, self.context.theme
        return EmptyState(
            theme,
            "people",
            say(text("The register is empty")),
            say(text("Import people from a spreadsheet. You first see what each row becomes.")),
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

    def _was_forgotten(self, events: Sequence[PersonForgotten]) -> None:
        """Somebody is gone for good: nothing of them stays on the screen."""
        if self.panel.recipient.id in {event.recipient_id for event in events}:
            self.panel.put_away()
        self.refresh()

    # Edits, and taking them back

    def _new(self) -> None:
        if self.panel.may_leave():
            self._opening = ""
            self.panel.edit_recipient(Recipient(customer_id=""))

    def _import(self) -> None:
        import_recipients(self.context, self, self.refresh)

    def _saved(self, change: Change) -> None:
        """Something was changed: show it, and offer to take it back."""
        if not change.is_empty:
            register = self.context.services.register
            self.undo.remember(Undoable(change.description, lambda: register.undo(change)))
        self.refresh()

    def _undone(self) -> None:
        """Several may have changed: read the list anew, and whoever is shown beside it."""
        self.refresh()
        if self.panel.isHidden() or self.panel.form is not None or not self.panel.recipient.id:
            return
        register, shown = self.context.services.register, self.panel.recipient.id

        def answered(found: Mapping[int, Recipient]) -> None:
            if shown in found:
                self.panel.show_recipient(found[shown])
            else:
                self.panel.close_panel()

        self.context.reader.read(self, lambda: register.by_ids([shown]), answered)

    def _change(self, act: Callable[[], Change]) -> None:
        self.context.reader.read(self, act, self._saved)

    def _tag(self, keys: list[str]) -> None:
        register, ids = self.context.services.register, [int(key) for key in keys]

        def ask(tags: Sequence[TagCount]) -> None:
            dialog = TagDialog(self.context, len(ids), tags, self)
            if self.context.front.ask(dialog) == TagDialog.DialogCode.Accepted:
                act = register.add_tag if dialog.gives else register.remove_tag
                name = dialog.tag
                self._change(lambda: act(name, ids))

        front = self.context.front
        self.context.reader.read(self, register.tags, lambda tags: front.when_free(self, lambda: ask(tags)))

    def _rename_tag(self, tag: TagCount) -> None:
        others = {each.name: each for each in self.filters.known_tags if each.name != tag.name}
        new_name = ask_for_new_name(self.context, tag, others, self)
        if new_name is None:
            return
        register = self.context.services.register
        self.context.reader.read(
            self,
            lambda: register.rename_tag(tag.name, new_name, merge=new_name in others),
            lambda _done: self._renamed(f"{TAG_PREFIX}{tag.name}", f"{TAG_PREFIX}{new_name}"),
        )

    def _renamed(self, before: str, now: str) -> None:
        """Show the list anew; what was narrowed to the tag stays so under its new name."""
        query = self.grid.query()
        if before in query.filters:
            self.grid.filter_by(query.filters - {before} | {now}, query.search)
        self._undone()

    def _remove(self, keys: list[str]) -> None:
        count, ids = len(keys), [int(key) for key in keys]
        agreed = confirm(
            self.context,
            self,
            plural("Remove {count} recipient?", "Remove {count} recipients?", count=count),
            text(
                "They leave the register, and “Undo” brings them back. Mailings that were sent to them are kept."
            ),
            plural("Remove {count} recipient", "Remove {count} recipients", count=count),
        )
        if agreed:
            register = self.context.services.register
            if self.panel.recipient.id in ids and self.panel.form is None:
                self.panel.hide()
            self._change(lambda: register.delete(ids))

    # Out to a file, and to Digipost

    def _export(self, query: GridQuery) -> None:
        say = self.context.say
        title, name = say(text("Export these recipients")), say(text("recipients.xlsx"))
        kinds = f"{say(text('Excel'))} (*.xlsx);;CSV (*.csv)"
        path = choose_file_to_save(self.context, self, title, name, kinds)
        if path is not None:
            register = self.context.services.register
            audit = self.context.services.privacy.audit
            wanted, headings = recipient_query(query), export_headings(self.context)
            self._submit(
                Lane.FILES,
                text("Exporting recipients"),
                lambda work: audit.note(
                    Act.EXPORTED,
                    people=export_recipients(register, wanted, path, work, headings),
                    about=path.name,
                ),
            )

    def _look_up(self, keys: list[str]) -> None:
        self._ask_and_look_up([int(key) for key in keys])

    def _look_up_old(self) -> None:
        """Look up those of the list who were not looked up for long: as long as the filter says, or a month."""
        query = recipient_query(self.grid.query())
        days = query.lookup_older_than_days or OLD_LOOKUP_DAYS
        old = older_than(query, days)
        register = self.context.services.register
        self.context.reader.read(
            self,
            lambda: register.ids(old),
            lambda ids: self.context.front.when_free(self, lambda: self._ask_and_look_up(ids, days)),
        )

    def _ask_and_look_up(self, ids: Sequence[int], days: int | None = None) -> None:
        count = len(ids)
        sentence = text(
            "Digipost says who can be reached digitally. Nothing is sent to the people themselves."
        )
        if days is not None:
            sentence = plural(
                "{count} of this list was never looked up, or more than {days} days ago. {sentence}",
                "{count} of this list were never looked up, or more than {days} days ago. {sentence}",
                count=count,
                days=days,
                sentence=sentence,
            )
        if count and confirm(
            self.context,
            self,
            plural("Look up {count} recipient?", "Look up {count} recipients?", count=count),
            sentence,
            plural("Look up {count} recipient", "Look up {count} recipients", count=count),
        ):
            mailing = self.context.services.mailing
            name = self.context.say(text("Lookup from the register"))
            self._submit(
                Lane.DIGIPOST,
                plural("Looking up {count} recipient", "Looking up {count} recipients", count=count),
                lambda work: mailing.look_up(ids, name, work),
            )

    def _submit(self, lane: Lane, name: Text, work: Callable[[WorkContext], object]) -> None:
        self.context.services.lanes.submit(lane, name, work)


def export_headings(context: UiContext) -> dict[str, str]:
    """The headings of an export in the person's language. An import knows them again."""
    words: Mapping[str, Text] = {
        **FIELD_LABEL,
        "status": text("Status"),
        "reasons": text("Why"),
        "looked_up_at": text("Looked up"),
    }
    return {field: context.say(words[field]) for field in EXPORTED_FIELDS}
