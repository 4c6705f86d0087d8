"""A start of the program that sends one mailing, and one that kills itself (`kill -9`) on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.base.clock import SystemClock
from desktop_app.base.database import Database
from desktop_app.base.events import Events
from desktop_app.base.paths import DataFolder
from desktop_app.base.work import Unattended
from desktop_app.digipost.sftp import SftpAccount, Timeouts, Transport, connect
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.migrations import MIGRATIONS as MAILING_MIGRATIONS
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.mailing.service import MailingService
from desktop_app.mailing.states import State
from desktop_app.mailing.workshop import SendingSettings, Workshop, no_checkpoint
from desktop_app.register.migrations import MIGRATIONS as REGISTER_MIGRATIONS
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register
from tests.helpers.killed import KillAt

QUIET = Unattended()
WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Program:
    """What a start of the program opens."""

    database: Database
    register: Register
    service: MailingService


def account_from(fields: dict[str, Any]) -> SftpAccount:
    """The login that a test has written down."""
    return SftpAccount(**{**fields, "key_file": Path(fields["key_file"])})


def start(
    folder: Path, account: SftpAccount, sender_id: int, checkpoint: Callable[[str], None] = no_checkpoint
) -> Program:
    """Open everything on a data folder, with real time and the real way to the server."""
    data, clock = DataFolder(folder / "data").create(), SystemClock()

    def log_in() -> Transport:
        return connect(account, Timeouts(reply=20.0))

    database = Database.open(
        data.database_file, (*REGISTER_MIGRATIONS, *MAILING_MIGRATIONS), backups=data.backups, clock=clock
    )
    settings = SendingSettings(sender_id=sender_id, poll_seconds=0, remove_receipts=True)
    workshop = Workshop(
        database=database,
        folder=data,
        connect=log_in,
        settings=lambda: settings,
        clock=clock,
        events=Events(),
        checkpoint=checkpoint,
    )
    return Program(database, Register(database, clock), MailingService(workshop))


def send_to_all(program: Program, document: Path) -> None:
    """A mailing to everybody in the register, from the draft to the last receipt."""
    options = options_for(
        Pattern.SPLIT_FIRST, name="Annual fee", subject="Annual fee", common_document=str(document)
    )
    mailing_id = program.service.create(options)
    letters = [LetterInput(each) for each in program.register.ids(RecipientQuery())]
    program.service.set_letters(mailing_id, letters, QUIET)
    plan = program.service.check(mailing_id, QUIET)
    program.service.confirm(plan, plan.letters, QUIET)
    finish(program)


def finish(program: Program) -> None:
    """Go on with the one mailing there is until it has ended."""
    [mailing] = program.service.mailings()
    if mailing.state is State.DRAFT:
        plan = program.service.check(mailing.id, QUIET)
        program.service.confirm(plan, plan.letters, QUIET)
    program.service.recover(QUIET)
    program.service.wait_for(WAIT_SECONDS, QUIET, mailing_id=mailing.id)


def send_until_killed(
    folder: Path, account: dict[str, Any], sender_id: int, point: str, occurrence: int
) -> None:
    """Send a mailing to everybody in a mailing room's folder, and die there.

    That is when the checkpoint `point` comes by for the `occurrence`-th time (counted from 1).
    """
    program = start(folder, account_from(account), sender_id, KillAt(point, occurrence))
    send_to_all(program, folder / "letters" / "letter.pdf")
