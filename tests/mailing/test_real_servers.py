"""Whole mailings over real connections: OpenSSH with a Digipost behind it, and the built-in server misbehaving."""

import contextlib
import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from desktop_app.base.clock import SystemClock
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.files import sha256_of
from desktop_app.digipost.model import Channel, JobKind
from desktop_app.digipost.sftp import SftpAccount
from desktop_app.mailing.letters import LetterInput, LetterQuery
from desktop_app.mailing.options import Pattern, PrintOptions, ReturnAddress, options_for
from desktop_app.mailing.outcomes import Outcome, Reason
from desktop_app.mailing.states import State
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.importing.rows import ImportRow
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.digipost_server import SANDBOX_SENDER_ID, DigipostSandbox
from desktop_app.sandbox.population import last_digits
from tests.helpers.digipost_behind_sshd import digipost_behind_sshd
from tests.helpers.mailing_child import Program, start
from tests.helpers.mailing_room import QUIET
from tests.helpers.pdfs import make_letter_pdf
from tests.helpers.reference import reference_folder
from tests.helpers.synthetic_numbers import synthetic_people

WAIT_SECONDS = 80.0
RETURN_ADDRESS = ReturnAddress("Fjordvik Turlag", "Havnegata 1", "9008", "Tromsø")


@contextlib.contextmanager
def opened(folder: Path, account: SftpAccount) -> Iterator[Program]:
    program = start(folder, account, SANDBOX_SENDER_ID)
    try:
        yield program
    finally:
        program.database.dispose()


def write_spreadsheet(path: Path, count: int) -> Path:
    """People with a PDF each, in the words of the public client's file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Kunde ID", "Fødsels- og personnummer", "Fullt navn, fornavn først", "Adresselinje"])
        for index, number in enumerate(synthetic_people(count), 1):
            writer.writerow([f"K{index:06d}", number, f"Kari Person{index}", f"Storgata {index}"])
    return path


def import_with_letters(program: Program, folder: Path, count: int) -> list[LetterInput]:
    """Import the people, and make each of them a letter of their own."""
    table = read_table(write_spreadsheet(folder / "people.csv", count))
    letters: list[LetterInput] = []

    def take(rows: object) -> None:
        for recipient_id, row in rows:  # type: ignore[attr-defined]
            assert isinstance(row, ImportRow)
            name = row.recipient.customer_id
            pdf = make_letter_pdf(folder / f"{name}.pdf", [f"Dear {name}"])
            letters.append(LetterInput(recipient_id, document=pdf, row=row.number))

    import_recipients(
        program.database,
        table,
        suggest_mapping(table.headings),
        ImportMode.ADD,
        dry_run=False,
        clock=SystemClock(),
        context=QUIET,
        on_rows=take,
    )
    return letters


def is_user(customer_id: str) -> bool:
    """The sandbox's rule for people named by their identity number."""
    return last_digits(customer_id)[1] <= 6 or last_digits(customer_id) in {(1, 9), (2, 9)}


def validate_against_the_real_schema(zip_file: Path, kind: JobKind) -> None:
    """Hold a job against Digipost's own schema, with a validator that shares nothing with the program's."""
    name = "print.xsd" if kind is JobKind.MAILING else f"{kind.value}.xsd"
    schema = etree.XMLSchema(file=str(reference_folder() / "digipost" / "xsd-2_1" / name))
    with zipfile.ZipFile(zip_file) as archive, archive.open(kind.job_file) as stream:
        schema.assertValid(etree.parse(stream))


@pytest.mark.sshd
def test_a_thousand_personal_letters_reach_exactly_the_users_and_nobody_is_left_behind(
    tmp_path: Path,
) -> None:
    with digipost_behind_sshd(tmp_path) as outside, opened(tmp_path, outside.account) as program:
        letters = import_with_letters(program, tmp_path, 1000)
        mailing_id = program.service.create(options_for(Pattern.SPLIT_FIRST, name="Fee", subject="Fee"))
        program.service.set_letters(mailing_id, letters, QUIET)
        plan = program.service.check(mailing_id, QUIET)
        assert (plan.letters, plan.documents, plan.can_be_confirmed) == (1000, 1000, True)
        program.service.confirm(plan, 1000, QUIET)
        program.service.send(mailing_id, QUIET)
        assert program.service.wait_for(WAIT_SECONDS, QUIET, mailing_id=mailing_id) is State.FINISHED

        delivered = {each.customer_id: each for each in outside.processor.ledger.deliveries()}
        assert outside.processor.ledger.delivery_count() == len(delivered)
        everybody = [f"K{number:06d}" for number in range(1, 1001)]
        assert sorted(delivered) == [each for each in everybody if is_user(each)]
        assert all(
            each.document_sha256 == sha256_of(tmp_path / f"{name}.pdf") for name, each in delivered.items()
        )
        remainder = {row.customer_id: row for row in program.service.iterate_remainder(mailing_id)}
        assert sorted(remainder) == [each for each in everybody if not is_user(each)]
        assert {row.reason for row in remainder.values()} == {Reason.NOT_A_USER, Reason.NOT_FOUND}

        before = (
            list(program.service.iterate_letters(LetterQuery(mailing_id))),
            program.service.receipts(),
            program.service.mailings(),
        )
        report = program.service.fetch_receipts(QUIET)
        assert (report.fetched, report.applied) == (0, 0)
        after = (
            list(program.service.iterate_letters(LetterQuery(mailing_id))),
            program.service.receipts(),
            program.service.mailings(),
        )
        assert after == before


@pytest.mark.sshd
@pytest.mark.reference
@pytest.mark.parametrize(
    "pattern", [Pattern.SPLIT_FIRST, Pattern.FROM_REGISTER, Pattern.MAILING_ONLY, Pattern.WITH_PRINT]
)
@pytest.mark.parametrize("interface", ["2_1", "2_0"])
def test_each_pattern_over_openssh(tmp_path: Path, pattern: Pattern, interface: str) -> None:
    with digipost_behind_sshd(tmp_path) as outside, opened(tmp_path, outside.account) as program:
        letters = import_with_letters(program, tmp_path, 20)
        printing = PrintOptions(RETURN_ADDRESS) if pattern is Pattern.WITH_PRINT else None
        options = options_for(pattern, name="Fee", subject="Fee", interface=interface, printing=printing)
        mailing_id = program.service.create(options)
        program.service.set_letters(mailing_id, letters, QUIET)
        program.service.confirm(program.service.check(mailing_id, QUIET), 20, QUIET)
        program.service.send(mailing_id, QUIET)
        assert program.service.wait_for(WAIT_SECONDS, QUIET, mailing_id=mailing_id) is State.FINISHED
        rows = list(program.service.iterate_letters(LetterQuery(mailing_id)))
        assert {row.customer_id for row in rows if row.outcome is Outcome.DIGITAL} == {
            row.customer_id for row in rows if is_user(row.customer_id)
        }
        others = {row.outcome for row in rows if not is_user(row.customer_id)}
        # Without a postcode and a city nobody here can be printed to.
        assert others == {Outcome.REMAINDER}
        delivered = outside.processor.ledger.deliveries()
        assert {each.channel for each in delivered} == {Channel.WEB}
        assert len({each.customer_id for each in delivered}) == len(delivered)
        if interface == "2_1":
            for job in program.service.jobs():
                validate_against_the_real_schema(tmp_path / "data" / "jobs" / job.zip_name, job.kind)


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(cut_after_uploaded=500, cuts=1),
        Behaviour(cut_after_uploaded=500, cuts=3),
        Behaviour(cut_after_downloaded=100, cuts=2),
        Behaviour(takes_uploads_at_once=True),
        Behaviour(truncates_uploads_to=400),
        Behaviour(disk_full_after=400),
        Behaviour(refuses_login=True),
    ],
    ids=str,
)
def test_a_server_that_misbehaves_for_a_while_brings_every_letter_once(
    tmp_path: Path, behaviour: Behaviour
) -> None:
    with DigipostSandbox(tmp_path / "digipost", behaviour=behaviour) as sandbox:
        account = SftpAccount(
            host=sandbox.host,
            port=sandbox.port,
            user=sandbox.user,
            key_file=sandbox.key_file,
            host_key=sandbox.host_key_fingerprint,
        )
        with opened(tmp_path, account) as program:
            letters = import_with_letters(program, tmp_path, 10)
            mailing_id = program.service.create(options_for(Pattern.MAILING_ONLY, name="Fee", subject="Fee"))
            program.service.set_letters(mailing_id, letters, QUIET)
            program.service.confirm(program.service.check(mailing_id, QUIET), 10, QUIET)
            for _ in range(4):
                with contextlib.suppress(EnvironmentFailure):
                    program.service.send(mailing_id, QUIET)
            sandbox.behaviour = Behaviour()
            program.service.recover(QUIET)
            state = program.service.wait_for(WAIT_SECONDS, QUIET, mailing_id=mailing_id)
            assert state is State.FINISHED
            delivered = [each.customer_id for each in sandbox.ledger.deliveries()]
            assert sorted(delivered) == [
                each for each in (f"K{n:06d}" for n in range(1, 11)) if is_user(each)
            ]
            mailing = program.service.mailing(mailing_id).mailing
            assert (mailing.digital, mailing.remainder) == (len(delivered), 10 - len(delivered))
