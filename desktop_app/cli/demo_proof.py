"""The demo's proof: what the built-in Digipost delivered, beside what the sample and the program say."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.base.files import sha256_of
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.session import Session
from desktop_app.mailing.letters import LetterQuery
from desktop_app.mailing.outcomes import Outcome
from desktop_app.register.model import LookupStatus
from desktop_app.register.queries import RecipientQuery

if TYPE_CHECKING:
    from desktop_app.sandbox.ledger import Delivery
    from desktop_app.sandbox.sample import SampleMailing


@dataclass(frozen=True, slots=True)
class DemoProof:
    """Who has what, by customer id. It holds when nobody is in any of the three lists of faults."""

    delivered: int
    wrong_letter: tuple[str, ...]
    more_than_once: tuple[str, ...]
    told_otherwise: tuple[str, ...]
    """The program says something else of them than the other side does."""

    @property
    def holds(self) -> bool:
        """True when every user of Digipost has exactly the right letter, once, and nobody else has any."""
        return not (self.wrong_letter or self.more_than_once or self.told_otherwise)

    def as_data(self) -> dict[str, object]:
        """The proof's fields."""
        return {
            "holds": self.holds,
            "delivered": self.delivered,
            "wrong_letter": list(self.wrong_letter),
            "more_than_once": list(self.more_than_once),
            "told_otherwise": list(self.told_otherwise),
        }

    def words(self) -> Text:
        """The proof as a sentence."""
        if self.holds:
            return plural(
                "{count} user of Digipost has the right letter, once. Nobody else has one.",
                "{count} users of Digipost have the right letter each, once. Nobody else has one.",
                count=self.delivered,
            )
        return text("The other side does not have what it should. See --json for the list.")


def prove(
    session: Session, mailing_id: int, deliveries: "Sequence[Delivery]", sample: "SampleMailing"
) -> DemoProof:
    """Compare the other side's deliveries with the sample's files, the ledger and the register."""
    expected = _hash_of_each_letter(sample)
    times = Counter(delivery.customer_id for delivery in deliveries)
    wrong = [one.customer_id for one in deliveries if expected.get(one.customer_id) != one.document_sha256]
    digital = LetterQuery(mailing_id=mailing_id, outcomes=(Outcome.DIGITAL,))
    told_digital = {row.customer_id for row in session.services.mailing.iterate_letters(digital)}
    users = RecipientQuery(statuses=frozenset({LookupStatus.DIGIPOST}))
    told_users = {person.customer_id for person in session.services.register.iterate(users)}
    return DemoProof(
        delivered=len(deliveries),
        wrong_letter=tuple(sorted(set(wrong))),
        more_than_once=tuple(sorted(name for name, count in times.items() if count > 1)),
        told_otherwise=tuple(sorted((told_digital ^ set(times)) | (told_users ^ set(times)))),
    )


def _hash_of_each_letter(sample: "SampleMailing") -> Mapping[str, str]:
    """Read from the sample's own file, not from anything the program made of it."""
    with sample.recipients_csv.open(encoding="cp1252", newline="") as file:
        return {
            row["Kunde ID"]: sha256_of(sample.documents_folder / row["Filnavn"])
            for row in csv.DictReader(file, delimiter=";")
        }
