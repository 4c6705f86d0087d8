"""The people of the sample: a residents' association that collects its yearly fee. Nobody of them exists.

They stand in `resources/sample/recipients.csv`. The customer ids are chosen so that the built-in Digipost's
rules (see `population`) give every outcome: 0109 and 0249 are not found, 0119 and 0219 fit several people, 0129
and 0229 have an incomplete address, 0139 is refused, those that end in 7 or 8 have no account, all others do.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from desktop_app.base.paths import resource
from desktop_app.sandbox.number_rules import organisation_number, synthetic_national_id

_ORGANISATION = "org"


@dataclass(frozen=True, slots=True)
class SampleRecipient:
    """One row of the sample's spreadsheet. Identity numbers are synthetic."""

    customer_id: str
    full_name: str
    street: str
    line2: str
    postcode: str
    city: str
    national_id: str = ""
    organisation_number: str = ""
    mobile: str = ""
    country: str = ""

    @property
    def letter_file(self) -> str:
        """The name of this recipient's own letter."""
        return f"kontingent-{self.customer_id}.pdf"


def sample_recipients() -> list[SampleRecipient]:
    """All of them, in the order of their customer ids."""
    text = resource("sample", "recipients.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return [_recipient(number, row) for number, row in enumerate(rows)]


def _recipient(number: int, row: dict[str, str]) -> SampleRecipient:
    """`born` is a date, or "org", or nothing for somebody of whom only name and address are known."""
    born = row["born"]
    is_person = born not in ("", _ORGANISATION)
    return SampleRecipient(
        customer_id=row["customer_id"],
        full_name=row["full_name"],
        street=row["street"],
        line2=row["line2"],
        postcode=row["postcode"],
        city=row["city"],
        national_id=synthetic_national_id(date.fromisoformat(born), number) if is_person else "",
        organisation_number=organisation_number(number) if born == _ORGANISATION else "",
        mobile=row["mobile"],
        country=row["country"],
    )
