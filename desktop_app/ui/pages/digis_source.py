"""What the Digis page's grids show: members, a dry run, the log, and the card readers."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from desktop_app.base.texts import Text, text
from desktop_app.digis.forecast import WHY_NOT_WORDS, ForecastQuery, ForecastSort, Foreseen
from desktop_app.digis.log_words import Say, moment_of, words_of
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.queries import NEVER_QUEUED, MemberQuery, MemberSort, MemberView
from desktop_app.digis.service import DigisService
from desktop_app.digis.sync_log import LogLine
from desktop_app.digis.words import STATE_WORDS, reason_words
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow, Status
from desktop_app.ui.theme import Tone

_LOOKS: Mapping[str, tuple[Tone, str, Text]] = {
    DeliveryState.WAITING: (
        Tone.WORKING,
        "waiting",
        text("The person is in the queue, and the next sync sends them."),
    ),
    DeliveryState.SENDING: (Tone.WORKING, "working", text("The call to Digis is under way.")),
    DeliveryState.SENT: (
        Tone.DONE,
        "done",
        text(
            "Digis has taken the person and given them an id. They are not sent again unless you ask for "
            "it, with a reason."
        ),
    ),
    DeliveryState.FAILED: (
        Tone.PROBLEM,
        "problem",
        text(
            "Digis refused the person; the reason is beside it. They are sent again if their "
            "subscription changes, or when you choose to."
        ),
    ),
    DeliveryState.UNKNOWN: (
        Tone.ATTENTION,
        "uncertain",
        text(
            "The call went out and no usable answer came, so nobody knows whether Digis has the person. "
            "Look there before you send them again."
        ),
    ),
    DeliveryState.WITHDRAWN: (
        Tone.QUIET,
        "stop",
        text("The subscription ended before the person was sent. Nothing was sent about them."),
    ),
    NEVER_QUEUED: (
        Tone.QUIET,
        "neutral",
        text(
            "The person has no subscription that makes them a user of Digis, so nothing is sent about them."
        ),
    ),
}
STATES: Mapping[str, Status] = {
    key: Status(STATE_WORDS[key], tone, icon, meaning) for key, (tone, icon, meaning) in _LOOKS.items()
}
"""Each state as a chip."""

_WOULD = Status(text("Would be sent"), Tone.DONE, "send", text("The next sync sends this person."))
_WOULD_NOT = Status(
    text("Not sent"),
    Tone.QUIET,
    "neutral",
    text("The next sync leaves this person out. The reason is beside it."),
)
FORECAST_STATES = (_WOULD, _WOULD_NOT)
_EXTERNAL = Status(
    text("Used for external entries"),
    Tone.DONE,
    "done",
    text("Entries that come in through the API are counted at this card reader."),
)
_NOT_EXTERNAL = Status(
    text("Not used"),
    Tone.QUIET,
    "neutral",
    text("Entries that come in through the API do not use this card reader."),
)
READER_STATES = (_EXTERNAL, _NOT_EXTERNAL)


class MemberSource:
    """The members, straight from SQL."""

    columns: Sequence[Column] = (
        Column("name", text("Name"), characters=24),
        Column("state", text("State"), ColumnKind.STATUS, characters=20),
        Column("why", text("Why"), characters=44, sortable=False),
        Column("subscription_id", text("Subscription"), ColumnKind.ID, characters=14),
        Column("card_number", text("Card"), ColumnKind.ID, characters=14),
        Column("unit", text("Gym"), characters=16),
        Column("changed_at", text("Since"), ColumnKind.DATE, characters=20, shown=False),
        Column("person_id", text("Person id"), ColumnKind.ID, characters=12, shown=False),
        Column("external_id", text("Id at Digis"), ColumnKind.ID, characters=14, sortable=False, shown=False),
    )

    def __init__(self, digis: DigisService) -> None:
        self._digis = digis

    def count(self, query: GridQuery) -> int:
        return self._digis.count_members(_member_query(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        return [_member_row(view) for view in self._digis.members(_member_query(query), offset, limit)]


def _member_query(query: GridQuery) -> MemberQuery:
    sort = MemberSort(query.sort) if query.sort else MemberSort.NAME
    return MemberQuery(query.search, query.filters, sort, query.descending)


def _member_row(view: MemberView) -> GridRow:
    cells = (
        view.name or view.person_id,
        STATES[view.state or NEVER_QUEUED],
        reason_words(view.reason, view.status_code, view.detail),
        view.subscription_id,
        view.card_number,
        view.unit,
        view.changed_at,
        view.person_id,
        view.external_id,
    )
    return GridRow(view.person_id, cells)


class ForecastSource:
    """A dry run, straight from SQL. Its filters are `would` and `not`."""

    columns: Sequence[Column] = (
        Column("name", text("Name"), characters=28),
        Column("state", text("In the next sync"), ColumnKind.STATUS, characters=20, sortable=False),
        Column("why", text("Why not"), characters=44),
        Column("subscription_id", text("Subscription"), ColumnKind.ID, characters=14),
        Column("person_id", text("Person id"), ColumnKind.ID, characters=12),
    )

    def __init__(self, digis: DigisService) -> None:
        self._digis = digis

    def count(self, query: GridQuery) -> int:
        return self._digis.count_foreseen(_forecast_query(query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        return [_foreseen_row(each) for each in self._digis.foreseen(_forecast_query(query), offset, limit)]


def _forecast_query(query: GridQuery) -> ForecastQuery:
    would_send = None if len(query.filters) != 1 else "would" in query.filters
    sort = ForecastSort(query.sort) if query.sort else ForecastSort.NAME
    return ForecastQuery(query.search, would_send, sort, query.descending)


def _foreseen_row(each: Foreseen) -> GridRow:
    why = None if each.why_not is None else WHY_NOT_WORDS[each.why_not]
    state = _WOULD if each.why_not is None else _WOULD_NOT
    cells = (each.name or each.person_id, state, why, each.subscription_id, each.person_id)
    return GridRow(each.person_id, cells)


class LogSource:
    """The lines of the sync's log in the person's words, the newest first; the search is the one the staff know."""

    columns: Sequence[Column] = (
        Column("at", text("When"), ColumnKind.DATE, characters=21, sortable=False),
        Column("message", text("What"), characters=90, sortable=False),
    )

    def __init__(self, digis: DigisService, say: Say) -> None:
        self._digis, self._say = digis, say
        # Where the lines stand that were counted, not the lines: a log may have a million.
        self._counted: tuple[str | None, array[int]] = (None, array("Q"))

    def count(self, query: GridQuery) -> int:
        """Look through the log anew."""
        places = array("Q", (each.place for each in self._found(query)))
        self._counted = (query.search, places)
        return len(places)

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        """Lines of the log as it was last counted; until then the newest, looked for no further than they go."""
        words, places = self._counted
        if words == query.search:
            lines: Iterable[LogLine] = map(self._digis.log.line_at, places[offset : offset + limit])
        else:
            lines = islice(self._found(query), offset, offset + limit)
        return [GridRow(str(each.place), (moment_of(each), words_of(each))) for each in lines]

    def _found(self, query: GridQuery) -> Iterator[LogLine]:
        return self._digis.search_log(query.search, self._say)


READER_COLUMNS = (
    Column("id", text("Reader's id"), ColumnKind.ID, characters=14),
    Column("name", text("Reader"), characters=30),
    Column("unit", text("Gym"), characters=24),
    Column("external", text("State"), ColumnKind.STATUS, characters=38),
)


def reader_rows(digis: DigisService) -> list[GridRow]:
    """The card readers."""
    return [
        GridRow(each.id, (each.id, each.name, each.unit, _EXTERNAL if each.external else _NOT_EXTERNAL))
        for each in digis.readers()
    ]
