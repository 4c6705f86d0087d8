"""What Digis is told about a person, field by field as the manual has it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from desktop_app.digis.contact import is_email_address, split_mobile_number
from desktop_app.digis.model import Gender, Member, Subscription, Unit
from desktop_app.digis.payload import PayloadRules, build_payload

ANNA = Member(
    person_id="70112",
    first_name="Anna",
    last_name="Åström",
    street="Södra Vägen 4",
    postcode="411 10",
    city="Göteborg",
    country="SE",
    birth_date=date(1990, 5, 17),
    email="anna@example.se",
    mobile="070-174 06 05",
    gender=Gender.FEMALE,
    card_number="34231451",
    unit=Unit(id="12", name="Avenyn"),
    allows_email=True,
    allows_sms=True,
)
GOLD = Subscription(id="863", active=True, users=frozenset({"70112"}), last_end_date=date(2027, 12, 31))
MANUAL = {
    "IsSendSMS": True,
    "TemplateId": 311,
    "FirstName": "Anna",
    "LastName": "Åström",
    "Address": "Södra Vägen 4",
    "City": "Göteborg",
    "Zip": "411 10",
    "ISOCountryCode": "SE",
    "DOB": "1990-05-17",
    "Email": "anna@example.se",
    "Gender": "Female",
    "MobileCountryCode": "46",
    "MobileNumber": "701740605",
    "IsActive": True,
    "IsEmailOptIn": True,
    "IsSendEmail": True,
    "IsSmsOptIn": True,
    "CreationTypeId": 6,
    "IsConvertToUniqueUrl": True,
    "UniqueURLType": 1,
    "ExtInfo1": "863",
    "ExtInfo2": "Avenyn",
    "ExtInfo3": "12",
    "ExtInfo4": "70112",
    "ExtInfo5": "2027-12-31",
    "ExtInfo20": "34231451",
}


def test_every_field_is_the_documented_one_in_the_documented_order() -> None:
    payload = build_payload(ANNA, GOLD, PayloadRules())
    assert list(payload.items()) == list(MANUAL.items())
    assert len(payload) == 26


def test_what_is_missing_is_null_and_never_the_word_null() -> None:
    written = json.dumps(
        build_payload(Member(person_id="1"), replace(GOLD, last_end_date=None), PayloadRules())
    )
    assert '"null"' not in written
    assert '""' not in written
    payload = json.loads(written)
    nothing = {name for name, value in payload.items() if value is None}
    assert nothing == {
        "FirstName", "LastName", "Address", "City", "Zip", "ISOCountryCode", "DOB", "Email", "MobileCountryCode",
        "MobileNumber", "ExtInfo2", "ExtInfo3", "ExtInfo5", "ExtInfo20",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("gender", "sent"), [(Gender.MALE, "Male"), (Gender.FEMALE, "Female"), (Gender.UNKNOWN, "Female")]
)
def test_whoever_is_not_known_to_be_male_is_sent_as_female(gender: Gender, sent: str) -> None:
    assert build_payload(replace(ANNA, gender=gender), GOLD, PayloadRules())["Gender"] == sent


@pytest.mark.parametrize(
    ("allows", "email", "opted_in"),
    [(True, "a@b.se", True), (False, "a@b.se", False), (True, "a@b", False), (True, None, False)],
)
def test_an_email_opt_in_takes_consent_and_an_address(
    allows: bool, email: str | None, opted_in: bool
) -> None:
    member = replace(ANNA, allows_email=allows, email=email)
    assert build_payload(member, GOLD, PayloadRules())["IsEmailOptIn"] is opted_in


@pytest.mark.parametrize(
    ("consent", "rule", "sends"),
    [(True, False, True), (False, False, True), (True, True, True), (False, True, False)],
)
def test_sms_goes_out_without_consent_unless_the_staff_forbid_it(
    consent: bool, rule: bool, sends: bool
) -> None:
    payload = build_payload(
        replace(ANNA, allows_sms=consent), GOLD, PayloadRules(no_sms_without_consent=rule)
    )
    assert payload["IsSendSMS"] is sends
    assert payload["IsSmsOptIn"] is consent


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        ("070-174 06 05", "SE", ("46", "701740605")),
        ("0701740605", "SE", ("46", "701740605")),
        ("+46 (0)70 174 06 05", "SE", ("46", "701740605")),
        ("0046701740605", "SE", ("46", "701740605")),
        ("46701740605", "SE", ("46", "701740605")),
        ("'0701740605", "SE", ("46", "701740605")),
        ("46701740605.0", "SE", ("46", "701740605")),
        ("+47 406 12 345", "SE", ("47", "40612345")),
        ("406 12 345", "NO", ("47", "40612345")),
        ("40612345", "no", ("47", "40612345")),
        ("004740612345", "NO", ("47", "40612345")),
        ("+44 7400 123456", "SE", ("44", "7400123456")),
        ("+45 20 12 34 56", "NO", ("45", "20123456")),
        ("+358 40 1234567", "SE", ("358", "401234567")),
        ("\xa0070\u2011174\u201106\u201105 ", "SE", ("46", "701740605")),
    ],
)
def test_numbers_are_understood_however_they_are_written(
    written: str, region: str, expected: tuple[str, str]
) -> None:
    split = split_mobile_number(written, region)
    assert split is not None
    assert (split.country_code, split.number) == expected


@pytest.mark.parametrize("written", [None, "", "  ", "123", "see card", "070-12", "+999 1234567", "4.67E+10"])
def test_what_can_be_nobodys_number_is_none(written: str | None) -> None:
    assert split_mobile_number(written, "SE") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("anna@example.se", True),
        ("anna.åström@exämple.se", True),
        ("a+b@mail.example.co.uk", True),
        ("anna@example", False),
        ("anna@@example.se", False),
        ("anna example@x.se", False),
        (".anna@example.se", False),
        ("anna@-example.se", False),
        ("anna@example.se\n", False),
        ("x" * 65 + "@example.se", False),
        ("", False),
        (None, False),
    ],
)
def test_email_addresses_are_told_from_other_text(written: str | None, expected: bool) -> None:
    assert is_email_address(written) is expected
