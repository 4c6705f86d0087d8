"""One human being, whichever way they are named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from desktop_app.digipost.model import (
    DigipostAddress,
    FullName,
    Identification,
    InvalidReason,
    LineAddress,
    NameAndAddress,
    NationalId,
    PersonAlias,
    Recipient,
    RecipientResult,
    RecipientStatus,
    UnidentifiedReason,
)
from desktop_app.sandbox.people import Met, People
from desktop_app.sandbox.population import UNKNOWN, Population, invalid
from desktop_app.sandbox.store import Store
from tests.helpers.synthetic_numbers import PUBLISHED

Meet = Callable[..., Met]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "memory" / "ledger.sqlite")


@pytest.fixture
def meet(store: Store) -> Meet:
    def one(customer_id: str, identification: Identification, population: Population | None = None) -> Met:
        with store.writing() as connection:
            return People(connection, population or Population()).meet(Recipient(customer_id, identification))

    return one


def name(full_name: str = "Kåre Ødegård", street: str = "Storgata 1") -> NameAndAddress:
    return NameAndAddress(FullName(full_name), LineAddress(street, None, "0155", "Oslo"))


def address_of(met: Met) -> DigipostAddress:
    assert met.result.digipost_address is not None
    return DigipostAddress(met.result.digipost_address)


def alias_of(met: Met) -> PersonAlias:
    assert met.result.person_alias is not None
    return PersonAlias(met.result.person_alias)


NUMBER = NationalId(PUBLISHED[0])
OTHER_NUMBER = NationalId(PUBLISHED[1])


def test_a_user_gets_an_address_that_leads_back_to_the_same_person(meet: Meet) -> None:
    first = meet("1", NUMBER)
    again = meet("1", address_of(first))

    assert again.person == first.person
    assert again.result.status is RecipientStatus.DIGIPOST
    assert again.result.digipost_address == first.result.digipost_address
    assert (first.identified_by, again.identified_by) == ("fnr", "adresse")


def test_somebody_without_an_account_gets_an_alias_that_leads_back(meet: Meet) -> None:
    first = meet("7", name())
    again = meet("7", alias_of(first))

    assert again.person == first.person
    assert again.result == RecipientResult(
        "7", RecipientStatus.IDENTIFISERT, person_alias=first.result.person_alias, washed=False
    )
    assert first.result.washed is True


def test_an_address_belongs_to_its_person_under_any_customer_id(meet: Meet) -> None:
    kari = meet("1", name("Kari Nordmann"))
    ola = meet("2", name("Ola Nordmann"))

    mixed_up = meet("2", address_of(kari))

    assert mixed_up.person == kari.person != ola.person
    assert mixed_up.result.customer_id == "2"


def test_the_address_shows_the_name_in_plain_letters(meet: Meet) -> None:
    assert address_of(meet("1", name("Kåre Ødegård"))).address.startswith("kare.odegard#")


def test_addresses_are_found_in_small_and_capital_letters(meet: Meet) -> None:
    first = meet("1", name())
    assert meet("1", DigipostAddress(address_of(first).address.upper())).person == first.person


def test_name_and_number_with_one_customer_id_are_one_person(meet: Meet) -> None:
    by_name = meet("1", name())
    by_number = meet("1", NUMBER)

    assert by_number.person == by_name.person
    assert by_number.result.digipost_address == by_name.result.digipost_address


def test_two_names_or_two_numbers_with_one_customer_id_are_two_people(meet: Meet) -> None:
    kari, ola = meet("1", name("Kari Nordmann")), meet("1", name("Ola Nordmann"))
    first, second = meet("1", NUMBER), meet("1", OTHER_NUMBER)

    assert kari.person != ola.person
    assert first.person != second.person


def test_one_number_under_two_customer_ids_is_one_person(meet: Meet) -> None:
    assert meet("1", NUMBER).person == meet("2", NUMBER).person


def test_the_way_a_name_is_typed_does_not_matter(meet: Meet) -> None:
    assert meet("1", name("Kåre  Ødegård", "Storgata  1")).person == meet("1", name("KÅRE ØDEGÅRD ")).person
    assert meet("1", name("Kåre Ødegård")).person == meet("1", name("Kåre Ødegård")).person


def test_an_unknown_address_or_alias_is_not_found(meet: Meet) -> None:
    for identification in (DigipostAddress("nobody.here#1A2B"), PersonAlias("nobody#1A2B")):
        met = meet("1", identification)
        assert met.person is None
        assert met.result.status is RecipientStatus.UIDENTIFISERT
        assert met.result.unidentified_reasons == ()


def test_reasons_are_told_for_names_only(meet: Meet) -> None:
    assert meet("19", name()).result.unidentified_reasons == (UnidentifiedReason.FLERE_TREFF,)
    overridden = Population().with_overrides({"1": UNKNOWN})
    assert meet("1", NUMBER, overridden).result.unidentified_reasons == ()


def test_who_could_not_be_found_by_name_can_be_found_by_number(meet: Meet) -> None:
    ambiguous = meet("19", name())
    found = meet("19", NUMBER)

    assert ambiguous.result.status is RecipientStatus.UIDENTIFISERT
    assert found.result.status is RecipientStatus.DIGIPOST
    assert found.person != ambiguous.person


def test_a_corrected_address_finds_the_person(meet: Meet) -> None:
    assert meet("1", name(street="")).result.status is RecipientStatus.UIDENTIFISERT
    assert meet("1", name(street="Storgata 1")).result.status is RecipientStatus.DIGIPOST


def test_a_telling_name_stays_what_it_is_when_the_person_is_named_by_alias_or_number(meet: Meet) -> None:
    first = meet("1", name("Nora Papir"))
    assert meet("1", alias_of(first)).result.status is RecipientStatus.IDENTIFISERT
    assert meet("1", NUMBER).result.status is RecipientStatus.IDENTIFISERT


class TestOverTime:
    def test_the_alias_of_somebody_who_became_a_user_answers_with_an_address(self, meet: Meet) -> None:
        before = meet("7", NUMBER)
        after = meet("7", alias_of(before), Population().becoming_digital("7"))

        assert after.person == before.person
        assert after.result.status is RecipientStatus.DIGIPOST
        assert address_of(after).address

    def test_the_address_of_somebody_who_left_answers_with_an_alias(self, meet: Meet) -> None:
        before = meet("1", NUMBER)
        after = meet("1", address_of(before), Population().leaving("1"))

        assert after.person == before.person
        assert after.result.status is RecipientStatus.IDENTIFISERT
        assert after.result.digipost_address is None
        assert alias_of(after).alias

    def test_a_blacklisted_address_is_unknown_and_a_new_one_is_given_out(self, meet: Meet) -> None:
        blacklisted = Population().blacklisting("1")
        before = meet("1", NUMBER)

        assert meet("1", address_of(before), blacklisted).result.status is RecipientStatus.UIDENTIFISERT
        after = meet("1", NUMBER, blacklisted)
        assert after.person == before.person
        assert after.result.digipost_address != before.result.digipost_address
        assert meet("1", address_of(after), blacklisted).person == before.person

    def test_the_override_of_one_customer_does_not_touch_another_whose_address_was_mixed_up(
        self, meet: Meet
    ) -> None:
        kari = meet("1", name("Kari Nordmann"))
        population = Population().with_overrides({"2": UNKNOWN})

        assert meet("2", address_of(kari), population).result.status is RecipientStatus.DIGIPOST

    def test_any_refusal_can_be_asked_for(self, meet: Meet) -> None:
        for reason in set(InvalidReason):
            population = Population().with_overrides({"1": invalid(reason)})
            assert meet("1", NUMBER, population).result.invalid_reasons == (reason,)


def test_impossible_data_mean_nobody(meet: Meet) -> None:
    met = meet("1", NationalId("123"))
    assert met.person is None
    assert met.result.invalid_reasons == (InvalidReason.UGYLDIG_FOEDSELSNUMMER,)


def test_everything_is_remembered_after_a_restart(meet: Meet, store: Store) -> None:
    first = meet("1", NUMBER)
    with Store(store.file).writing() as connection:
        again = People(connection, Population()).meet(Recipient("1", address_of(first)))
    assert again.person == first.person


def test_no_identity_number_is_stored(meet: Meet, store: Store) -> None:
    meet("1", NUMBER)
    assert NUMBER.number.encode() not in store.file.read_bytes()


_CHOICES = some.lists(
    some.tuples(some.integers(1, 40), some.sampled_from(["name", "number", "given out"])), max_size=30
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(_CHOICES)
def test_people_never_run_together(tmp_path: Path, choices: list[tuple[int, str]]) -> None:
    """Forty people, each with one name and one number, in any order and named in any way."""
    numbers = [NationalId(number) for number in PUBLISHED]
    with Store(tmp_path / "x" / "l.sqlite").writing() as connection:
        people = People(connection, Population())
        known: dict[int, Met] = {}
        for who, how in choices:
            identification: Identification = name(f"Person {who}")
            if how == "number" and who <= len(numbers):
                identification = numbers[who - 1]
            elif how == "given out" and who in known:
                given = known[who].result
                if given.digipost_address:
                    identification = DigipostAddress(given.digipost_address)
                elif given.person_alias:
                    identification = PersonAlias(given.person_alias)
            met = people.meet(Recipient(str(who), identification))
            if met.result.status in (RecipientStatus.DIGIPOST, RecipientStatus.IDENTIFISERT):
                before = known.setdefault(who, met)
                assert before.person == met.person
                assert before.result.digipost_address == met.result.digipost_address
        found = [met.person for met in known.values()]
        assert len(found) == len(set(found))
        connection.rollback()
