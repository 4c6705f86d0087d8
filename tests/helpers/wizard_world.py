"""Real services over an empty folder with the built-in Digipost, and wizards that run without a window."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop_app.base.errors import BrevdueError, Cancelled
from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.texts import Text
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.mailing.states import State
from desktop_app.mailing.views import MailingDetail
from desktop_app.sandbox.behaviour import PROMPT
from desktop_app.sandbox.ledger import Ledger
from desktop_app.services import Services, build_services
from desktop_app.wizards.patterns import MailingWizard, Wizards
from desktop_app.wizards.session import WizardSession
from tests.helpers.digipost_behind_sshd import digipost_behind_sshd, settings_for
from tests.helpers.pdfs import make_letter_pdf

LONGEST_SECONDS = 40.0


class AtOnce:
    """Runs a wizard's work when it is handed over, and calls back at once."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.failures: list[BrevdueError] = []

    def run(
        self,
        lane: Lane | None,
        name: Text,
        work: Callable[[WorkContext], Any],
        done: Callable[[Any], None],
        failed: Callable[[BrevdueError], None],
        cancelled: Callable[[], None],
    ) -> "AtOnce":
        """Do the work here and now."""
        self.ran.append(str(name))
        try:
            result = work(Unattended())
        except Cancelled:
            cancelled()
        except BrevdueError as error:
            self.failures.append(error)
            failed(error)
        else:
            done(result)
        return self

    def cancel(self) -> None:
        """Too late: it is done."""


class Digipost(Protocol):
    """The Digipost at the other end, whichever server it stands behind."""

    @property
    def ledger(self) -> Ledger:
        """Who was delivered what."""
        ...


@dataclass
class WizardWorld:
    """One program over one folder, and everything a wizard needs."""

    services: Services
    sandbox: Digipost
    wizards: Wizards
    folder: Path

    def open(self, wizard: MailingWizard) -> tuple[MailingWizard, WizardSession, AtOnce]:
        """Run a wizard: its work is done at once, and a confirmed mailing is sent at once."""
        runner = AtOnce()
        session = WizardSession(wizard.flow, runner, self.send)
        return wizard, session, runner

    def send(self, mailing_id: int) -> None:
        """Send, and wait for the receipts."""
        self.services.mailing.send(mailing_id, Unattended())
        self.services.mailing.wait_for(LONGEST_SECONDS, Unattended(), mailing_id=mailing_id)

    def finished(self, mailing_id: int | None) -> MailingDetail:
        """The mailing, which must have come to its end."""
        assert mailing_id is not None
        detail = self.services.mailing.mailing(mailing_id)
        assert detail.mailing.state is State.FINISHED, detail.mailing
        return detail


@contextmanager
def wizard_world(folder: Path) -> Iterator[WizardWorld]:
    """Open everything, and close it again."""
    services = build_services(folder / "data", secrets=MemorySecrets(), language="en", environment={})
    try:
        services.settings.set("app.environment", "training")
        services.settings.set("digipost.poll_seconds", "1")
        sandbox = services.training.start(PROMPT)
        yield WizardWorld(services, sandbox, Wizards(services.wizard_parts(), services.drafts), folder)
    finally:
        services.close()


@contextmanager
def wizard_world_over_sshd(folder: Path) -> Iterator[WizardWorld]:
    """The same over a real OpenSSH server, with a Digipost that works on its folders from outside."""
    with digipost_behind_sshd(folder) as outside:
        services = build_services(folder / "data", secrets=MemorySecrets(), language="en", environment={})
        try:
            services.settings.set("app.environment", "test")
            for key, value in settings_for(outside.account).items():
                services.settings.set(key, value)
            wizards = Wizards(services.wizard_parts(), services.drafts)
            yield WizardWorld(services, outside.processor, wizards, folder)
        finally:
            services.close()


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a file: the last digit of the customer id decides what the built-in Digipost knows of them."""

    customer_id: str
    name: str
    street: str = "Storgata 1"
    postcode: str = "9008"
    city: str = "Tromsø"


PEOPLE = (
    Somebody("K0001", "Åse Ødegård"),
    Somebody("K0002", "Kåre Løvås"),
    Somebody("K0003", "Nina Tall"),
    Somebody("K0007", "Ola Bakken"),
    Somebody("K0009", "Per Strøm"),
)
"""Three users of Digipost, one without an account, one who is not found."""


def write_people(path: Path, people: Sequence[Somebody] = PEOPLE, *, documents: bool = True) -> Path:
    """A CSV file with these people; with a column of file names when they have letters of their own."""
    head = ["Kunde ID", "Fullt navn, fornavn først", "Adresselinje", "Postnummer", "Poststed"]
    lines = [";".join([*head, "Filnavn"] if documents else head)]
    for person in people:
        cells = [person.customer_id, person.name, person.street, person.postcode, person.city]
        lines.append(";".join([*cells, f"{person.customer_id}.pdf"] if documents else cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_letters(folder: Path, people: Sequence[Somebody] = PEOPLE) -> Path:
    """A folder with one letter for each of these people, named after the customer id."""
    folder.mkdir(exist_ok=True)
    for person in people:
        lines = [
            person.name,
            person.street,
            f"{person.postcode} {person.city}",
            "",
            "Your fee is 450 kroner.",
        ]
        make_letter_pdf(folder / f"{person.customer_id}.pdf", lines)
    return folder
