"""`register changes`, `duplicates`, `tags` and `tag`, and the further filters of `register list`."""

import csv
from pathlib import Path

import pytest

from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.population import Population
from tests.helpers.command_line import CommandLine


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(
        "customer_id;full_name;address1;postcode;city;tags\n"
        "K1;Åse Ødegård;Storgata 4;9008;Tromsø;styret\n"
        "K7;Kåre Løvås;Havnegata 1;0150;Oslo;\n"
        "K8;KÅRE LØVÅS;havnegata 1;0150;Oslo;styret, korps\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def filled(tmp_path: Path, people: Path) -> CommandLine:
    line = CommandLine(tmp_path / "data")
    assert line.json("register", "import", people).status == 0
    return line


def test_what_changed_between_the_last_two_lookups(
    office: CommandLine, digipost: DigipostSandbox, people: Path, tmp_path: Path
) -> None:
    assert office.json("register", "changes").status == 2, "there is nothing to compare yet"
    office.json("register", "import", people)
    first = office.json("split", "--all", "--wait", "30").data["job_id"]
    digipost.population = Population().becoming_digital("K7").leaving("K1")
    second = office.json("split", "--all", "--wait", "30").data["job_id"]

    file = tmp_path / "changes.csv"
    answer = office.json("register", "changes", "--export", file)
    assert (answer.data["since"]["job_id"], answer.data["until"]["job_id"]) == (first, second)
    assert answer.data["counts"] == {"became_digital": 2, "left_digital": 1}
    assert {one["customer_id"]: one["change"] for one in answer.data["changes"]} == {
        "K1": "left_digital",
        "K7": "became_digital",
        "K8": "became_digital",
    }, "K7 and K8 have one name and address, so to Digipost they are one person"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert {row["customer_id"]: row["change"] for row in csv.DictReader(stream, delimiter=";")} == {
            "K1": "No longer has Digipost",
            "K7": "Now has Digipost",
            "K8": "Now has Digipost",
        }

    of_the_first = office.json("register", "changes", "--until", first)
    assert (of_the_first.data["since"], of_the_first.data["counts"]) == (None, {"first": 3})
    said = office.run("register", "changes", "--since", first, "--until", second)
    assert "3 recipients changed." in said.out
    assert office.json("register", "changes", "--since", "nothing").status == 2


def test_duplicates_are_listed_and_need_a_person(filled: CommandLine) -> None:
    answer = filled.json("register", "duplicates")
    assert answer.status == 1
    assert answer.data["groups"] == [{"reason": "same_name_and_address", "customer_ids": ["K7", "K8"]}]


def test_tags_are_listed_given_and_taken(filled: CommandLine) -> None:
    assert filled.json("register", "tags").data["tags"] == [
        {"name": "korps", "count": 1},
        {"name": "styret", "count": 2},
    ]
    assert filled.json("register", "tag", "korps", "K1", "K7", "K8").data["recipients"] == 2
    assert filled.json("register", "tag", "korps", "K8", "--take").data["recipients"] == 1
    tagged = filled.json("register", "list", "--tag", "korps").data["recipients"]
    assert [one["customer_id"] for one in tagged] == ["K7", "K1"]
    both = filled.json("register", "list", "--tag", "korps", "--tag", "styret").data["recipients"]
    assert [one["customer_id"] for one in both] == ["K1"]


def test_a_tag_that_a_file_cannot_carry_is_refused_and_so_is_a_stranger(filled: CommandLine) -> None:
    assert filled.json("register", "tag", "a;b", "K1").status == 2
    assert filled.json("register", "tag", "korps", "K1", "K99").status == 2
    assert filled.json("register", "list", "--tag", "korps").data["count"] == 1, "nobody was tagged half-way"


def test_those_never_looked_up_are_among_the_old(filled: CommandLine) -> None:
    assert filled.json("register", "list", "--older-than", "90").data["count"] == 3
