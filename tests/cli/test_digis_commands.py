"""The Digis commands against a Digis over real HTTPS: import, sync, status, resend, export."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisFault
from desktop_app.sandbox.digis_server import DigisSandbox
from desktop_app.sandbox.sample import SampleMailing
from tests.helpers.command_line import CommandLine
from tests.helpers.digis_room import member_row, write_members
from tests.helpers.hasty_clock import HastyClock


@pytest.fixture
def digis(tmp_path: Path) -> Iterator[DigisSandbox]:
    with DigisSandbox(tmp_path / "digis") as sandbox:
        yield sandbox


@pytest.fixture
def gym(tmp_path: Path, digis: DigisSandbox) -> CommandLine:
    """A gym whose settings point to the built-in Digis; Digis is switched on."""
    secrets = MemorySecrets({"digis.url_postfix": digis.url_postfix})
    line = CommandLine(tmp_path / "gym", clock=HastyClock(), secrets=secrets)
    values = {"digis.enabled": "true", "digis.url": digis.url, "digis.ca_file": str(digis.ca_file)}
    for key, value in values.items():
        assert line.run("settings", "set", key, value).status == 0
    return line


def test_members_are_imported_synced_once_and_counted(
    gym: CommandLine, digis: DigisSandbox, sample: SampleMailing
) -> None:
    imported = gym.json("digis", "import", sample.members_file)
    assert imported.status == 0
    numbers = [imported.data[name] for name in ("read", "new", "changed", "same", "rejected")]
    assert numbers == [16, 16, 0, 0, 0]
    assert gym.json("digis", "status").data["pending"] == 14
    synced = gym.json("digis", "sync")
    assert (synced.status, synced.data["sent"], synced.data["errors"]) == (0, 14, [])
    assert set(digis.received().values()) == {1}
    assert gym.json("digis", "sync").data["sent"] == 0
    status = gym.json("digis", "status").data
    assert (status["members"], status["sent"], status["pending"], status["unknown"]) == (14, 14, 0, 0)
    assert status["last_run"]["finished_at"]


def test_a_dry_run_asks_nobody_and_gives_the_reasons(
    gym: CommandLine, digis: DigisSandbox, sample: SampleMailing
) -> None:
    gym.run("digis", "import", sample.members_file)
    trial = gym.json("digis", "sync", "--dry-run").data
    assert (trial["sent"], trial["would_send"], trial["not_sent"]) == (0, 14, {"not_active": 1})
    assert digis.ledger.requests() == []
    assert gym.json("digis", "status").data["pending"] == 14


def test_a_wrong_row_is_named_and_leaves_the_others_alone(gym: CommandLine, tmp_path: Path) -> None:
    rows = [member_row(0), member_row(1, birthDate="yesterday"), member_row(2, p_id="")]
    imported = gym.json("digis", "import", write_members(tmp_path / "members.csv", rows))
    assert imported.status == 1
    assert (imported.data["read"], imported.data["new"], imported.data["rejected"]) == (3, 1, 2)
    first, second = imported.data["errors"]
    assert (first["row"], first["column"], first["value"]) == (3, "birthDate", "yesterday")
    assert (second["row"], second["column"]) == (4, "p_id")


def test_while_digis_is_off_nobody_is_sent_and_those_queued_go_later(
    gym: CommandLine, digis: DigisSandbox, sample: SampleMailing
) -> None:
    gym.run("settings", "set", "digis.enabled", "false")
    gym.run("digis", "import", sample.members_file)
    refused = gym.json("digis", "sync")
    assert refused.status == 2
    assert "switched off" in refused.error_words
    assert "settings set digis.enabled true" in refused.error_words
    assert digis.received() == {}
    gym.run("settings", "set", "digis.enabled", "true")
    assert gym.json("digis", "sync").data["sent"] == 14


def test_sending_somebody_again_needs_a_reason(
    gym: CommandLine, digis: DigisSandbox, sample: SampleMailing
) -> None:
    gym.run("digis", "import", sample.members_file)
    gym.run("digis", "sync")
    assert gym.json("digis", "resend", "1001").status == 2
    assert gym.json("digis", "resend", "1001", "--reason", " ").status == 2
    assert gym.json("digis", "resend", "nobody", "--reason", "why not").status == 2
    assert gym.json("digis", "resend", "1001", "--reason", "deleted the app").status == 0
    assert gym.json("digis", "sync").data["sent"] == 1
    assert digis.received()["1001"] == 2


def test_an_unknown_person_is_decided_about(gym: CommandLine, digis: DigisSandbox, tmp_path: Path) -> None:
    digis.behaviour = DigisBehaviour(script=(DigisFault.RESET_AFTER_ACCEPTING, DigisFault.GARBAGE))
    gym.run("digis", "import", write_members(tmp_path / "members.csv", map(member_row, range(3))))
    assert gym.json("digis", "sync").data["unknown"] == 2
    why = ("--reason", "seen at Digis")
    assert gym.json("digis", "resolve", "1000", *why).status == 2
    assert gym.json("digis", "resolve", "1000", "--arrived").status == 2
    assert gym.json("digis", "resolve", "1000", "--arrived", "--not-arrived", *why).status == 2
    assert gym.json("digis", "resolve", "1001", "--not-arrived", "--external-id", "X", *why).status == 2
    assert gym.json("digis", "resolve", "1002", "--arrived", *why).status == 2
    arrived = gym.json("digis", "resolve", "1000", "--arrived", "--external-id", "700001", *why)
    assert (arrived.status, arrived.data["arrived"]) == (0, True)
    assert gym.json("digis", "resolve", "1001", "--not-arrived", *why).data["queued"] is True
    assert gym.json("digis", "sync").data["sent"] == 1
    assert digis.received() == {"1000": 1, "1002": 1, "1001": 1}
    status = gym.json("digis", "status").data
    assert (status["sent"], status["unknown"]) == (3, 0)


def test_a_missing_key_is_said(gym: CommandLine, sample: SampleMailing) -> None:
    gym.secrets.set("digis.url_postfix", "")
    gym.run("digis", "import", sample.members_file)
    refused = gym.json("digis", "sync")
    assert refused.status == 2
    assert "digis.url_postfix" in refused.error_words


def test_the_export_has_every_active_member_with_the_documented_fields(
    gym: CommandLine, sample: SampleMailing, tmp_path: Path
) -> None:
    gym.run("digis", "import", sample.members_file)
    as_json, as_csv = tmp_path / "out.json", tmp_path / "out.csv"
    assert gym.json("digis", "export", "--out", as_json).data == {"members": 14, "file": str(as_json)}
    assert gym.json("digis", "export", "--out", as_csv).data["members"] == 14
    people = json.loads(as_json.read_text("utf-8"))
    with as_csv.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [person["ExtInfo4"] for person in people] == [row["ExtInfo4"] for row in rows]
    assert list(people[0]) == list(rows[0])
    assert len(people[0]) == 26
    assert gym.json("digis", "export", "--out", tmp_path / "out.txt").status == 2
