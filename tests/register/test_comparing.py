"""What changed between two lookups: each person in one kind, by the state before against the state after."""

import pytest

from desktop_app.base.database import Database
from desktop_app.register.comparing import ChangeQuery, ChangeSort
from desktop_app.register.history import LookupChange
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.recipients import Register
from tests.helpers.fake_clock import FakeClock

USER, KNOWN = LookupStatus.DIGIPOST, LookupStatus.IDENTIFIED
UNKNOWN, WRONG = LookupStatus.UNIDENTIFIED, LookupStatus.INVALID


class Lookups:
    """Lets lookups say something of people who are called by a word."""

    def __init__(self, register: Register, database: Database, clock: FakeClock) -> None:
        self._register, self._database, self._clock = register, database, clock

    def say(self, job_id: str, **answers: LookupOutcome) -> None:
        self._clock.advance(60)
        for name in answers:
            if self._register.by_customer_id(name) is None:
                self._register.save(Recipient(name, full_name=f"{name.capitalize()} Ødegård"))
        self._clock.advance(60)
        with self._database.begin() as connection:
            apply_lookup(
                connection,
                answers.values(),
                job_id=job_id,
                asked_at=self._clock.now(),
                answered_at=self._clock.now(),
            )


@pytest.fixture
def lookups(register: Register, database: Database, clock: FakeClock) -> Lookups:
    return Lookups(register, database, clock)


def answer(name: str, status: LookupStatus, found: str | None = None, *reasons: str) -> LookupOutcome:
    address, alias = (found, None) if status is USER else (None, found)
    named = NamedBy.DIGIPOST_ADDRESS if status is UNKNOWN and not reasons else NamedBy.NAME_AND_ADDRESS
    return LookupOutcome(
        name, status, named, address, alias, reasons=reasons, ambiguous="FLERE_TREFF" in reasons
    )


def kinds(register: Register, *job_ids: str) -> dict[str, LookupChange]:
    found = register.page_of_changes(ChangeQuery(frozenset(job_ids)))
    return {each.customer_id: each.kind for each in found}


@pytest.fixture
def compared(lookups: Lookups) -> Lookups:
    """Nine people, looked up twice; the last one stays as she is."""
    lookups.say(
        "first",
        joins=answer("joins", KNOWN, "alias#1"),
        leaves=answer("leaves", USER, "leaves#1"),
        moves=answer("moves", USER, "moves#1"),
        blurs=answer("blurs", KNOWN, "alias#2"),
        fades=answer("fades", KNOWN, None),
        errs=answer("errs", KNOWN, "alias#3"),
        barred=answer("barred", USER, "barred#1"),
        found=answer("found", WRONG, None, "UGYLDIG_POSTNUMMER"),
        stays=answer("stays", USER, "stays#1"),
    )
    lookups.say(
        "second",
        joins=answer("joins", USER, "joins#1"),
        leaves=answer("leaves", KNOWN, "alias#4"),
        moves=answer("moves", USER, "moves#2"),
        blurs=answer("blurs", UNKNOWN, None, "FLERE_TREFF"),
        fades=answer("fades", UNKNOWN, None, "MANGELFULL_ADRESSE"),
        errs=answer("errs", WRONG, None, "UGYLDIG_POSTNUMMER"),
        barred=answer("barred", UNKNOWN),
        found=answer("found", KNOWN, "alias#5"),
        stays=answer("stays", USER, "stays#1"),
        newcomer=answer("newcomer", USER, "newcomer#1"),
        puzzle=answer("puzzle", UNKNOWN, None, "FLERE_TREFF"),
    )
    return lookups


def test_everybody_whose_standing_changed_is_in_one_kind(register: Register, compared: Lookups) -> None:
    assert kinds(register, "second") == {
        "joins": LookupChange.BECAME_DIGITAL,
        "leaves": LookupChange.LEFT_DIGITAL,
        "moves": LookupChange.OTHER_ADDRESS,
        "blurs": LookupChange.NEWLY_AMBIGUOUS,
        "fades": LookupChange.NEWLY_UNIDENTIFIED,
        "errs": LookupChange.NEWLY_INVALID,
        "barred": LookupChange.CLEARED,
        "found": LookupChange.IDENTIFIED,
        "newcomer": LookupChange.FIRST,
        "puzzle": LookupChange.NEWLY_AMBIGUOUS,
    }


def test_the_counts_are_those_of_the_rows(register: Register, compared: Lookups) -> None:
    changed = register.what_changed({"second"})
    assert changed.total == 10
    assert changed.counts[LookupChange.NEWLY_AMBIGUOUS] == 2
    for kind, count in changed.counts.items():
        assert register.count_changes(ChangeQuery(frozenset({"second"}), kinds=frozenset({kind}))) == count


def test_before_and_after_stand_beside_each_other(register: Register, compared: Lookups) -> None:
    query = ChangeQuery(frozenset({"second"}), kinds=frozenset({LookupChange.OTHER_ADDRESS}))
    (moved,) = register.page_of_changes(query)
    assert (moved.address_before, moved.address_after) == ("moves#1", "moves#2")
    assert (moved.status_before, moved.status_after) == (USER, USER)


def test_over_several_lookups_the_state_before_is_held_against_the_state_after(
    register: Register, compared: Lookups
) -> None:
    compared.say(
        "third",
        joins=answer("joins", KNOWN, "alias#1"),
        leaves=answer("leaves", UNKNOWN, None, "FLERE_TREFF"),
        moves=answer("moves", USER, "moves#1"),
    )
    both = kinds(register, "second", "third")
    assert "joins" not in both, "she came and left again: nothing has changed"
    assert "moves" not in both
    assert both["leaves"] is LookupChange.LEFT_DIGITAL
    assert kinds(register, "third")["joins"] is LookupChange.LEFT_DIGITAL


def test_somebody_who_stays_ambiguous_is_not_newly_so(register: Register, compared: Lookups) -> None:
    compared.say("third", blurs=answer("blurs", UNKNOWN, None, "FLERE_TREFF", "MANGELFULL_ADRESSE"))
    assert kinds(register, "third") == {"blurs": LookupChange.OTHER_REASONS}


def test_a_lookup_that_says_the_same_again_changes_nothing(register: Register, compared: Lookups) -> None:
    compared.say("third", stays=answer("stays", USER, "stays#1"))
    assert register.what_changed({"third"}).total == 0
    assert kinds(register) == {}


@pytest.mark.parametrize("sort", list(ChangeSort))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_never_overlap(
    register: Register, compared: Lookups, sort: ChangeSort, descending: bool
) -> None:
    query = ChangeQuery(frozenset({"second"}), sort=sort, descending=descending)
    paged = [
        one.customer_id for offset in range(0, 12, 3) for one in register.page_of_changes(query, offset, 3)
    ]
    assert sorted(paged) == sorted(kinds(register, "second"))


def test_a_search_narrows_to_a_person(register: Register, compared: Lookups) -> None:
    query = ChangeQuery(frozenset({"second"}), search="MOVES øde")
    assert [one.customer_id for one in register.page_of_changes(query)] == ["moves"]
    assert register.count_changes(query) == 1
