"""What changed between two lookups: who has got Digipost, who has left, who moved, who is newly ambiguous."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import ReceiptApplied
from desktop_app.mailing.views import JobView
from desktop_app.privacy.audit import Act
from desktop_app.register.comparing import ChangeQuery, ChangeSort, PersonChange, WhatChanged
from desktop_app.register.exporting import CHANGE_COLUMNS, export_changes
from desktop_app.register.history import LookupChange
from desktop_app.register.recipients import Register
from desktop_app.register.words import CHANGE_WORDS
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import EmptyState
from desktop_app.ui.components.grid_source import CellValue, Column, ColumnKind, GridQuery, GridRow, Status
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.words import FIELD_LABEL, LOOKUP_STATUS

LOOKUPS_OFFERED = 200
_NAME_SHOWN = 40
_LEAST_CHOICE = 240
COLUMNS = (
    Column("name", text("Name"), characters=26),
    Column("customer_id", FIELD_LABEL["customer_id"], ColumnKind.ID, characters=14),
    Column("kind", text("What changed"), ColumnKind.STATUS, characters=30),
    Column("before", text("Before"), characters=26, sortable=False),
    Column("after", text("After"), characters=26, sortable=False),
    Column("when", text("When"), ColumnKind.DATE, characters=21),
)
_LOOKS: Mapping[LookupChange, tuple[Tone, str, Text]] = {
    LookupChange.BECAME_DIGITAL: (
        Tone.DONE,
        "done",
        text("The person did not have Digipost before and has it now. The next letter can go digitally."),
    ),
    LookupChange.LEFT_DIGITAL: (
        Tone.ATTENTION,
        "person-off",
        text("The person had Digipost before and no longer has it. The next letter has to go on paper."),
    ),
    LookupChange.OTHER_ADDRESS: (
        Tone.WORKING,
        "refresh",
        text("The person still has Digipost, under another Digipost address. The register has the new one."),
    ),
    LookupChange.NEWLY_AMBIGUOUS: (
        Tone.ATTENTION,
        "people",
        text(
            "Digipost now finds several people with these details and cannot tell which one it is. Add an "
            "identity number or a birth date, and look up again."
        ),
    ),
    LookupChange.NEWLY_UNIDENTIFIED: (
        Tone.ATTENTION,
        "person-off",
        text(
            "Digipost knew who this was before and does not any more. They may have moved or changed their name: "
            "correct the details, and look up again."
        ),
    ),
    LookupChange.NEWLY_INVALID: (
        Tone.PROBLEM,
        "problem",
        text(
            "Digipost now says that the details are wrong. Open the person to see which, correct them, and look "
            "up again."
        ),
    ),
    LookupChange.CLEARED: (
        Tone.ATTENTION,
        "attention",
        text(
            "The Digipost address or the alias is nobody's, or somebody else's, so it was removed from "
            "the register. Look up again with the other details."
        ),
    ),
    LookupChange.IDENTIFIED: (
        Tone.QUIET,
        "person",
        text(
            "Digipost can tell who this is now, but they have no account there. They need the letter on paper."
        ),
    ),
    LookupChange.OTHER_ALIAS: (
        Tone.QUIET,
        "neutral",
        text("Digipost gave the person another alias. Nothing else changed, and there is nothing to do."),
    ),
    LookupChange.OTHER_REASONS: (
        Tone.QUIET,
        "neutral",
        text("The status is as before, but Digipost gives another reason for it. Open the person to see it."),
    ),
    LookupChange.FIRST: (
        Tone.QUIET,
        "neutral",
        text(
            "Digipost was not asked about the person before, so there is nothing to compare the answer with."
        ),
    ),
}
KINDS = {kind: Status(words, *_LOOKS[kind]) for kind, words in CHANGE_WORDS.items()}
_IN_THE_SENTENCE: tuple[tuple[LookupChange, Callable[[int], Text]], ...] = (
    (
        LookupChange.BECAME_DIGITAL,
        lambda count: plural("{count} now has Digipost", "{count} now have Digipost", count=count),
    ),
    (
        LookupChange.LEFT_DIGITAL,
        lambda count: plural(
            "{count} no longer has Digipost", "{count} no longer have Digipost", count=count
        ),
    ),
    (
        LookupChange.OTHER_ADDRESS,
        lambda count: plural("{count} has a new address", "{count} have a new address", count=count),
    ),
    (
        LookupChange.NEWLY_AMBIGUOUS,
        lambda count: plural(
            "{count} matches several people now", "{count} match several people now", count=count
        ),
    ),
)


@dataclass(frozen=True)
class ChangesSource:
    """The people whose standing changed, paged in SQL. Filters are the kinds of change."""

    register: Register
    job_ids: frozenset[str]
    columns: Sequence[Column] = COLUMNS

    def count(self, query: GridQuery) -> int:
        return self.register.count_changes(change_query(self.job_ids, query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        found = self.register.page_of_changes(change_query(self.job_ids, query), offset, limit)
        return [_row(each) for each in found]


def change_query(job_ids: frozenset[str], query: GridQuery) -> ChangeQuery:
    """What the grid shows, in the register's own terms."""
    return ChangeQuery(
        job_ids,
        kinds=frozenset(map(LookupChange, query.filters)),
        search=query.search,
        sort=ChangeSort(query.sort or ChangeSort.NAME),
        descending=query.descending,
    )


class ChangesPage(FramedPage):
    """Two lookups to choose, what changed between them in a sentence, and a row for each person."""

    def __init__(self, context: UiContext, back: Callable[[], object]) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("What changed")), " ")
        self.header.add_before(IconButton(theme, "chevron-left", say(text("Back to the recipients")), back))
        self._lookups: Sequence[JobView] = ()
        self._wanted: Sequence[str | None] = ()
        self.since, self.until = self._choice(text("Between")), self._choice(text("and"))
        self.grid = DataGrid(
            context,
            ChangesSource(context.services.register, frozenset()),
            name=say(text("What changed")),
            names_people=True,
            filters=[
                Filter(kind.value, say(words), KINDS[kind].icon) for kind, words in CHANGE_WORDS.items()
            ],
            export=self._export,
            empty=EmptyState(
                theme,
                "lookup",
                say(text("Nothing changed between these lookups")),
                say(text("Choose two others above, or look up again and come back.")),
            ),
            sort="name",
        )
        self.grid.opened.connect(lambda key: context.navigator.go("recipients", recipient=int(key)))
        chooser = row(
            Label(theme, say(text("Between"))),
            self.since,
            Label(theme, say(text("and"))),
            self.until,
            None,
            space=Space.FIELD,
        )
        self.fill(chooser, self.grid)
        context.bridge.listen(ReceiptApplied, self, lambda _events: self.refresh())

    def show_at(self, where: Mapping[str, object]) -> None:
        """Compare the two lookups of a place, and narrow the people by its `filters` and `search`."""
        compared = where.get("compared")
        self._wanted = compared if isinstance(compared, tuple) else ()
        self.grid.show_at(where)

    def place(self) -> Mapping[str, object]:
        """Which two lookups are compared, and what narrows the people."""
        if not self._lookups:
            return self.grid.place()
        return {"compared": (self.since.currentData(), self.until.currentData()), **self.grid.place()}

    def refresh(self) -> None:
        """Read which lookups there are; those that are chosen stay, at first the last two are."""
        service = self.context.services.mailing
        self.context.reader.read(self, lambda: service.lookups(0, LOOKUPS_OFFERED), self._offer)

    def focus_search(self) -> None:
        """Search the people."""
        self.grid.search.setFocus()

    def _choice(self, name: Text) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.context.say(name))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMinimumWidth(_LEAST_CHOICE)  # two long names stand beside each other in a narrow window, too
        box.activated.connect(lambda _place: self._compare())
        return box

    def _offer(self, lookups: Sequence[JobView]) -> None:
        first_time = not self._lookups
        self._lookups = lookups
        chosen = [self.since.currentData(), self.until.currentData()]
        if first_time and self._wanted:
            chosen = list(self._wanted)
        elif first_time and lookups:
            chosen = [lookups[1].job_id if len(lookups) > 1 else None, lookups[0].job_id]
        for box in (self.since, self.until):
            box.clear()
            for lookup in lookups:
                box.addItem(self._words_of(lookup), lookup.job_id)
        self.since.addItem(self.context.say(text("The beginning")), None)
        for box, job_id in zip((self.since, self.until), chosen, strict=True):
            box.setCurrentIndex(max(box.findData(job_id), 0))
        self._compare()

    def _words_of(self, lookup: JobView) -> str:
        name = lookup.name if len(lookup.name) <= _NAME_SHOWN else f"{lookup.name[: _NAME_SHOWN - 1]}…"
        return self.context.say(text("{moment} · {name}", moment=lookup.finished_at, name=name))

    def _compare(self) -> None:
        """Compare the chosen two, the older one first whichever was chosen where."""
        if not self._lookups:
            self.header.set_sentence(self.context.say(text("No lookup has been answered yet.")))
            return
        order = [lookup.job_id for lookup in self._lookups]
        since, until = self.since.currentData(), self.until.currentData()
        if since is not None and order.index(since) < order.index(until):
            since, until = until, since
        services = self.context.services

        def compare() -> tuple[frozenset[str], WhatChanged]:
            jobs = services.mailing.jobs_between(since, until) if since != until else frozenset()
            return jobs, services.register.what_changed(jobs)

        self.context.reader.read(self, compare, lambda found: self._show(*found))

    def _show(self, job_ids: frozenset[str], changed: WhatChanged) -> None:
        say = self.context.say
        self.header.set_sentence(say(sentence_of(changed)))
        for kind, words in CHANGE_WORDS.items():
            counted = text("{what} ({count})", what=words, count=changed.counts.get(kind, 0))
            self.grid.filters.set_words(kind.value, say(counted))
        self.grid.filters.show_only(frozenset(kind.value for kind in changed.counts))
        self.grid.use(ChangesSource(self.context.services.register, job_ids))

    def _export(self, query: GridQuery) -> None:
        say = self.context.say
        title, name = say(text("Export what changed")), say(text("what changed.xlsx"))
        kinds = f"{say(text('Excel'))} (*.xlsx);;CSV (*.csv)"
        path = choose_file_to_save(self.context, self, title, name, kinds)
        source = self.grid.source
        if path is not None and isinstance(source, ChangesSource):
            register, wanted = self.context.services.register, change_query(source.job_ids, query)
            headings = [say(_EXPORT_HEADINGS[column]) for column in CHANGE_COLUMNS]
            self.context.services.lanes.submit(
                Lane.FILES,
                text("Exporting what changed"),
                self.context.services.privacy.audit.noting(
                    Act.EXPORTED,
                    path.name,
                    lambda work: export_changes(register, wanted, path, work, headings, say),
                    lambda count: count,
                ),
            )


def sentence_of(changed: WhatChanged) -> Text:
    """The numbers that matter most to a sender, and how many others changed in some other way."""
    parts = [words(changed.counts[kind]) for kind, words in _IN_THE_SENTENCE if changed.counts.get(kind)]
    others = changed.total - sum(changed.counts.get(kind, 0) for kind, _words in _IN_THE_SENTENCE)
    if others:
        parts.append(plural("{count} other change", "{count} other changes", count=others))
    if not parts:
        return text("Nothing changed.")
    whole = parts[-1]
    for each in reversed(parts[:-1]):
        whole = text("{one} · {others}", one=each, others=whole)
    return whole


_EXPORT_HEADINGS = {
    "customer_id": FIELD_LABEL["customer_id"],
    "name": text("Name"),
    "change": text("What changed"),
    "status_before": text("Status before"),
    "status_after": text("Status after"),
    "address_before": text("Digipost address before"),
    "address_after": text("Digipost address after"),
    "reasons": text("Why"),
    "answered_at": text("When"),
}


def _row(change: PersonChange) -> GridRow:
    before, after = _standing(change)
    cells: tuple[CellValue, ...] = (
        change.name,
        change.customer_id,
        KINDS[change.kind],
        before,
        after,
        change.answered_at,
    )
    return GridRow(str(change.recipient_id), cells)


def _standing(change: PersonChange) -> tuple[CellValue, CellValue]:
    """What was and what is: the addresses where they tell more than the statuses."""
    if change.kind is LookupChange.OTHER_ADDRESS:
        return change.address_before, change.address_after
    return LOOKUP_STATUS[change.status_before].words, LOOKUP_STATUS[change.status_after].words
