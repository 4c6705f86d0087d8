"""`kill -9` at every moment of a mailing over a real connection: nothing lost, nothing sent twice."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.mailing.states import State
from desktop_app.sandbox.digipost_server import DigipostSandbox
from tests.helpers.killed import SIGKILLED, needs_sigkill, run_in_a_process
from tests.helpers.mailing_child import account_from, finish, send_to_all, send_until_killed, start
from tests.helpers.mailing_room import MailingRoom

DIGITAL = ["K0001", "K0002", "K0003", "K0004", "K0005", "K0006", "K0010"]
PARTS = 6

pytestmark = needs_sigkill


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DigipostSandbox]:
    with DigipostSandbox(tmp_path_factory.mktemp("digipost")) as running:
        yield running


@pytest.fixture(scope="module")
def account(sandbox: DigipostSandbox) -> dict[str, Any]:
    return {
        "host": sandbox.host,
        "port": sandbox.port,
        "user": sandbox.user,
        "key_file": str(sandbox.key_file),
        "host_key": sandbox.host_key_fingerprint,
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    room = MailingRoom(folder)
    room.add_people(10)
    room.pdf()
    room.close()
    return folder


@pytest.fixture(scope="module")
def moments(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    sandbox: DigipostSandbox,
    account: dict[str, Any],
) -> list[tuple[str, int]]:
    """Each checkpoint that a whole mailing passes, with its number if it comes by more than once."""
    folder = copy_of(template, tmp_path_factory.mktemp("moments") / "room")
    passed: list[str] = []
    program = start(folder, account_from(account), sandbox.sender_id, passed.append)
    send_to_all(program, folder / "letters" / "letter.pdf")
    program.database.dispose()
    return sorted(
        (point, number + 1) for point, many in Counter(passed).items() for number in range(min(many, 2))
    )


def copy_of(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder)
    return folder


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_any_moment_the_next_start_brings_every_letter_once(
    template: Path,
    tmp_path: Path,
    sandbox: DigipostSandbox,
    account: dict[str, Any],
    moments: list[tuple[str, int]],
    part: int,
) -> None:
    assert {point for point, _ in moments} >= {
        "build.packed",
        "upload.intent",
        "upload.sent",
        "receipt.applying",
    }
    for point, occurrence in moments[part::PARTS]:
        folder = copy_of(template, tmp_path / f"{point}-{occurrence}")
        ended = run_in_a_process(send_until_killed, folder, account, sandbox.sender_id, point, occurrence)
        assert ended == SIGKILLED, f"{point} {occurrence} was not reached"
        program = start(folder, account_from(account), sandbox.sender_id)
        finish(program)
        [mailing] = program.service.mailings()
        assert mailing.state is State.FINISHED, f"killed at {point} {occurrence}"
        assert (mailing.digital, mailing.remainder, mailing.waiting) == (7, 3, 0)
        job_ids = {job.job_id for job in program.service.jobs()}
        delivered = [each for each in sandbox.ledger.deliveries() if each.job_id in job_ids]
        assert sorted(each.customer_id for each in delivered) == DIGITAL, f"killed at {point} {occurrence}"
        program.database.dispose()


def test_no_letter_of_all_those_runs_came_from_a_job_that_is_forgotten(
    template: Path, tmp_path: Path, sandbox: DigipostSandbox, account: dict[str, Any]
) -> None:
    before = sandbox.ledger.delivery_count()
    assert before % len(DIGITAL) == 0
    folder = copy_of(template, tmp_path / "one")
    assert run_in_a_process(send_until_killed, folder, account, sandbox.sender_id, "never", 1) == 0
    assert sandbox.ledger.delivery_count() == before + len(DIGITAL)
