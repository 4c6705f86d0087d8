"""A stage for the window: services with made-up people and mailings, for pictures and for tests of pages.

Everybody here is invented, and every identity number is synthetic (80 added to the month).
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from desktop_app.base.texts import Text, plural, text
from desktop_app.digipost.model import JobKind
from desktop_app.mailing.letters import HistoryEntry, LetterQuery, LetterRow, LetterSort
from desktop_app.mailing.mending import MailboxSharer, MendingNumbers, PersonToMend
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.plan import Deviation
from desktop_app.mailing.reach import Reach, ReachNumbers
from desktop_app.mailing.states import State
from desktop_app.mailing.views import (
    HomeNumbers,
    JobView,
    MailingDetail,
    MailingView,
    Need,
    ReceiptQuery,
    ReceiptView,
)
from desktop_app.register.changes import Change
from desktop_app.register.comparing import ChangeQuery, PersonChange, WhatChanged
from desktop_app.register.duplicates import DuplicateGroup, DuplicateReason
from desktop_app.register.history import LookupChange
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import SavedFilter, TagCount
from desktop_app.services import Services, build_services
from desktop_app.wizards.draft import StepKey
from desktop_app.wizards.drafts import DraftSummary
from tests.helpers.key_ring import Ring
from tests.helpers.stage_schedule import staged_schedule

NOW = datetime(2027, 3, 15, 7, 42, tzinfo=UTC)

_FIRST = (
    "Åse",
    "Kåre",
    "Øyvind",
    "Ingeborg",
    "Bjørn",
    "Anne-Margrethe",
    "Jon",
    "Sæunn",
    "Pål",
    "Tove",
    "Ulrikke",
)
_LAST = (
    "Ødegård",
    "Løvås",
    "Bjørnstad",
    "Fløgstad-Ærlandsen",
    "Hegg",
    "Nguyen",
    "Sætre",
    "von der Lippe Wedel-Jarlsberg",
    "Ås",
    "Kvåle",
)
_STREETS = ("Storgata", "Øvre Slottsvei", "Prost Hallings vei", "Måltrostveien", "Bygdøynesveien", "Elvegata")
_PLACES = (
    ("9008", "Tromsø"),
    ("0181", "Oslo"),
    ("5003", "Bergen"),
    ("7030", "Trondheim"),
    ("4790", "Lillesand"),
)
_STATUSES = (
    *(LookupStatus.DIGIPOST,) * 6,
    LookupStatus.IDENTIFIED,
    LookupStatus.IDENTIFIED,
    LookupStatus.UNIDENTIFIED,
    None,
    LookupStatus.INVALID,
)


@cache
def person(number: int) -> Recipient:
    """The invented person with this number; the same one each time."""
    first, last = _FIRST[number % len(_FIRST)], _LAST[(number * 7) % len(_LAST)]
    postcode, city = _PLACES[(number * 3) % len(_PLACES)]
    status = _STATUSES[(number * 5) % len(_STATUSES)]
    return Recipient(
        id=number + 1,
        customer_id=f"K{number + 231:06}",
        full_name=f"{first} {last}",
        first_name=first,
        last_name=last,
        national_id=f"{number % 28 + 1:02}85{number % 60 + 30:02}{number % 1000:05}",
        address1=f"{_STREETS[number % len(_STREETS)]} {number % 97 + 1}",
        postcode=postcode,
        city=city,
        country="Norge",
        birth_date=date(1930 + number % 60, 5, number % 28 + 1),
        phone=f"+47 900 {number % 100:02} {number * 7 % 1000:03}",
        email=f"person{number}@example.org",
        digipost_address=f"person.{number}#ABCD" if status is LookupStatus.DIGIPOST else None,
        status=status,
        reasons=("FLERE_TREFF",) if status is LookupStatus.UNIDENTIFIED else (),
        looked_up_at=NOW - timedelta(days=number % 40) if status is not None else None,
        tags=("styret",) if number % 17 == 0 else (),
    )


_CHANGES = (
    (LookupChange.FIRST, None, LookupStatus.DIGIPOST),
    (LookupChange.BECAME_DIGITAL, LookupStatus.IDENTIFIED, LookupStatus.DIGIPOST),
    (LookupChange.LEFT_DIGITAL, LookupStatus.DIGIPOST, LookupStatus.IDENTIFIED),
    (LookupChange.OTHER_ADDRESS, LookupStatus.DIGIPOST, LookupStatus.DIGIPOST),
    (LookupChange.IDENTIFIED, LookupStatus.UNIDENTIFIED, LookupStatus.IDENTIFIED),
    (LookupChange.OTHER_ALIAS, LookupStatus.IDENTIFIED, LookupStatus.IDENTIFIED),
    (LookupChange.NEWLY_UNIDENTIFIED, LookupStatus.IDENTIFIED, LookupStatus.UNIDENTIFIED),
)
"""Kinds of change, each with what was known before it and after it."""


class StagedRegister:
    """A register in memory that answers the window's questions."""

    def __init__(self, people: Sequence[Recipient]) -> None:
        self.people = list(people)
        self._filters: dict[str, RecipientQuery] = {}

    def get(self, recipient_id: int) -> Recipient:
        return next(each for each in self.people if each.id == recipient_id)

    def by_customer_id(self, customer_id: str) -> Recipient | None:
        return next((each for each in self.people if each.customer_id == customer_id), None)

    def page(self, query: RecipientQuery, offset: int = 0, limit: int = 200) -> list[Recipient]:
        field = {SortKey.NAME: "full_name"}.get(query.sort, query.sort.value)
        found = sorted(self._found(query), key=lambda each: str(getattr(each, field) or ""))
        return (found[::-1] if query.descending else found)[offset : offset + limit]

    def count(self, query: RecipientQuery) -> int:
        return len(self._found(query))

    def count_by_status(self) -> Mapping[LookupStatus | None, int]:
        counts: dict[LookupStatus | None, int] = {}
        for each in self.people:
            counts[each.status] = counts.get(each.status, 0) + 1
        return counts

    def page_of_all(self) -> list[Recipient]:
        """Everybody who is left, for tests."""
        return self.people

    def by_ids(self, recipient_ids: Sequence[int]) -> dict[int, Recipient]:
        return {each.id: each for each in self.people if each.id in set(recipient_ids)}

    def ids(self, query: RecipientQuery) -> list[int]:
        return [each.id for each in self._found(query)]

    def save(self, recipient: Recipient) -> Change:
        kept = recipient if recipient.id else dataclasses.replace(recipient, id=len(self.people) + 1)
        before = self.by_ids([kept.id])
        self._put(kept)
        if not before:
            return Change(text("{name} added", name=kept.full_name), made_ids=(kept.id,))
        return Change(text("{name} edited", name=kept.full_name), before=tuple(before.values()))

    def delete(self, recipient_ids: Sequence[int]) -> Change:
        gone = self.by_ids(recipient_ids)
        self.people = [each for each in self.people if each.id not in gone]
        words = plural("{count} recipient removed", "{count} recipients removed", len(gone))
        return Change(words, before=tuple(gone.values()), removed_ids=tuple(gone))

    def undo(self, change: Change) -> None:
        self.people = [each for each in self.people if each.id not in change.made_ids]
        for each in change.before:
            self._put(each)

    def duplicates(self) -> list[DuplicateGroup]:
        """Three groups, the last of three people."""
        if len(self.people) < 10:
            return []
        return [
            DuplicateGroup(DuplicateReason.SAME_NUMBER, (1, 2)),
            DuplicateGroup(DuplicateReason.SAME_NAME_AND_ADDRESS, (3, 4)),
            DuplicateGroup(DuplicateReason.SAME_EMAIL, (5, 6, 7)),
        ]

    def what_changed(self, job_ids: Collection[str]) -> WhatChanged:
        found = self._changes(ChangeQuery(frozenset(job_ids)))
        return WhatChanged(Counter(change.kind for change in found))

    def count_changes(self, query: ChangeQuery) -> int:
        return len(self._changes(query))

    def page_of_changes(self, query: ChangeQuery, offset: int = 0, limit: int = 200) -> list[PersonChange]:
        return self._changes(query)[offset : offset + limit]

    def _changes(self, query: ChangeQuery) -> list[PersonChange]:
        found = [
            PersonChange(
                recipient_id=each.id,
                customer_id=each.customer_id,
                name=each.full_name,
                kind=_CHANGES[each.id % 7][0],
                status_before=_CHANGES[each.id % 7][1],
                status_after=_CHANGES[each.id % 7][2],
                address_before=f"gammel.{each.id}#ABCD",
                address_after=f"ny.{each.id}#ABCD",
                reasons=(),
                answered_at=NOW,
            )
            for each in self.people[: 60 if query.job_ids else 0]
        ]
        return [each for each in found if not query.kinds or each.kind in query.kinds]

    def tags(self) -> list[TagCount]:
        names = sorted({tag for each in self.people for tag in each.tags})
        return [TagCount(name, sum(name in each.tags for each in self.people)) for name in names]

    def add_tag(self, name: str, recipient_ids: Sequence[int]) -> Change:
        words = plural(
            "“{name}” given to {count} recipient",
            "“{name}” given to {count} recipients",
            len(recipient_ids),
            name=name,
        )
        return self._tag(words, recipient_ids, lambda tags: tuple(sorted({*tags, name})))

    def remove_tag(self, name: str, recipient_ids: Sequence[int]) -> Change:
        words = plural(
            "“{name}” taken from {count} recipient",
            "“{name}” taken from {count} recipients",
            len(recipient_ids),
            name=name,
        )
        return self._tag(words, recipient_ids, lambda tags: tuple(tag for tag in tags if tag != name))

    def rename_tag(self, name: str, new_name: str, *, merge: bool = False) -> None:
        assert merge == any(tag.name == new_name for tag in self.tags())
        having = [each.id for each in self.people if name in each.tags]
        self.add_tag(new_name, having)
        self.remove_tag(name, having)

    def saved_filters(self) -> list[SavedFilter]:
        return [SavedFilter(name, query) for name, query in sorted(self._filters.items())]

    def save_filter(self, name: str, query: RecipientQuery) -> None:
        self._filters[name] = query

    def delete_filter(self, name: str) -> None:
        del self._filters[name]

    def _put(self, recipient: Recipient) -> None:
        self.people = [each for each in self.people if each.id != recipient.id] + [recipient]

    def _tag(
        self,
        words: Text,
        recipient_ids: Sequence[int],
        change: Callable[[tuple[str, ...]], tuple[str, ...]],
    ) -> Change:
        before = tuple(self.by_ids(recipient_ids).values())
        for each in before:
            self._put(dataclasses.replace(each, tags=change(each.tags)))
        return Change(words, before=before)

    def _found(self, query: RecipientQuery) -> list[Recipient]:
        words = query.search.casefold()
        return [
            each
            for each in self.people
            if (not query.statuses or each.status in query.statuses)
            and query.tags <= set(each.tags)
            and (query.lookup_older_than_days is None or _is_older(each, query.lookup_older_than_days))
            and (not words or words in f"{each.full_name} {each.customer_id} {each.city}".casefold())
        ]


def _is_older(recipient: Recipient, days: int) -> bool:
    return recipient.looked_up_at is None or (NOW - recipient.looked_up_at).days >= days


def mailing_view(number: int, name: str, state: State, **numbers: int) -> MailingView:
    """A mailing's numbers; what is not named is zero."""
    return MailingView(
        id=number,
        name=name,
        pattern=list(Pattern)[number % 4],
        state=state,
        created_at=NOW - timedelta(days=40 - number, hours=number),
        confirmed_at=NOW - timedelta(days=40 - number),
        finished_at=NOW if state is State.FINISHED else None,
        **{
            field: numbers.get(field, 0)
            for field in (
                "letters",
                "waiting",
                "digital",
                "printed",
                "remainder",
                "remainder_done",
                "deviations",
            )
        },
        failure=text("Digipost refused the job and gave no reason.") if state is State.FAILED else None,
        cancel_reason=None,
    )


MAILINGS = (
    mailing_view(
        9, "Årsavgift 2027", State.FINISHED, letters=412, digital=387, remainder=25, remainder_done=4
    ),
    mailing_view(
        8, "Innkalling til årsmøte i Tromsø og omegn borettslag", State.ACKNOWLEDGED, letters=96, waiting=96
    ),
    mailing_view(7, "Dugnad på Ås", State.UNCERTAIN, letters=14, waiting=14),
    mailing_view(6, "Husleie april", State.FAILED, letters=31, remainder=31),
    mailing_view(5, "Julehilsen 2026", State.FINISHED, letters=48_112, digital=40_001, printed=8_111),
    mailing_view(
        4, "Kontingent 2026, annen purring", State.CANCELLED, letters=7, remainder=7, remainder_done=7
    ),
    mailing_view(3, "Medlemsbrev september", State.BUILT, letters=388, waiting=388),
)


REACH = ReachNumbers(
    by_month=(
        ("2026-09", Reach(301, 388)),
        ("2026-12", Reach(40_001, 48_112)),
        ("2027-01", Reach(0, 14)),
        ("2027-03", Reach(387, 412)),
    ),
    by_pattern=(
        (Pattern.SPLIT_FIRST, Reach(688, 800)),
        (Pattern.WITH_PRINT, Reach(40_001, 48_112)),
        (Pattern.MAILING_ONLY, Reach(0, 14)),
    ),
)


class StagedMending:
    """People in memory whose details kept their letter from them."""

    def __init__(self, letters: Sequence[LetterRow]) -> None:
        self._letters = letters

    def numbers(self, mailing_id: int) -> MendingNumbers:
        found = self._mendable("", None)
        mended = sum(each.is_mended for each in found)
        return MendingNumbers(len(found) - mended, mended)

    def page(
        self,
        mailing_id: int,
        offset: int = 0,
        limit: int = 200,
        *,
        mended: bool | None = None,
        search: str = "",
    ) -> list[PersonToMend]:
        return self._mendable(search, mended)[offset : offset + limit]

    def count(self, mailing_id: int, *, mended: bool | None = None, search: str = "") -> int:
        return len(self._mendable(search, mended))

    def following(self, mailing_id: int, after_letter: int | None = None) -> PersonToMend | None:
        left = self._mendable("", False)
        later = [each for each in left if each.letter_id > (after_letter or 0)]
        return next(iter(later or left), None)

    def person(self, mailing_id: int, letter_id: int) -> PersonToMend | None:
        return next((each for each in self._mendable("", None) if each.letter_id == letter_id), None)

    def shares_mailbox(self, mailing_id: int, letter_id: int) -> MailboxSharer | None:
        reasons = {each.id: each.reason for each in self._letters}
        is_shared = reasons[letter_id] is Reason.SAME_MAILBOX
        return MailboxSharer(2, person(1).full_name or "") if is_shared else None

    def _mendable(self, search: str, mended: bool | None) -> list[PersonToMend]:
        found = [
            PersonToMend(
                letter_id=each.id,
                recipient_id=each.recipient_id,
                customer_id=each.customer_id,
                name=each.name,
                reason=each.reason,
                why=(each.reason.words(),),
                field="national_id",
                is_mended=each.id % 5 == 0,
                is_gone=False,
            )
            for each in self._letters
            if each.reason is not None and each.reason.can_be_mended and each.done_at is None
        ]
        words = search.casefold()
        return [
            each
            for each in found
            if words in each.name.casefold() and (mended is None or each.is_mended == mended)
        ]


_ALL_RECEIPTS = ReceiptQuery()


class StagedMailing:
    """Mailings in memory that answer the window's questions."""

    def __init__(self, mailings: Sequence[MailingView], letters: int = 412, busy: bool = True) -> None:
        self._mailings = list(mailings)
        self._letters = list(_letters(letters))
        self.kept_receipts = 23
        self.mending = StagedMending(self._letters)
        self._deviations: dict[int, tuple[Deviation, ...]] = {}
        self._busy = busy
        self._stands_still: JobView | None = None

    def leave_uncertain(self, view: MailingView) -> JobView:
        """Have a lookup from the register of which nobody knows whether it arrived."""
        self._stands_still = dataclasses.replace(_job(view), kind=JobKind.LOOKUP, mailing_id=None)
        return self._stands_still

    def give_up(self, _job_id: str, _reason: str) -> None:
        self._stands_still = None

    def job(self, _job_id: str) -> JobView:
        assert self._stands_still is not None
        return self._stands_still

    def put(self, view: MailingView, deviations: tuple[Deviation, ...] = ()) -> None:
        """Have this mailing, in place of one with the same id."""
        self._mailings = [view, *(each for each in self._mailings if each.id != view.id)]
        self._deviations[view.id] = deviations

    def put_counted(self, number: int, name: str) -> None:
        """Have a finished mailing whose numbers are those of the letters on the stage."""
        outcomes = Counter(each.outcome for each in self._letters)
        view = mailing_view(
            number,
            name,
            State.FINISHED,
            letters=len(self._letters),
            digital=outcomes[Outcome.DIGITAL],
            remainder=outcomes[Outcome.REMAINDER],
            remainder_done=sum(each.done_at is not None for each in self._letters),
        )
        self.put(view)

    def give_reason(self, letter_id: int, reason: Reason) -> None:
        """Have this letter in the remainder for this reason."""
        self._letters = [
            dataclasses.replace(each, outcome=Outcome.REMAINDER, reason=reason, done_at=None)
            if each.id == letter_id
            else each
            for each in self._letters
        ]
        self.mending = StagedMending(self._letters)

    def home(self) -> HomeNumbers:
        needs = _NEEDS if self._busy else ()
        if self._stands_still is not None:
            job = self._stands_still
            words = text("We don't know if “{name}” reached Digipost", name=job.name)
            needs = (Need("uncertain", job.items, words, None, job.job_id), *needs)
        reach = REACH if self._busy else ReachNumbers()
        return HomeNumbers(needs, tuple(self._mailings[:5]), 1 if self._busy else 0, reach)

    def mailings(self, offset: int = 0, limit: int = 100) -> list[MailingView]:
        return self._mailings[offset : offset + limit]

    def lookups(self, offset: int = 0, limit: int = 100) -> list[JobView]:
        if not self._mailings:
            return []
        return [
            dataclasses.replace(
                _job(self._mailings[0]),
                kind=JobKind.LOOKUP,
                job_id=f"lookup-{number}",
                name="Oppslag fra registeret",
                finished_at=NOW - timedelta(days=30 * number),
            )
            for number in range(3)
        ][offset : offset + limit]

    def jobs_between(self, since: str | None, until: str) -> frozenset[str]:
        return frozenset({until})

    def mailing(self, mailing_id: int) -> MailingDetail:
        view = next(each for each in self._mailings if each.id == mailing_id)
        options = options_for(Pattern.SPLIT_FIRST, name=view.name, subject=view.name)
        numbers = self.mending.numbers(mailing_id) if view.state is State.FINISHED else MendingNumbers()
        return MailingDetail(view, options, (_job(view),), self._deviations.get(mailing_id, ()), numbers)

    def letters(self, query: LetterQuery, offset: int = 0, limit: int = 200) -> list[LetterRow]:
        found = self._found(query)
        if query.sort is LetterSort.POSTCODE:
            found.sort(key=lambda each: each.postcode, reverse=query.descending)
        if query.sort is LetterSort.NAME:
            found.sort(key=lambda each: each.name, reverse=query.descending)
        return found[offset : offset + limit]

    def count_letters(self, query: LetterQuery) -> int:
        return len(self._found(query))

    def history(self, recipient_id: int) -> list[HistoryEntry]:
        delivered = text("Delivered in Digipost")
        return [HistoryEntry(NOW - timedelta(days=4), delivered, 9, recipient_id, "job-1", "Årsavgift 2027")]

    def receipts(
        self, query: ReceiptQuery = _ALL_RECEIPTS, offset: int = 0, limit: int = 200
    ) -> list[ReceiptView]:
        return self._receipts_found(query)[offset : offset + limit]

    def count_receipts(self, query: ReceiptQuery = _ALL_RECEIPTS) -> int:
        return len(self._receipts_found(query))

    def _receipts_found(self, query: ReceiptQuery) -> list[ReceiptView]:
        kept = _receipts(self.kept_receipts) if self._mailings else ()
        return [
            each
            for each in kept
            if query.mailing_id in {None, each.mailing_id}
            and (not query.states or each.state in query.states)
            and query.search.casefold() in f"{each.name} {each.remote_name}".casefold()
        ]

    def seconds_to_next_look(self) -> float | None:
        return None

    def mark_done(self, mailing_id: int, letter_ids: Sequence[int], how: str, on: date | None = None) -> int:
        return self._tick(letter_ids, NOW, how)

    def undo_done(self, mailing_id: int, letter_ids: Sequence[int]) -> int:
        return self._tick(letter_ids, None, None)

    def _tick(self, letter_ids: Sequence[int], moment: datetime | None, how: str | None) -> int:
        wanted = set(letter_ids)
        self._letters = [
            dataclasses.replace(each, done_at=moment, done_how=how) if each.id in wanted else each
            for each in self._letters
        ]
        return len(wanted)

    def _letters_of(self, mailing_id: int | None) -> list[LetterRow]:
        """As many letters as the mailing has, and as far as they are while it is not at its end."""
        view = next((each for each in self._mailings if each.id == mailing_id), None)
        if view is None or view.state is State.FINISHED:
            return self._letters
        reason = Reason.CANCELLED if view.state is State.CANCELLED else Reason.JOB_FAILED
        rest = Outcome.REMAINDER if view.remainder else Outcome.WAITING
        return [
            dataclasses.replace(
                each,
                outcome=Outcome.DIGITAL if number < view.digital else rest,
                reason=reason if number >= view.digital and view.remainder else None,
                outcome_at=each.outcome_at if number < view.digital or view.remainder else None,
                done_at=NOW if number < view.remainder_done else None,
                done_how="Skrevet ut og postlagt" if number < view.remainder_done else None,
            )
            for number, each in enumerate(self._letters[: view.letters])
        ]

    def _found(self, query: LetterQuery) -> list[LetterRow]:
        words = query.search.casefold()
        return [
            each
            for each in self._letters_of(query.mailing_id)
            if (not query.outcomes or each.outcome in query.outcomes)
            and (query.done is None or (each.done_at is not None) == query.done)
            and (not words or words in f"{each.name} {each.customer_id}".casefold())
        ]


_NEEDS = (
    Need("uncertain", 14, text("We don't know if “{name}” reached Digipost", name="Dugnad på Ås"), 7),
    Need("failed", 31, text("Digipost refused “{name}”", name="Husleie april"), 6),
    Need(
        "remainder",
        21,
        plural(
            "{count} recipient of “{name}” is still to be reached",
            "{count} recipients of “{name}” are still to be reached",
            count=21,
            name="Årsavgift 2027",
        ),
        9,
    ),
    Need(
        "unmatched",
        2,
        plural("{count} receipt belongs to no job here", "{count} receipts belong to no job here", count=2),
    ),
)
_REASONS = (
    Reason.NOT_A_USER,
    Reason.SEVERAL_MATCH,
    Reason.NOT_FOUND,
    Reason.DOCUMENT_REFUSED,
    Reason.LOOKUP_FAILED,
)


@cache
@cache
def _letters(count: int) -> tuple[LetterRow, ...]:
    """So many letters, made once: 50,000 of them take a second."""
    return tuple(letter(number) for number in range(count))


def letter(number: int) -> LetterRow:
    """The letter to the person with this number."""
    someone = person(number)
    # 25 of the first 412, of whom 4 are done: so `MAILINGS` says.
    is_left = number % 16 == 3 and number != 403
    outcome = Outcome.REMAINDER if is_left else Outcome.DIGITAL
    reason = _REASONS[number // 16 % len(_REASONS)] if outcome is Outcome.REMAINDER else None
    done = number in {3, 99, 195, 387}
    return LetterRow(
        id=number + 1,
        mailing_id=9,
        recipient_id=someone.id,
        customer_id=someone.customer_id,
        name=someone.full_name,
        address=someone.address1 or "",
        postcode=someone.postcode or "",
        city=someone.city or "",
        subject="Årsavgift 2027",
        document=Path(f"brev-{number:06}.pdf"),
        outcome=outcome,
        reason=reason,
        details=(),
        uuid=f"00000000-0000-4000-8000-{number:012}",
        job_id="brevdue-2027-03-11-0009",
        outcome_at=NOW - timedelta(days=4, minutes=number),
        done_at=NOW if done else None,
        done_how="Skrevet ut og postlagt" if done else None,
        replaces=None,
        replace_reason=None,
    )


def _job(view: MailingView) -> JobView:
    return JobView(
        id=view.id,
        job_id=f"brevdue-2027-03-11-{view.id:04}",
        kind=JobKind.MAILING,
        mailing_id=view.id,
        name=view.name,
        state=view.state if view.state is not State.DRAFT else State.CHECKED,
        items=view.letters,
        interface="2_1",
        zip_name=f"{view.id}.zip",
        zip_size=1_000_000,
        upload_attempts=1,
        created_at=view.created_at,
        uploaded_at=None,
        acknowledged_at=None,
        finished_at=None,
        failure=None,
        reason=None,
        supersedes=None,
    )


@cache
def _receipts(count: int) -> tuple[ReceiptView, ...]:
    return tuple(_receipt(number) for number in range(count))


def _receipt(number: int) -> ReceiptView:
    state = ("applied", "applied", "applied", "unmatched", "applied", "unreadable", "repeated")[number % 7]
    kind = JobKind.LOOKUP if number % 3 == 0 else JobKind.MAILING
    problem: Text | None = text("It is not a zip file, or it is cut off.") if state == "unreadable" else None
    return ReceiptView(
        id=number + 1,
        remote_name=f"{kind}-brevdue-2027-03-{number + 1:02}-kvittering.zip",
        folder=str(kind),
        size=1234 * (number + 1),
        file=Path(f"/receipts/{number}.zip"),
        fetched_at=NOW - timedelta(hours=7 * number),
        applied_at=NOW if state == "applied" else None,
        job_id=None if problem else f"brevdue-2027-03-{number + 1:02}",
        kind=None if problem else kind,
        status=None if problem else ("SUKSESS", "MOTTATT", "FORELØPIG_SUKSESS", "FEILET")[number % 4],
        state=state,
        mailing_id=9 if state == "applied" and kind is JobKind.MAILING else None,
        name="Årsavgift 2027" if state == "applied" else None,
        items=412 if state == "applied" else 0,
        problem=problem,
    )


class StagedDrafts:
    """Two drafts that wait, or none."""

    def __init__(self, count: int) -> None:
        self._count = count

    def waiting(self) -> tuple[DraftSummary, ...]:
        draft = DraftSummary(
            "d1", Pattern.SPLIT_FIRST, "Kontingent høst", StepKey.CHECK, NOW - timedelta(days=1)
        )
        return (draft, dataclasses.replace(draft, id="d2", name="", pattern=Pattern.MAILING_ONLY))[
            : self._count
        ]


class StageClock:
    """It is always the same morning on the stage."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    def wait(self, seconds: float, stop: object = None) -> bool:
        return False


def staged_services(
    folder: Path,
    people: int = 412,
    mailings: Sequence[MailingView] = MAILINGS,
    *,
    language: str = "en",
    environment: str = "training",
    ring: Ring | None = None,
    letters: int = 412,
) -> Services:
    """Real services over an empty folder, with the register and the mailings of the stage put in."""
    services = build_services(folder, secrets=ring or Ring(), language=language, environment={})
    services.settings.set("app.environment", environment)
    services.settings.set("app.language", language)
    clock = StageClock()
    staged: dict[str, Any] = {
        "clock": clock,
        "schedule": staged_schedule(services, clock, busy=bool(mailings)),
        "register": StagedRegister([person(number) for number in range(people)]),
        "mailing": StagedMailing(mailings, letters, busy=bool(mailings)),
        "drafts": StagedDrafts(2 if mailings else 0),
    }
    return dataclasses.replace(services, **staged)
