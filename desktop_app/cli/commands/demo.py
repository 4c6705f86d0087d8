"""`demo`: a whole mailing against the built-in Digipost, from an empty folder to the last receipt."""

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.paths import DataFolder
from desktop_app.base.texts import plural, text
from desktop_app.cli.commands.remainder import iterate_remainder, remainder_data, remainder_words
from desktop_app.cli.demo_digis import send_members
from desktop_app.cli.demo_proof import DemoProof, prove
from desktop_app.cli.importing import import_file
from desktop_app.cli.letters import LettersWanted
from desktop_app.cli.mailing_replies import mailing_reply
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.sending import MailingRun
from desktop_app.cli.session import Session
from desktop_app.digipost.model import JobKind
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.mailing.states import State
from desktop_app.mailing.views import MailingDetail
from desktop_app.services import make_training_folder

if TYPE_CHECKING:
    from desktop_app.sandbox.digipost_server import DigipostSandbox
    from desktop_app.sandbox.sample import SampleMailing

_LONGEST_SECONDS = 50.0


def add_to(commands: Commands) -> None:
    """Add this command."""
    commands.add("demo", text("Show a whole mailing on this computer, with invented people."), demo)


def demo(_options: argparse.Namespace, session: Session) -> Reply:
    """Import, look up, send, fetch the receipts, and prove from the other side who got what."""
    with _empty_folder(session) as folder, session.over(folder) as own:
        make_training_folder(folder)
        return _run(folder, own)


def _run(folder: Path, session: Session) -> Reply:
    from desktop_app.sandbox.sample import write_sample

    sandbox = _start_digipost(session)
    sample = write_sample(folder / "sample")
    report = import_file(session, sample.recipients_file, ())
    session.tell(
        plural(
            "Sending {count} letter to its own person.",
            "Sending {count} letters, each to its own person.",
            count=report.read,
        )
    )
    run = _mailing_of(sample, session)
    detail = run.send(run.check(), _LONGEST_SECONDS)
    if detail.mailing.state is not State.FINISHED:
        raise _did_not_end(detail)
    proof = prove(session, detail.mailing.id, sandbox.ledger.deliveries(), sample)
    reply = _reply(session, run, detail, report.read, proof)
    digis, words, holds = send_members(session, sample)
    assert reply.data is not None
    return Reply(
        {**reply.data, "digis": digis},
        (*reply.words[:-1], words, reply.words[-1]),  # the summary of the mailing stays the last line
        needs_person=reply.needs_person or not holds,
    )


def _start_digipost(session: Session) -> "DigipostSandbox":
    from desktop_app.sandbox.behaviour import PROMPT

    services = session.services
    services.settings.set("digipost.poll_seconds", "1")
    sandbox = services.training.start(PROMPT)
    session.tell(text("A Digipost of our own answers on this computer. Nothing leaves it."))
    return sandbox


def _mailing_of(sample: "SampleMailing", session: Session) -> MailingRun:
    from desktop_app.sandbox.sample import SUBJECT

    wanted = LettersWanted(
        recipients=sample.recipients_file,
        sheet=None,
        columns=(),
        own_documents=True,
        documents_folder=sample.documents_folder,
        as_invoices=False,
    )
    return MailingRun(session, options_for(Pattern.SPLIT_FIRST, name=SUBJECT, subject=SUBJECT), wanted)


def _reply(
    session: Session, run: MailingRun, detail: MailingDetail, imported: int, proof: DemoProof
) -> Reply:
    mailing = detail.mailing
    looked_up = sum(job.items for job in detail.jobs if job.kind is JobKind.LOOKUP)
    not_reached = list(iterate_remainder(session, mailing.id))
    answer = mailing_reply(detail, run.left_out(), run.warnings())
    assert answer.data is not None
    summary = text(
        "imported {imported}, looked up {looked_up}, digital {digital}, remainder {remainder}",
        imported=imported,
        looked_up=looked_up,
        digital=mailing.digital,
        remainder=mailing.remainder,
    )
    data = {
        "imported": imported,
        "looked_up": looked_up,
        **answer.data,
        "not_reached": [remainder_data(row) for row in not_reached],
        "proof": proof.as_data(),
    }
    words = (*remainder_words(not_reached), proof.words(), summary)
    return Reply(data, words, needs_person=answer.needs_person or not proof.holds)


def _did_not_end(detail: MailingDetail) -> EnvironmentFailure:
    return EnvironmentFailure(
        title=text("The demonstration did not come to its end."),
        message=text("After a minute the mailing was here: {state}", state=detail.mailing.state.words()),
        hint=text("Try again on a computer with less to do."),
    )


@contextlib.contextmanager
def _empty_folder(session: Session) -> Iterator[Path]:
    """The folder that was named, if nothing of Brevdue's is in it; else one that goes away afterwards."""
    if session.chosen_data_folder is None:
        with tempfile.TemporaryDirectory(prefix="brevdue-demo-") as temporary:
            yield Path(temporary)
        return
    folder = DataFolder(session.chosen_data_folder.absolute())
    if folder.database_file.exists() or folder.settings_file.exists():
        raise InputError(
            title=text("The demonstration needs an empty folder."),
            message=text("{folder} holds data already.", folder=str(folder.root)),
            hint=text("Name another folder with --data-dir, or leave it out."),
        )
    yield folder.root
