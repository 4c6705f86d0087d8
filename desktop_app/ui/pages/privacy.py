"""Privacy: is the data safe, how long is it kept, and who looked?"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.privacy.audit import Act, Audit, AuditChanged, AuditEntry, AuditQuery
from desktop_app.privacy.cleaning import Cleaned, RetentionChanged
from desktop_app.services import Protection
from desktop_app.services.restoring import back_up, recovery_code_of
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.dialogs import Danger, confirm
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow
from desktop_app.ui.components.labels import show_when
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.making_files import MakingFiles
from desktop_app.ui.pages.recovery_dialog import RecoveryDialog
from desktop_app.ui.theme import Tone

AUDIT_COLUMNS = (
    Column("at", text("When"), ColumnKind.DATE, characters=21),
    Column("act", text("What"), characters=32, sortable=False),
    Column("about", text("About"), characters=44, sortable=False),
    Column("who", text("Who"), characters=18, sortable=False),
)
_SHOWN_AS_FILTERS = (Act.REVEALED, Act.EXPORTED, Act.LOOKED_UP, Act.SENT, Act.FORGOT)


class PrivacyPage(FramedPage):
    """How the data lies on the disk, what goes when, and the list of who looked, exported, sent or forgot."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        protection = context.services.protection
        super().__init__(
            context,
            say(text("Privacy")),
            say(
                text(
                    "Who looked at people's details, exported them or sent them. Names show only while the register "
                    "has them."
                )
            ),
        )
        self.code = Button(theme, say(text("Recovery code…")), self._show_code, icon="key")
        show_when(self.code, protection.is_encrypted)
        self.header.add_act(self.code)
        self.header.add_act(Button(theme, say(text("Make a backup")), self._back_up, icon="file"))
        self.clean = Button(theme, say(text("Remove what is too old…")), self._ask_to_clean, icon="trash")
        self.header.add_act(self.clean)
        words, tone = standing(protection)
        self.banner = Banner(
            theme, say(words), tone, say(text("How long things are kept")), self._go_to_settings
        )
        self.grid = DataGrid(
            context,
            AuditSource(context.services.privacy.audit),
            name=say(text("Who looked, exported or sent")),
            names_people=True,
            filters=[Filter(act.value, say(act.words())) for act in _SHOWN_AS_FILTERS],
            export=self._export,
            empty=EmptyState(
                theme,
                "eye",
                say(text("Nothing recorded yet")),
                say(
                    text("What is looked up, shown, exported, sent or forgotten is listed here from now on.")
                ),
            ),
            sort="at",
            descending=True,
        )
        self._files = MakingFiles(context, self)
        self.fill(self.banner, self.grid)
        for kind in (AuditChanged, RetentionChanged):
            context.bridge.listen(kind, self, lambda _events: self.refresh())

    def refresh(self) -> None:
        """Read the list anew."""
        self.grid.refresh()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Narrow the list by `filters` and a `search`."""
        self.grid.show_at(where)

    def place(self) -> Mapping[str, object]:
        """What narrows the list."""
        return self.grid.place()

    def focus_search(self) -> None:
        """Search the list."""
        self.grid.search.setFocus()

    def _go_to_settings(self) -> None:
        self.context.navigator.go("settings", setting="retention.")

    def _export(self, query: GridQuery) -> None:
        title, name = text("Export who looked"), text("privacy.xlsx")
        self._files.export_grid(self.grid.source, query, title, name, names_people=True)

    def _show_code(self) -> None:
        services = self.context.services

        def read() -> str:
            code = recovery_code_of(services.secrets)
            services.privacy.audit.note(Act.CODE_SHOWN)
            return code

        self.context.reader.read(self, read, self._show)

    def _show(self, code: str) -> None:
        front = self.context.front
        front.when_free(self, lambda: front.ask(RecoveryDialog(self.context, code, self)))

    def _back_up(self) -> None:
        services = self.context.services

        def make(_work: WorkContext) -> Path:
            path = back_up(services.database, services.folder, services.clock)
            services.privacy.audit.note(Act.BACKED_UP, about=path.name)
            return path

        self._files.run(
            text("Making a backup"),
            make,
            lambda path: self._files.tell(
                text("The backup is made."), [text("{file}", file=path.name)], path.parent
            ),
        )

    def _ask_to_clean(self) -> None:
        cleaning = self.context.services.privacy.cleaning
        self._files.run(
            text("Looking for what is too old"),
            lambda work: cleaning.run(work, dry_run=True),
            lambda found: self.context.front.when_free(self, lambda: self._ask_about(found)),
        )

    def _ask_about(self, found: Sequence[Cleaned]) -> None:
        count = sum(each.removed for each in found)
        if not count:
            self.banner.say(self.context.say(text("Nothing was too old.")), Tone.DONE)
            return
        kinds = ", ".join(
            self.context.say(text("{kind}: {count}", kind=each.kind.words(), count=each.removed))
            for each in found
            if each.removed
        )
        agreed = confirm(
            self.context,
            self,
            plural("Remove {count} thing that is too old?", "Remove {count} things that are too old?", count),
            text("{kinds}. What an unfinished mailing needs stays. This cannot be undone.", kinds=kinds),
            plural("Remove {count} thing", "Remove {count} things", count),
            Danger.CANNOT_BE_UNDONE,
        )
        if agreed:
            cleaning = self.context.services.privacy.cleaning
            self._files.run(text("Removing what is too old"), cleaning.run, self._was_cleaned)

    def _was_cleaned(self, done: Sequence[Cleaned]) -> None:
        count = sum(each.removed for each in done)
        words = plural("{count} thing was removed.", "{count} things were removed.", count)
        self.banner.say(self.context.say(words), Tone.DONE)


class AuditSource:
    """Asks the audit; filtering and searching happen in SQL."""

    columns: Sequence[Column] = AUDIT_COLUMNS

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def count(self, query: GridQuery) -> int:
        return self._audit.count(_audit_query(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        return [_row(entry) for entry in self._audit.page(_audit_query(query), offset, limit)]


def standing(protection: Protection) -> tuple[Text, Tone]:
    """Whether the data is encrypted, in words, and what the words' colour means."""
    if protection.why_plain is None:
        return text(
            "The data and its backups are encrypted. The key is in this computer's keyring."
        ), Tone.DONE
    return protection.why_plain.words(), Tone.ATTENTION if protection.warning else Tone.QUIET


def _audit_query(query: GridQuery) -> AuditQuery:
    return AuditQuery(
        acts=frozenset(map(Act, query.filters)),
        search=query.search,
        oldest_first=query.sort == "at" and not query.descending,
    )


def _row(entry: AuditEntry) -> GridRow:
    return GridRow(str(entry.id), (entry.at, entry.act.words(), entry.about_words(), entry.who))
