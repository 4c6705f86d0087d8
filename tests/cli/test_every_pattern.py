"""`send` by every pattern, on both interfaces, against the built-in server and OpenSSH: what became of everybody."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.base.files import sha256_of
from desktop_app.digipost.sftp import SftpAccount
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.ledger import Delivery
from tests.helpers.command_line import CommandLine
from tests.helpers.digipost_behind_sshd import digipost_behind_sshd, settings_for
from tests.helpers.hasty_clock import HastyClock
from tests.helpers.wizard_world import write_letters, write_people

USERS = {"K0001": "WEB", "K0002": "WEB", "K0003": "WEB"}
REACHED = {
    "split-first": USERS,
    "from-register": USERS,
    "mailing-only": USERS,
    "with-print": USERS | {"K0007": "PRINT", "K0009": "PRINT"},
}
OTHERS = {
    "K0007": "not_a_user",
    "K0009": "not_found",
}
"""Why those are not reached who are not printed to."""


@dataclass(frozen=True, slots=True)
class Post:
    """A server that many tests share, what it delivered, and an office that is set up to send through it."""

    office: CommandLine
    deliveries: Callable[[], list[Delivery]]


def set_up(folder: Path, account: SftpAccount) -> CommandLine:
    """An office that has not sent anything yet."""
    address = {"name": "Foreningen", "address1": "Storgata 1", "postcode": "9008", "city": "Tromsø"}
    printing = {f"print.return_{part}": value for part, value in address.items()}
    office = CommandLine(folder)
    for key, value in {**settings_for(account), **printing}.items():
        assert office.run("settings", "set", key, value).status == 0
    return office


@pytest.fixture(scope="module")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    folder = tmp_path_factory.mktemp("built-in")
    with DigipostSandbox(folder / "digipost") as sandbox:
        account = SftpAccount(
            host=sandbox.host,
            port=sandbox.port,
            user=sandbox.user,
            key_file=sandbox.key_file,
            host_key=sandbox.host_key_fingerprint,
        )
        yield Post(set_up(folder / "office", account), sandbox.ledger.deliveries)


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    folder = tmp_path_factory.mktemp("sshd")
    with digipost_behind_sshd(folder) as outside:
        yield Post(set_up(folder / "office", outside.account), outside.processor.ledger.deliveries)


@pytest.fixture(params=["built_in", pytest.param("sshd", marks=pytest.mark.sshd)])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Post:
    """One of the two servers, and a fresh copy of its office. Jobs are told apart by their ids."""
    shared: Post = request.getfixturevalue(request.param)
    folder = shutil.copytree(shared.office.folder, tmp_path / "office")
    return Post(CommandLine(folder, clock=HastyClock()), shared.deliveries)


@pytest.mark.parametrize("interface", ["2_1", "2_0"])
@pytest.mark.parametrize("pattern", REACHED)
def test_each_recipients_outcome(post: Post, pattern: str, interface: str, tmp_path: Path) -> None:
    office, expected = post.office, REACHED[pattern]
    assert office.run("settings", "set", "digipost.interface", interface).status == 0
    folder = write_letters(tmp_path / "letters")
    answer = office.json(
        *("send", "--pattern", pattern, "--recipients", write_people(tmp_path / "people.csv")),
        *("--document-column", "Filnavn", "--documents-dir", folder, "--subject", "Fee", "--wait", "86400"),
    )
    assert (answer.status, answer.data["state"], answer.data["letters"]) == (0, "finished", 5)

    jobs = {job["job_id"] for job in office.json("jobs", "list").data["jobs"]}
    delivered = [one for one in post.deliveries() if one.job_id in jobs]
    assert {one.customer_id: one.channel for one in delivered} == expected
    assert len(delivered) == len(expected)
    assert all(one.document_sha256 == sha256_of(folder / f"{one.customer_id}.pdf") for one in delivered)

    listed = office.json("remainder", "list", str(answer.data["mailing_id"])).data["remainder"]
    assert {one["customer_id"]: one["reason"] for one in listed} == {
        customer_id: reason for customer_id, reason in OTHERS.items() if customer_id not in expected
    }
    numbers = [answer.data[name] for name in ("digital", "printed", "remainder")]
    assert numbers == [3, len(expected) - 3, len(listed)]
