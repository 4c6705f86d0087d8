"""One person for each kind of deviation, and the edit that mends it; for tests with a Digipost of one's own."""

from dataclasses import dataclass

from desktop_app.digipost.model import InvalidReason
from desktop_app.mailing.outcomes import Reason
from desktop_app.register.model import Recipient
from desktop_app.sandbox.population import AMBIGUOUS, INCOMPLETE, Population, Standing, invalid
from tests.helpers.synthetic_numbers import synthetic_people


@dataclass(frozen=True, slots=True)
class MendingCase:
    """Somebody whom Digipost cannot place, the field that is opened for it, and the value that mends it."""

    customer_id: str
    standing: Standing | None
    reason: Reason
    field: str
    value: str
    by_number: bool = False
    digipost_address: str | None = None


NUMBERS = synthetic_people(60)
CASES = (
    MendingCase("K0010", AMBIGUOUS, Reason.SEVERAL_MATCH, "national_id", NUMBERS[50]),
    MendingCase("K0011", INCOMPLETE, Reason.INCOMPLETE_ADDRESS, "address1", "Storgata 11 B"),
    MendingCase(
        "K0012", invalid(InvalidReason.UGYLDIG_KUNDEID), Reason.WRONG_DETAILS, "customer_id", "K0112"
    ),
    MendingCase(
        "K0013",
        invalid(InvalidReason.UGYLDIG_FOEDSELSNUMMER),
        Reason.WRONG_DETAILS,
        "national_id",
        NUMBERS[51],
        by_number=True,
    ),
    MendingCase(
        "K0014", invalid(InvalidReason.UGYLDIG_FOEDSELSDATO), Reason.WRONG_DETAILS, "birth_date", "1980-05-17"
    ),
    # Known by the form of the address alone, so no standing has to say it. Without the address the name is used.
    MendingCase("K0015", None, Reason.WRONG_DETAILS, "digipost_address", "", digipost_address="kari#15"),
    MendingCase(
        "K0016", invalid(InvalidReason.UGYLDIG_NAVN_ADRESSE), Reason.WRONG_DETAILS, "full_name", "Kari Berg"
    ),
    MendingCase("K0020", invalid(InvalidReason.UGYLDIG_POSTNUMMER), Reason.WRONG_DETAILS, "postcode", "9009"),
    MendingCase(
        "K0021",
        invalid(InvalidReason.UGYLDIG_ORGANISASJONSNUMMER),
        Reason.WRONG_DETAILS,
        "organisation_number",
        "974760673",
    ),
)
"""What Digipost says of each as long as nothing is mended. Afterwards all are users, by their last digits."""

REACHED, NOT_USER, NOT_FOUND = "K0001", "K0007", "K0009"
"""Three others: a user, somebody without an account, and somebody nobody knows."""


def people() -> list[Recipient]:
    """Everybody, as they are before anything is mended."""
    others = [
        _person(customer_id, NUMBERS[place])
        for place, customer_id in enumerate((REACHED, NOT_USER, NOT_FOUND))
    ]
    return others + [
        _person(case.customer_id, NUMBERS[52] if case.by_number else None, case.digipost_address)
        for case in CASES
    ]


def puzzled() -> Population:
    """The population before anything is mended."""
    return Population().with_overrides({case.customer_id: case.standing for case in CASES if case.standing})


def _person(customer_id: str, national_id: str | None, address: str | None = None) -> Recipient:
    letter = chr(ord("a") + int(customer_id[1:]))
    return Recipient(
        customer_id,
        full_name=f"Kari Ødegård{letter}",
        national_id=national_id,
        address1=f"Storgata {int(customer_id[1:])}",
        postcode="9008",
        city="Tromsø",
        digipost_address=address,
    )
