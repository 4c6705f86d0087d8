"""What narrows a grid of recipients besides their status: tags, the age of their lookup, and filters kept by name."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop_app.base.texts import text
from desktop_app.register.recipients import SavedFilter, TagCount
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.filtering import Filter, FilterMenu
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.recipient_source import AGE_PREFIX, TAG_PREFIX, filters_of, recipient_query
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_KEYS, LOOKUP_STATUS

AGES_IN_DAYS = (30, 90, 180, 365)


def status_filters(context: UiContext) -> list[Filter]:
    """A chip for each answer that a lookup can have had."""
    return [
        Filter(key, context.say(LOOKUP_STATUS[status].words), LOOKUP_STATUS[status].icon)
        for status, key in LOOKUP_KEYS.items()
    ]


class RecipientFilters:
    """The menus of one grid. Give `menus` to the grid, then `attach` to it; `refresh` reads tags and kept filters."""

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        say, theme = context.say, context.theme
        self._context, self._owner = context, owner
        self.tags = FilterMenu(
            theme, say(FIELD_LABEL["tags"]), TAG_PREFIX, say(text("All, whatever their tags")), several=True
        )
        self.age = FilterMenu(theme, say(text("Lookup")), AGE_PREFIX, say(text("All ages")))
        self.age.offer(
            [
                Filter(f"{AGE_PREFIX}{days}", say(text("Older than {days} days, or never", days=days)))
                for days in AGES_IN_DAYS
            ]
        )
        self.menus = (self.tags, self.age)
        self.kept = Button(
            theme, say(text("My filters")), self._open, kind=ButtonKind.FILTER, icon="chevron-down"
        )
        self.known_tags: Sequence[TagCount] = ()
        """The tags that somebody had when they were last read."""
        self._kept: Sequence[SavedFilter] = ()
        self._grid: DataGrid | None = None

    def attach(self, grid: DataGrid) -> None:
        """Narrow this grid."""
        self._grid = grid
        grid.filters.add_part(self.kept)
        self.refresh()

    def refresh(self) -> None:
        """Read which tags and kept filters there are."""
        register = self._context.services.register
        self._context.reader.read(
            self._owner, lambda: (register.tags(), register.saved_filters()), lambda found: self._show(*found)
        )

    def apply(self, kept: SavedFilter) -> None:
        """Show those whom a kept filter finds, in its order."""
        if self._grid is not None:
            self._grid.filter_by(filters_of(kept.query), kept.query.search)

    def keep(self) -> None:
        """Ask for a name and keep what narrows the grid at the moment under it."""
        say = self._context.say
        dialog = WordsDialog(
            self._context,
            text("Save this filter?"),
            text("Search, chips, tags and age are saved under a name. A filter with that name is replaced."),
            text("Name"),
            text("Save it"),
            parent=self._owner,
        )
        if self._context.front.ask(dialog) == QDialog.DialogCode.Accepted and self._grid is not None:
            register, query, name = (
                self._context.services.register,
                recipient_query(self._grid.query()),
                dialog.words(),
            )
            self._context.reader.read(
                self._owner, lambda: register.save_filter(name, query), lambda _none: self.refresh()
            )
            self.kept.setToolTip(say(text("Saved as “{name}”", name=name)))

    def remove(self, kept: SavedFilter) -> None:
        """Take a kept filter away. Nobody is touched by it."""
        register = self._context.services.register
        self._context.reader.read(
            self._owner, lambda: register.delete_filter(kept.name), lambda _none: self.refresh()
        )

    def menu_of_kept(self) -> QMenu:
        """The kept filters, keeping the present one, and taking one away."""
        say = self._context.say
        menu = QMenu(self.kept)
        for each in self._kept:
            menu.addAction(as_entry(each.name), partial(self.apply, each))
        if self._kept:
            menu.addSeparator()
        menu.addAction(say(text("Save this filter…")), self.keep)
        if self._kept:
            gone = menu.addMenu(say(text("Remove a filter")))
            for each in self._kept:
                gone.addAction(as_entry(each.name), partial(self.remove, each))
        return menu

    def _open(self) -> None:
        menu = self.menu_of_kept()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.kept.mapToGlobal(self.kept.rect().bottomLeft()))

    def _show(self, tags: Sequence[TagCount], kept: Sequence[SavedFilter]) -> None:
        say = self._context.say
        self._kept, self.known_tags = tuple(kept), tuple(tags)
        self.tags.offer(
            [
                Filter(f"{TAG_PREFIX}{tag.name}", say(text("{tag} ({count})", tag=tag.name, count=tag.count)))
                for tag in tags
            ]
        )
        self.tags.setEnabled(bool(tags) or bool(self.tags.chosen()))


def as_entry(words: str) -> str:
    """Somebody's own words as an entry of a menu, which takes a single “&” for a mark."""
    return words.replace("&", "&&")
