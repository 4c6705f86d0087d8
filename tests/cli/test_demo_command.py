"""`demo`: a whole mailing from nothing, and its proof from the other side."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.sandbox.ledger import Ledger
from tests.helpers.command_line import CommandLine
from tests.helpers.hasty_clock import HastyClock


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data", clock=HastyClock())


def test_it_answers_as_send_does_and_says_who_was_not_reached(line: CommandLine) -> None:
    answer = line.json("demo")
    assert answer.status == 0
    data = answer.data
    assert {
        "mailing_id",
        "job_id",
        "state",
        "letters",
        "digital",
        "printed",
        "remainder",
        "deviations",
    } <= set(data)
    assert (data["imported"], data["looked_up"], data["digital"], data["remainder"]) == (48, 48, 31, 17)
    assert (data["state"], data["deviations"], len(data["not_reached"])) == ("finished", [], 17)
    assert data["proof"] == {
        "holds": True,
        "delivered": 31,
        "wrong_letter": [],
        "more_than_once": [],
        "told_otherwise": [],
    }
    digis = data["digis"]
    assert (digis["members"], digis["sent"], digis["received"], digis["each_once"]) == (14, 14, 14, True)


def test_it_stays_to_be_looked_at_where_a_folder_was_named(line: CommandLine) -> None:
    line.json("demo")
    assert line.json("register", "list", "--status", "digipost").data["count"] == 31
    assert line.json("settings", "get", "app.environment").data["value"] == "training"


def test_it_never_touches_a_folder_with_data(line: CommandLine) -> None:
    line.run("settings", "set", "digipost.sender_id", "1000")
    answer = line.json("demo")
    assert answer.status == 2
    assert line.json("settings", "get", "app.environment").data["value"] == "production"


def test_a_letter_to_the_wrong_person_breaks_the_proof(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Ledger.deliveries

    def mixed_up(self: Ledger, job_id: str | None = None) -> list[object]:
        first, second, *rest = honest(self, job_id)
        return [
            replace(first, document_sha256=second.document_sha256),
            replace(second, customer_id=rest[0].customer_id),
            *rest,
        ]

    monkeypatch.setattr(Ledger, "deliveries", mixed_up)
    answer = line.json("demo")
    assert answer.status == 1
    proof = answer.data["proof"]
    assert proof["holds"] is False
    assert len(proof["wrong_letter"]) == 2
    assert len(proof["more_than_once"]) == len(proof["told_otherwise"]) == 1
