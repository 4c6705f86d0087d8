"""What the history of the schedule shows: what became of each slot and of each run by hand, the newest first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator
from desktop_app.jobs.outcomes import CAUSE_WORDS, OUTCOME_WORDS, Outcome
from desktop_app.jobs.schedule import Schedule
from desktop_app.jobs.schedule_store import FoundBy, RunQuery, RunRecord
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow
from desktop_app.ui.words import RUN_OUTCOME

Key = TypeVar("Key")
TITLE_OF_NONE = text("A job that is no longer there")


class RunSource:
    """The outcomes, by the page and straight from SQL.

    What is searched for is what the person reads, in their language: the names of jobs, outcomes and causes, and what
    a run said.
    """

    columns: Sequence[Column] = (
        Column("when", text("Time"), ColumnKind.DATE, characters=21),
        Column("job", text("Job"), characters=28, sortable=False),
        Column("outcome", text("Outcome"), ColumnKind.STATUS, characters=26, sortable=False),
        Column("why", text("What it says"), characters=52, sortable=False),
        Column("how", text("How it began"), characters=14, sortable=False),
        Column("ended", text("Ended"), ColumnKind.DATE, characters=21, sortable=False, shown=False),
    )

    def __init__(self, schedule: Schedule, titles: Mapping[str, Text], translator: Translator) -> None:
        self._schedule = schedule
        self._titles = titles
        self._translator = translator

    def count(self, query: GridQuery) -> int:
        """How many outcomes fit."""
        return self._schedule.count_runs(self._asked(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        """A page of them."""
        found = self._schedule.find_runs(self._asked(query), offset=offset, limit=limit)
        return [self._row(record) for record in found]

    def _asked(self, query: GridQuery) -> RunQuery:
        words = query.search.split()
        said = [(message, message) for message in self._schedule.run_messages()] if words else []
        return RunQuery(
            outcomes=frozenset(Outcome(key) for key in query.filters),
            words=tuple(self._found_by(word, said) for word in words),
            oldest_first=query.sort == "when" and not query.descending,
        )

    def _found_by(self, word: str, said: Sequence[tuple[Text, Text]]) -> FoundBy:
        return FoundBy(
            messages=frozenset(self._having(word, said)),
            names=frozenset(self._having(word, self._titles.items())),
            outcomes=frozenset(self._having(word, OUTCOME_WORDS.items())),
            causes=frozenset(self._having(word, CAUSE_WORDS.items())),
        )

    def _having(self, word: str, named: Iterable[tuple[Key, Text]]) -> Iterable[Key]:
        wanted = word.casefold()
        return (key for key, words in named if wanted in self._translator.render(words).casefold())

    def _row(self, record: RunRecord) -> GridRow:
        return GridRow(
            str(record.id),
            (
                record.slot_at or record.decided_at,
                self._titles.get(record.name, TITLE_OF_NONE),
                RUN_OUTCOME[record.outcome],
                why_words(record),
                record.trigger.words() if record.trigger else None,
                record.finished_at,
            ),
        )


def why_words(record: RunRecord) -> Text | None:
    """What a run said in the end, or why there was none. A run that ended well without a word says nothing."""
    if record.message is not None:
        return record.message
    if record.cause is not None:
        return record.cause.words()
    return record.outcome.words() if record.outcome in {Outcome.INTERRUPTED, Outcome.CANCELLED} else None
