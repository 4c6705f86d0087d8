"""`register`: every field that scripts rely on, and what each command leaves behind."""

import csv
from pathlib import Path

import pytest

from desktop_app.register.model import PERSON_FIELDS
from tests.helpers.command_line import CommandLine
from tests.helpers.synthetic_numbers import synthetic_people

PUBLIC_CLIENT_HEADINGS = (
    "Kunde ID;Fødsels- og personnummer;Fullt navn, fornavn først;Adresselinje;Adresselinje 2;Postnummer;"
    "Poststed;Mobil;Emne;Filnavn;Vedlegg;Organisasjonsnummer(hvis bedrift);Land;kid;kontonummer;beløp;"
    "forfallsdato"
)
FIRST, SECOND = synthetic_people(2)


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Two people with what is known of them."""
    file = tmp_path / "people.csv"
    file.write_text(
        "customer_id;full_name;address1;postcode;city;email;tags\n"
        "K1;Åse Ødegård;Storgata 4;9008;Tromsø;aase@example.org;styret\n"
        "K2;Kåre Løvås;Havnegata 1;0150;Oslo;;\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def filled(line: CommandLine, people: Path) -> CommandLine:
    assert line.json("register", "import", people).status == 0
    return line


class TestImport:
    def test_the_numbers_add_up(self, line: CommandLine, people: Path) -> None:
        answer = line.json("register", "import", people)
        numbers = {name: answer.data[name] for name in ("read", "new", "changed", "same", "rejected")}
        assert numbers == {"read": 2, "new": 2, "changed": 0, "same": 0, "rejected": 0}
        assert (answer.status, answer.data["errors"]) == (0, [])

    def test_importing_again_changes_nothing(self, filled: CommandLine, people: Path) -> None:
        again = filled.json("register", "import", people).data
        assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)

    def test_a_bad_row_is_told_and_the_good_ones_are_kept(self, line: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text(
            f"customer_id;national_id;full_name\nK1;{FIRST};Åse\nK2;12345678901;Kåre\nK3;{SECOND};Liv\n"
        )
        answer = line.json("register", "import", file)
        assert answer.status == 1
        assert (answer.data["read"], answer.data["new"], answer.data["rejected"]) == (3, 2, 1)
        [error] = answer.data["errors"]
        assert (error["row"], error["column"]) == (3, "national_id")
        assert error["message"]
        assert "12345678901" not in answer.out, "identity numbers are masked"
        assert {one["customer_id"] for one in line.json("register", "list").data["recipients"]} == {
            "K1",
            "K3",
        }

    def test_a_dry_run_tells_the_same_and_changes_nothing(self, line: CommandLine, people: Path) -> None:
        answer = line.json("register", "import", people, "--dry-run")
        assert (answer.data["new"], answer.data["dry_run"]) == (2, True)
        assert line.json("register", "list").data["recipients"] == []

    def test_the_public_clients_file_imports_as_it_is(self, line: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "klient.csv"
        row = f"K1;{FIRST};Åse Ødegård;Storgata 4;;9008;Tromsø;;Kontingent;brev.pdf;;;;;;;"
        file.write_text(f"{PUBLIC_CLIENT_HEADINGS}\n{row}\n", encoding="cp1252")
        assert line.json("register", "import", file).data["new"] == 1
        person = line.json("register", "show", "K1").data
        assert (person["national_id"], person["full_name"], person["city"]) == (
            FIRST,
            "Åse Ødegård",
            "Tromsø",
        )

    def test_columns_are_mapped_by_hand(self, line: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "odd.csv"
        file.write_text("Nummer;Wer;Wo;Plz;Ort\n7;Åse Ødegård;Storgata 4;9008;Tromsø\n")
        mapping = ["customer_id=Nummer", "full_name=Wer", "address1=Wo", "postcode=Plz", "city=E"]
        assert line.json("register", "import", file, "--map", *mapping).data["new"] == 1
        assert line.json("register", "show", "7").data["city"] == "Tromsø"

    def test_each_mapping_may_have_its_own_option(self, line: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "odd.csv"
        file.write_text("Nummer;Wer\n7;Åse Ødegård\n")
        arguments = ["--map", "customer_id=Nummer", "--map", "full_name=Wer"]
        assert line.json("register", "import", file, *arguments).data["new"] == 1

    @pytest.mark.parametrize("mapping", ["shoe_size=A", "full_name=Nowhere"])
    def test_a_mapping_that_cannot_be_is_refused(self, line: CommandLine, people: Path, mapping: str) -> None:
        assert line.json("register", "import", people, "--map", mapping).status == 2
        assert line.json("register", "list").data["count"] == 0

    @pytest.mark.parametrize(
        ("mode", "name", "changed"),
        [("add", "Åse Ødegård", 0), ("update", "Åse Berg", 1), ("replace", "Åse Berg", 1)],
    )
    def test_the_modes(self, filled: CommandLine, tmp_path: Path, mode: str, name: str, changed: int) -> None:
        file = tmp_path / "later.csv"
        file.write_text("customer_id;full_name\nK1;Åse Berg\n", encoding="utf-8")
        answer = filled.json("register", "import", file, "--mode", mode)
        assert answer.data["changed"] == changed
        assert filled.json("register", "show", "K1").data["full_name"] == name
        assert filled.json("register", "list").data["count"] == 2

    def test_only_a_confirmed_replacement_removes_anybody(self, filled: CommandLine, tmp_path: Path) -> None:
        file = tmp_path / "later.csv"
        file.write_text("customer_id;full_name\nK1;Åse Berg\n", encoding="utf-8")
        assert filled.json("register", "import", file, "--mode", "replace").data["missing"] == 1
        answer = filled.json("register", "import", file, "--mode", "replace", "--remove-missing")
        assert answer.data["removed"] == 1
        assert filled.json("register", "list").data["count"] == 1

    @pytest.mark.parametrize("content", [b"", b"customer_id;full_name\n", b"\x00\x01\x02"])
    def test_a_file_without_rows_is_bad_input(
        self, line: CommandLine, tmp_path: Path, content: bytes
    ) -> None:
        file = tmp_path / "empty.csv"
        file.write_bytes(content)
        assert line.json("register", "import", file).status == 2

    def test_a_file_that_is_not_there(self, line: CommandLine, tmp_path: Path) -> None:
        answer = line.json("register", "import", tmp_path / "nothing.csv")
        assert answer.status == 2
        assert "nothing.csv" in answer.error["title"] + answer.error["message"]

    def test_a_person_reads_sentences(self, line: CommandLine, people: Path) -> None:
        said = line.run("register", "import", people).out
        assert "2 rows read: 2 new, 0 changed, 0 the same, 0 rejected." in said


class TestList:
    def test_each_recipient_has_the_registers_fields(self, filled: CommandLine) -> None:
        listed = filled.json("register", "list").data["recipients"]
        assert [one["customer_id"] for one in listed] == ["K2", "K1"]
        for one in listed:
            assert {*PERSON_FIELDS, "id", "status", "looked_up_at"} <= set(one)
            assert (one["status"], one["looked_up_at"]) == (None, None)

    @pytest.mark.parametrize(("text", "found"), [("ødegård", ["K1"]), ("oslo", ["K2"]), ("nobody", [])])
    def test_searching(self, filled: CommandLine, text: str, found: list[str]) -> None:
        listed = filled.json("register", "list", "--search", text).data["recipients"]
        assert [one["customer_id"] for one in listed] == found

    def test_by_status(self, filled: CommandLine) -> None:
        assert filled.json("register", "list", "--status", "never").data["count"] == 2
        assert filled.json("register", "list", "--status", "digipost").data["recipients"] == []
        assert filled.json("register", "list", "--status", "lost").status == 2

    def test_a_person_reads_a_table(self, filled: CommandLine) -> None:
        said = filled.run("register", "list").out.splitlines()
        assert said[0].split() == ["Customer", "id", "Name", "Postcode", "City", "Status"]
        assert said[2].split() == ["K1", "Åse", "Ødegård", "9008", "Tromsø", "Never", "looked", "up"]
        assert said[-1] == "2 recipients."


class TestShow:
    def test_every_field_and_the_letters(self, filled: CommandLine) -> None:
        shown = filled.json("register", "show", "K1").data
        assert {*PERSON_FIELDS, "status", "looked_up_at", "letters"} <= set(shown)
        assert (shown["email"], shown["tags"], shown["letters"]) == ("aase@example.org", ["styret"], [])

    def test_by_the_id_in_the_register(self, filled: CommandLine) -> None:
        number = filled.json("register", "show", "K1").data["id"]
        assert filled.json("register", "show", str(number)).data["customer_id"] == "K1"

    @pytest.mark.parametrize("unknown", ["K9", "0", "999999", "99999999999999999999999", "²"])
    def test_nobody_of_that_id(self, filled: CommandLine, unknown: str) -> None:
        answer = filled.json("register", "show", unknown)
        assert answer.status == 2
        assert unknown in answer.error["message"]


class TestExport:
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_an_export_imports_again_unchanged(
        self, filled: CommandLine, tmp_path: Path, ending: str
    ) -> None:
        file = tmp_path / f"out.{ending}"
        answer = filled.json("register", "export", file)
        assert answer.data == {"recipients": 2, "file": str(file)}
        again = filled.json("register", "import", file).data
        assert (again["read"], again["same"]) == (2, 2)

    def test_it_has_everybody(self, filled: CommandLine, tmp_path: Path) -> None:
        filled.run("register", "export", tmp_path / "out.csv")
        content = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(content.splitlines(), delimiter=";"))
        assert {row["customer_id"]: row["postcode"] for row in rows} == {"K1": "9008", "K2": "0150"}


class TestForget:
    def test_the_person_is_gone(self, filled: CommandLine) -> None:
        answer = filled.json("register", "forget", "K1")
        contract = {"customer_id": "K1", "forgotten": True, "letters_left": 0}
        assert answer.data == {**answer.data, **contract}
        assert filled.json("register", "show", "K1").status == 2
        assert filled.json("register", "list").data["count"] == 1

    def test_nobody_of_that_id(self, filled: CommandLine) -> None:
        assert filled.json("register", "forget", "K9").status == 2
