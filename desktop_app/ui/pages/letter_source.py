"""A mailing's letters, and its remainder, as a grid's sources."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop_app.base.texts import Text, text
from desktop_app.mailing.letters import LetterQuery, LetterRow, LetterSort
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.service import MailingService
from desktop_app.ui.components.grid_source import Column, ColumnKind, GridQuery, GridRow, Status
from desktop_app.ui.theme import Tone
from desktop_app.ui.words import FIELD_LABEL, OUTCOME

LETTER_COLUMNS = (
    Column("name", text("Name"), characters=26),
    Column("customer_id", FIELD_LABEL["customer_id"], ColumnKind.ID, characters=14),
    Column("outcome", text("Outcome"), ColumnKind.STATUS, characters=20),
    Column("reason", text("Why"), characters=40),
    Column("changed", text("When"), ColumnKind.DATE, characters=21),
    Column("subject", FIELD_LABEL["subject"], characters=28, sortable=False, shown=False),
    Column("document", FIELD_LABEL["document"], characters=24, sortable=False, shown=False),
    Column("job", text("Job id"), ColumnKind.ID, characters=30, sortable=False, shown=False),
    Column("uuid", text("The letter's id (uuid)"), ColumnKind.ID, characters=36, sortable=False, shown=False),
)

REMAINDER_COLUMNS = (
    Column("done", text("State"), ColumnKind.STATUS, characters=22, sortable=False),
    Column("name", text("Name"), characters=24),
    Column("address", FIELD_LABEL["address1"], characters=20, sortable=False),
    Column("postcode", FIELD_LABEL["postcode"], ColumnKind.ID, characters=12),
    Column("city", FIELD_LABEL["city"], characters=16, sortable=False),
    Column("reason", text("Why not reached"), characters=40),
    Column("how", text("How it was done"), characters=18, sortable=False),
    Column("customer_id", FIELD_LABEL["customer_id"], ColumnKind.ID, characters=14, shown=False),
    Column("document", FIELD_LABEL["document"], characters=24, sortable=False, shown=False),
)

TO_DO = Status(
    text("To do"),
    Tone.ATTENTION,
    "attention",
    text(
        "This person is still to be reached: print the letter or reach them in another way, and tick them off."
    ),
)
MEND_FIRST = Status(
    text("Not for paper yet"),
    Tone.QUIET,
    "uncertain",
    text(
        "Nobody knows yet whether this person has Digipost, or their letter has to be mended first. Send "
        "it again before you print it, so that nobody gets it twice."
    ),
)
DONE = Status(
    text("Done"), Tone.DONE, "done", text("Somebody has said how and when this person was reached.")
)


@dataclass(frozen=True)
class LetterSource:
    """All letters of one mailing. Filters are outcomes. `letters` are those that were shown, by their keys."""

    service: MailingService
    mailing_id: int
    columns: Sequence[Column] = LETTER_COLUMNS
    letters: dict[str, LetterRow] = field(default_factory=dict, compare=False)

    def count(self, query: GridQuery) -> int:
        return self.service.count_letters(letter_query(self.mailing_id, query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        found = self.service.letters(letter_query(self.mailing_id, query), offset, limit)
        self.letters.update((str(letter.id), letter) for letter in found)
        return [_letter_row(letter) for letter in found]


@dataclass(frozen=True)
class RemainderSource:
    """The people one mailing did not reach, by postcode at first. Filters are `todo` and `done`."""

    service: MailingService
    mailing_id: int
    columns: Sequence[Column] = REMAINDER_COLUMNS

    def count(self, query: GridQuery) -> int:
        return self.service.count_letters(remainder_query(self.mailing_id, query))

    def rows(self, query: GridQuery, offset: int, limit: int) -> Sequence[GridRow]:
        found = self.service.letters(remainder_query(self.mailing_id, query), offset, limit)
        return [_remainder_row(letter) for letter in found]


def letter_query(mailing_id: int, query: GridQuery) -> LetterQuery:
    """What the letters' grid shows, in the ledger's terms."""
    return LetterQuery(
        mailing_id=mailing_id,
        search=query.search,
        outcomes=tuple(Outcome(key) for key in sorted(query.filters)),
        sort=LetterSort(query.sort or LetterSort.ORDER),
        descending=query.descending,
    )


def remainder_query(mailing_id: int, query: GridQuery) -> LetterQuery:
    """What the remainder's grid shows, in the ledger's terms."""
    done = None if len(query.filters) != 1 else "done" in query.filters
    return LetterQuery(
        mailing_id=mailing_id,
        search=query.search,
        outcomes=(Outcome.REMAINDER,),
        done=done,
        sort=LetterSort(query.sort or LetterSort.POSTCODE),
        descending=query.descending,
    )


def _why(letter: LetterRow) -> Text | None:
    return letter.reason.words() if letter.reason is not None else None


def _letter_row(letter: LetterRow) -> GridRow:
    document = letter.document.name if letter.document is not None else None
    cells = (
        letter.name,
        letter.customer_id,
        OUTCOME[letter.outcome],
        _why(letter),
        letter.outcome_at,
        letter.subject,
        document,
        letter.job_id,
        letter.uuid,
    )
    return GridRow(str(letter.id), cells)


def _remainder_row(letter: LetterRow) -> GridRow:
    document = letter.document.name if letter.document is not None else None
    to_do = TO_DO if letter.may_print else MEND_FIRST
    state = to_do if letter.done_at is None else DONE
    cells = (
        state,
        letter.name,
        letter.address,
        letter.postcode,
        letter.city,
        _why(letter),
        letter.done_how,
        letter.customer_id,
        document,
    )
    return GridRow(str(letter.id), cells)
