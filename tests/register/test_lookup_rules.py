"""What an answer does to the register, rule by rule."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from desktop_app.base.database import Database
from desktop_app.register.history import LookupChange
from desktop_app.register.lookup_rules import LookupOutcome, LookupSummary, NamedBy, apply_lookup
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.postponing import answers_coming
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register
from tests.helpers.fake_clock import FakeClock

USER = LookupOutcome("1", LookupStatus.DIGIPOST, NamedBy.NATIONAL_ID, digipost_address="kari.lie#1")
KNOWN = LookupOutcome("1", LookupStatus.IDENTIFIED, NamedBy.NAME_AND_ADDRESS, person_alias="alias-1")
UNKNOWN = LookupOutcome(
    "1", LookupStatus.UNIDENTIFIED, NamedBy.NAME_AND_ADDRESS, reasons=("FLERE_TREFF",), ambiguous=True
)
INVALID = LookupOutcome(
    "1", LookupStatus.INVALID, NamedBy.NATIONAL_ID, reasons=("UGYLDIG_KUNDEID", "UGYLDIG_POSTNUMMER")
)


class Lookups:
    """Asks and answers, with time going on in between."""

    def __init__(self, database: Database, register: Register, clock: FakeClock) -> None:
        self.database, self.register, self.clock = database, register, clock
        self.count = 0

    def answer(self, *outcomes: LookupOutcome, job_id: str | None = None) -> LookupSummary:
        self.clock.advance(60)
        self.count += 1
        with self.database.begin() as connection:
            return apply_lookup(
                connection,
                outcomes,
                job_id=job_id or f"job-{self.count}",
                asked_at=self.clock.now() - timedelta(seconds=30),
                answered_at=self.clock.now(),
            )

    @property
    def kari(self) -> Recipient:
        found = self.register.by_customer_id("1")
        assert found is not None
        return found

    def changes(self) -> list[LookupChange]:
        return [event.change for event in self.register.lookups_of(self.kari.id)]


@pytest.fixture
def lookups(database: Database, register: Register, clock: FakeClock) -> Lookups:
    register.save(Recipient("1", full_name="Kari Lie", national_id="05440355678"))
    return Lookups(database, register, clock)


def state(recipient: Recipient) -> tuple[object, ...]:
    return (
        recipient.status,
        recipient.digipost_address,
        recipient.person_alias,
        recipient.reasons,
        recipient.cleared_address,
        recipient.cleared_alias,
    )


class TestTheRules:
    def test_a_users_address_is_stored_with_the_time_of_the_answer(
        self, lookups: Lookups, clock: FakeClock
    ) -> None:
        lookups.answer(USER)
        assert state(lookups.kari) == (LookupStatus.DIGIPOST, "kari.lie#1", None, (), None, None)
        assert lookups.kari.looked_up_at == clock.now()

    def test_identified_stores_the_alias_and_an_address_from_before_is_no_longer_valid(
        self, lookups: Lookups
    ) -> None:
        lookups.answer(USER)
        lookups.answer(KNOWN)
        assert state(lookups.kari) == (LookupStatus.IDENTIFIED, None, "alias-1", (), "kari.lie#1", None)

    @pytest.mark.parametrize("named_by", [NamedBy.DIGIPOST_ADDRESS, None])
    def test_unidentified_by_address_clears_it_and_shows_what_was_cleared_and_why(
        self, lookups: Lookups, named_by: NamedBy | None
    ) -> None:
        lookups.answer(USER)
        lookups.answer(replace(UNKNOWN, named_by=named_by))
        assert state(lookups.kari) == (
            LookupStatus.UNIDENTIFIED,
            None,
            None,
            ("FLERE_TREFF",),
            "kari.lie#1",
            None,
        )

    def test_unidentified_by_alias_clears_both(self, lookups: Lookups) -> None:
        lookups.answer(KNOWN)
        both = replace(lookups.kari, digipost_address="by.hand#1")
        lookups.register.save(both)
        lookups.answer(replace(UNKNOWN, named_by=NamedBy.PERSON_ALIAS))
        assert state(lookups.kari)[1:3] == (None, None)
        assert state(lookups.kari)[4:] == ("by.hand#1", "alias-1")

    @pytest.mark.parametrize(
        "named_by", [NamedBy.NATIONAL_ID, NamedBy.NAME_AND_ADDRESS, NamedBy.ORGANISATION_NUMBER]
    )
    def test_unidentified_by_other_means_says_nothing_of_the_address(
        self, lookups: Lookups, named_by: NamedBy
    ) -> None:
        lookups.answer(USER)
        lookups.answer(replace(UNKNOWN, named_by=named_by))
        assert state(lookups.kari)[:2] == (LookupStatus.UNIDENTIFIED, "kari.lie#1")

    def test_invalid_keeps_the_reasons_and_changes_nothing_else(self, lookups: Lookups) -> None:
        lookups.answer(USER)
        lookups.answer(INVALID)
        assert state(lookups.kari) == (
            LookupStatus.INVALID,
            "kari.lie#1",
            None,
            ("UGYLDIG_KUNDEID", "UGYLDIG_POSTNUMMER"),
            None,
            None,
        )
        assert lookups.register.count(RecipientQuery(reason="UGYLDIG_POSTNUMMER")) == 1
        assert lookups.register.count(RecipientQuery(reason="UGYLDIG_POST")) == 0

    def test_what_was_cleared_is_shown_until_somebody_is_found_again(self, lookups: Lookups) -> None:
        lookups.answer(USER)
        lookups.answer(replace(UNKNOWN, named_by=NamedBy.DIGIPOST_ADDRESS))
        lookups.answer(UNKNOWN)
        assert lookups.kari.cleared_address == "kari.lie#1"
        lookups.answer(USER)
        assert lookups.kari.cleared_address is None


class TestWhichAnswersCount:
    def test_the_same_answer_twice_changes_nothing(self, lookups: Lookups, clock: FakeClock) -> None:
        lookups.answer(USER)
        cleared = replace(UNKNOWN, named_by=NamedBy.DIGIPOST_ADDRESS)
        first = lookups.answer(cleared)
        before, history = lookups.kari, lookups.register.lookups_of(lookups.kari.id)
        with lookups.database.begin() as connection:
            second = apply_lookup(
                connection, [cleared], job_id="job-2", asked_at=clock.now(), answered_at=clock.now()
            )
        assert (first.applied, second.applied) == (1, 1)
        assert (first.changes, second.changes) == ({LookupChange.CLEARED: 1}, {})
        assert lookups.kari == before
        assert lookups.register.lookups_of(lookups.kari.id) == history

    def test_an_older_answer_that_comes_late_is_not_applied(self, lookups: Lookups, clock: FakeClock) -> None:
        lookups.answer(USER)
        with lookups.database.begin() as connection:
            summary = apply_lookup(
                connection,
                [KNOWN],
                job_id="older",
                asked_at=clock.now() - timedelta(days=2),
                answered_at=clock.now() - timedelta(days=1),
            )
        assert (summary.applied, summary.overtaken) == (0, 1)
        assert lookups.kari.status == LookupStatus.DIGIPOST

    @pytest.mark.parametrize(
        "edit", [{"national_id": "15507600333"}, {"full_name": "Åse Moen"}, {"address1": "New street 1"}]
    )
    def test_an_answer_to_a_question_from_before_an_edit_is_not_applied(
        self, lookups: Lookups, clock: FakeClock, edit: dict[str, str]
    ) -> None:
        clock.advance(60)
        asked_at = clock.now()
        clock.advance(60)
        lookups.register.save(replace(lookups.kari, **edit))  # type: ignore[arg-type]
        clock.advance(60)
        with lookups.database.begin() as connection:
            summary = apply_lookup(connection, [USER], job_id="1", asked_at=asked_at, answered_at=clock.now())
        assert summary.overtaken == 1
        assert (lookups.kari.status, lookups.kari.digipost_address) == (None, None)

    def test_strangers_are_counted(self, lookups: Lookups) -> None:
        summary = lookups.answer(USER, replace(USER, customer_id="stranger"))
        assert (summary.applied, summary.unknown) == (1, 1)
        assert summary.statuses == {LookupStatus.DIGIPOST: 1}

    def test_answers_are_part_of_the_callers_transaction(self, lookups: Lookups, clock: FakeClock) -> None:
        def fail_after_applying() -> None:
            with lookups.database.begin() as connection:
                apply_lookup(connection, [USER], job_id="1", asked_at=clock.now(), answered_at=clock.now())
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_after_applying()
        assert lookups.kari.status is None
        assert lookups.changes() == []


class TestWhatChanged:
    @pytest.mark.parametrize(
        ("before", "after", "change"),
        [
            (KNOWN, USER, LookupChange.BECAME_DIGITAL),
            (USER, KNOWN, LookupChange.LEFT_DIGITAL),
            (USER, replace(UNKNOWN, named_by=NamedBy.NATIONAL_ID), LookupChange.LEFT_DIGITAL),
            (USER, replace(UNKNOWN, named_by=NamedBy.DIGIPOST_ADDRESS), LookupChange.CLEARED),
            (USER, replace(USER, digipost_address="kari.moen#1"), LookupChange.OTHER_ADDRESS),
            (KNOWN, replace(KNOWN, person_alias="alias-2"), LookupChange.OTHER_ALIAS),
            (UNKNOWN, KNOWN, LookupChange.IDENTIFIED),
            (INVALID, UNKNOWN, LookupChange.NEWLY_AMBIGUOUS),
            (INVALID, replace(UNKNOWN, ambiguous=False), LookupChange.NEWLY_UNIDENTIFIED),
            (
                UNKNOWN,
                replace(UNKNOWN, ambiguous=False, reasons=("MANGELFULL_ADRESSE",)),
                LookupChange.OTHER_REASONS,
            ),
            (UNKNOWN, INVALID, LookupChange.NEWLY_INVALID),
            (INVALID, replace(INVALID, reasons=("USPESIFISERT",)), LookupChange.OTHER_REASONS),
        ],
    )
    def test_a_difference_to_the_answer_before_has_its_name(
        self, lookups: Lookups, before: LookupOutcome, after: LookupOutcome, change: LookupChange
    ) -> None:
        lookups.answer(before)
        summary = lookups.answer(after)
        assert summary.changes == {change: 1}
        assert lookups.changes() == [LookupChange.FIRST, change]

    def test_an_answer_that_repeats_itself_leaves_only_its_date(
        self, lookups: Lookups, clock: FakeClock
    ) -> None:
        lookups.answer(USER)
        assert lookups.answer(USER).changes == {}
        assert lookups.changes() == [LookupChange.FIRST]
        assert lookups.kari.looked_up_at == clock.now()

    def test_each_difference_keeps_what_was_known_before(self, lookups: Lookups) -> None:
        lookups.answer(USER)
        lookups.answer(KNOWN)
        lookups.answer(USER)
        events = lookups.register.lookups_of(lookups.kari.id)[1:]
        assert [(event.change, event.digipost_address, event.previous_address) for event in events] == [
            (LookupChange.LEFT_DIGITAL, None, "kari.lie#1"),
            (LookupChange.BECAME_DIGITAL, "kari.lie#1", None),
        ]

    def test_thousands_of_answers_are_applied_whatever_their_order(
        self, database: Database, register: Register, clock: FakeClock
    ) -> None:
        for number in range(2, 1200):
            register.save(Recipient(str(number), full_name=f"Person {number}"))
        clock.advance(60)
        outcomes = (
            replace(USER, customer_id=str(number), digipost_address=f"person#{number}")
            for number in reversed(range(2, 1200))
        )
        with database.begin() as connection:
            summary = apply_lookup(
                connection, outcomes, job_id="large", asked_at=clock.now(), answered_at=clock.now()
            )
        assert summary.applied == 1198
        found = register.page(RecipientQuery(search="person 777"))
        assert [one.digipost_address for one in found] == ["person#777"]

    @pytest.mark.parametrize(("expected", "are_postponed"), [(2, True), (1, False)])
    def test_answers_about_half_of_the_register_build_the_indexes_afterwards(
        self,
        database: Database,
        register: Register,
        clock: FakeClock,
        monkeypatch: pytest.MonkeyPatch,
        expected: int,
        *,
        are_postponed: bool,
    ) -> None:
        monkeypatch.setattr("desktop_app.register.postponing._MANY", 1)
        for number in range(2, 6):
            register.save(Recipient(str(number), full_name=f"Person {number}"))
        clock.advance(60)
        with database.begin() as connection:
            before = index_names(connection)
            with answers_coming(connection, expected):
                within = index_names(connection)
                apply_lookup(connection, [USER], job_id="1", asked_at=clock.now(), answered_at=clock.now())
            assert index_names(connection) == before
        postponed = {"recipients_by_status", "recipients_by_lookup"}
        assert before - within == (postponed if are_postponed else set())


def index_names(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
    return set(rows.scalars())
