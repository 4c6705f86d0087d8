"""Who is who: from the data alone, and the same each time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop_app.digipost.model import (
    DigipostAddress,
    FirstLastName,
    FirstMiddleLastName,
    FullName,
    Identification,
    InvalidReason,
    LineAddress,
    Name,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    PartAddress,
    PersonAlias,
    Recipient,
    RecipientStatus,
)
from desktop_app.sandbox.population import (
    AMBIGUOUS,
    IDENTIFIED,
    INCOMPLETE,
    UNKNOWN,
    USER,
    Population,
    Standing,
    invalid,
    last_digits,
    standing_by_rule,
)
from desktop_app.sandbox.recipient_rules import full_name, invalid_reasons
from tests.helpers.synthetic_numbers import PUBLISHED

HOME = LineAddress("Storgata 1", None, "0155", "Oslo")
NUMBER = PUBLISHED[0]


def named(
    name: str = "Kari Nordmann", customer_id: str = "1000", address: LineAddress | PartAddress = HOME
) -> Recipient:
    return Recipient(customer_id, NameAndAddress(FullName(name), address))


def numbered(customer_id: str, number: str = NUMBER) -> Recipient:
    return Recipient(customer_id, NationalId(number))


class TestTheRules:
    @pytest.mark.parametrize("customer_id", ["1", "40", "k-0106", "10001", "A7B3"])
    def test_ids_that_end_in_0_to_6_are_users(self, customer_id: str) -> None:
        assert standing_by_rule(numbered(customer_id)) == USER
        assert standing_by_rule(named(customer_id=customer_id)) == USER

    @pytest.mark.parametrize("customer_id", ["7", "18", "k-77"])
    def test_ids_that_end_in_7_or_8_are_known_without_an_account(self, customer_id: str) -> None:
        assert standing_by_rule(numbered(customer_id)) == IDENTIFIED
        assert standing_by_rule(named(customer_id=customer_id)) == IDENTIFIED

    @pytest.mark.parametrize("customer_id", ["9", "109", "39"])
    def test_ids_that_end_in_9_are_not_found(self, customer_id: str) -> None:
        assert standing_by_rule(numbered(customer_id)) == UNKNOWN
        assert standing_by_rule(named(customer_id=customer_id)) == UNKNOWN

    def test_19_and_29_are_found_by_number_but_not_by_name(self) -> None:
        assert standing_by_rule(named(customer_id="119")) == AMBIGUOUS
        assert standing_by_rule(named(customer_id="129")) == INCOMPLETE
        assert standing_by_rule(numbered("119")) == USER
        assert standing_by_rule(numbered("129")) == USER

    @pytest.mark.parametrize(
        ("last_name", "standing"),
        [
            ("Digital", USER),
            ("Papir", IDENTIFIED),
            ("Ukjent", UNKNOWN),
            ("Flertreff", AMBIGUOUS),
            ("Mangelfull", INCOMPLETE),
            ("Ugyldig", invalid(InvalidReason.UGYLDIG_NAVN_ADRESSE)),
            ("Uspesifisert", invalid(InvalidReason.UNSPECIFIED)),
        ],
    )
    @pytest.mark.parametrize("customer_id", ["1", "7", "9"])
    def test_telling_names_decide_whatever_the_id(
        self, last_name: str, standing: Standing, customer_id: str
    ) -> None:
        names: list[Name] = [
            FullName(f"Kari {last_name.upper()}"),
            FullName(f"{last_name}, Kari", last_name_first=True),
            FirstLastName("Kari", last_name),
            FirstMiddleLastName("Kari", None, last_name),
        ]
        for name in names:
            recipient = Recipient(customer_id, NameAndAddress(name, HOME))
            assert standing_by_rule(recipient) == standing

    def test_an_address_without_street_or_city_is_incomplete(self) -> None:
        assert standing_by_rule(named(address=LineAddress("", None, "0155", "Oslo"))) == INCOMPLETE
        assert standing_by_rule(named(address=LineAddress("Storgata 1", None, "0155", " "))) == INCOMPLETE
        assert (
            standing_by_rule(named(address=PartAddress("", None, None, None, "0155", "Oslo"))) == INCOMPLETE
        )

    def test_an_id_without_digits_is_given_some_that_never_change(self) -> None:
        assert last_digits("kari") == (0, 4)
        assert len({last_digits(chr(97 + n) * 3)[1] for n in range(26)}) > 5


class TestImpossibleData:
    @pytest.mark.parametrize(
        ("recipient", "reason"),
        [
            (numbered(" 1"), InvalidReason.UGYLDIG_KUNDEID),
            (numbered(""), InvalidReason.UGYLDIG_KUNDEID),
            (numbered("1", "15507600334"), InvalidReason.UGYLDIG_FOEDSELSNUMMER),
            (numbered("1", "1550760033"), InvalidReason.UGYLDIG_FOEDSELSNUMMER),
            (numbered("1", "35507600333"), InvalidReason.UGYLDIG_FOEDSELSNUMMER),
            (Recipient("1", OrganisationNumber("123456789")), InvalidReason.UGYLDIG_ORGANISASJONSNUMMER),
            (Recipient("1", DigipostAddress("kari nordmann")), InvalidReason.UGYLDIG_DIGIPOSTADRESSE),
            (named(""), InvalidReason.UGYLDIG_NAVN_ADRESSE),
            (named("-"), InvalidReason.UGYLDIG_NAVN_ADRESSE),
            (named(address=LineAddress("Gata 1", None, "155", "Oslo")), InvalidReason.UGYLDIG_POSTNUMMER),
            (named(address=LineAddress("Gata 1", None, "0000", "Oslo")), InvalidReason.UGYLDIG_POSTNUMMER),
            (
                named(address=LineAddress("Gata 1", None, "ABCD", "Oslo", "Norge")),
                InvalidReason.UGYLDIG_POSTNUMMER,
            ),
            (
                Recipient("1", NameAndAddress(FullName("Kari Nordmann"), HOME, phone="90000000")),
                InvalidReason.UGYLDIG_FOEDSELSDATO,
            ),
            (
                Recipient("1", NameAndAddress(FullName("Kari Nordmann"), HOME, email="a@example.org")),
                InvalidReason.UGYLDIG_FOEDSELSDATO,
            ),
        ],
    )
    def test_is_refused_with_its_reason(self, recipient: Recipient, reason: InvalidReason) -> None:
        assert invalid_reasons(recipient) == (reason,)
        assert Population().objection(recipient) == invalid(reason)

    @pytest.mark.parametrize(
        "recipient",
        [
            *(numbered("1", number) for number in PUBLISHED),
            Recipient("1", OrganisationNumber("974760673")),
            Recipient("1", DigipostAddress("kari.nordmann#1A2B")),
            Recipient("1", PersonAlias("whatever#1234")),
            named(address=LineAddress("Avenyn 1", None, "411 36", "Göteborg", "Sverige")),
            Recipient(
                "1",
                NameAndAddress(
                    FullName("Kari Nordmann"), HOME, date(1980, 1, 2), "90000000", "a@example.org"
                ),
            ),
        ],
    )
    def test_possible_data_are_not(self, recipient: Recipient) -> None:
        assert Population().objection(recipient) is None


class TestExceptions:
    def test_an_override_holds_for_one_person_and_leaves_the_first_population_alone(self) -> None:
        first = Population()
        second = first.with_overrides({"1": UNKNOWN})

        assert second.override(["1"]) == UNKNOWN
        assert second.override(["2"]) is None
        assert first.override(["1"]) is None

    def test_the_id_of_the_first_contact_counts_before_the_other(self) -> None:
        population = Population().with_overrides({"1": USER, "2": UNKNOWN})
        assert population.override(["1", "2"]) == USER
        assert population.override(["3", "2"]) == UNKNOWN

    def test_people_open_and_close_accounts(self) -> None:
        population = Population().becoming_digital("1", "2").leaving("2")
        assert population.override(["1"]) == USER
        assert population.override(["2"]) == IDENTIFIED

    def test_blacklisting_is_counted(self) -> None:
        population = Population().blacklisting("1").blacklisting("1", "2")
        assert [population.generation(one) for one in ("1", "2", "3")] == [2, 1, 0]

    def test_an_override_beats_impossible_data(self) -> None:
        impossible = numbered("1", "00000000000")
        assert Population().with_overrides({"1": USER}).objection(impossible) is None


def test_names_are_put_in_one_order() -> None:
    assert full_name(FullName("Nordmann, Kari Marie", last_name_first=True)) == "Kari Marie Nordmann"
    assert full_name(FirstMiddleLastName("Kari", "Marie", "Nordmann")) == "Kari Marie Nordmann"


_WORDS = some.text(some.characters(codec="utf-8", categories=["L", "N", "Zs", "P"]), max_size=30)
_IDENTIFICATIONS: some.SearchStrategy[Identification] = some.one_of(
    some.builds(NationalId, some.text("0123456789", min_size=11, max_size=11) | some.sampled_from(PUBLISHED)),
    some.builds(OrganisationNumber, _WORDS),
    some.builds(DigipostAddress, _WORDS),
    some.builds(PersonAlias, _WORDS),
    some.builds(
        NameAndAddress,
        some.builds(FullName, _WORDS, some.booleans()),
        some.builds(LineAddress, _WORDS, some.none() | _WORDS, _WORDS, _WORDS, some.none() | _WORDS),
    ),
)


@given(_WORDS, _IDENTIFICATIONS)
def test_everybody_has_exactly_one_standing_and_always_the_same(
    customer_id: str, identification: Identification
) -> None:
    recipient = Recipient(customer_id, identification)
    answers = [Population().objection(recipient) or standing_by_rule(recipient) for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[0].status in set(RecipientStatus) - {RecipientStatus.UNSPECIFIED}
    assert bool(answers[0].invalid_reasons) == (answers[0].status is RecipientStatus.UGYLDIG)
