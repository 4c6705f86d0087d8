"""Files find their people by their names, with what did not match shown on both sides."""

from pathlib import Path

import pytest

from desktop_app.wizards.draft import MatchBy
from desktop_app.wizards.matching import Matches, match_files, pdf_files
from desktop_app.wizards.people import Person

ASE = Person("ase", customer_id="K000231", national_id="17912099997", full_name="Åse Ødegård")
KARE = Person("kare", customer_id="K000232", national_id="57912075186", full_name="Kåre Johan Løvås")
KARI = Person("kari", customer_id="17", full_name="Kari Hansen")
EVERYBODY = (ASE, KARE, KARI)


def match(by: MatchBy, *names: str, people: tuple[Person, ...] = EVERYBODY) -> Matches:
    return match_files(people, [Path("/brev") / name for name in names], by)


def owner(by: MatchBy, name: str) -> str | None:
    matches = match(by, name)
    return next(iter(matches.files), None)


@pytest.mark.parametrize(
    "name", ["K000231.pdf", "k000231.PDF", "faktura_K000231_2027.pdf", "K-000231 Åse.pdf", "2027K000231.pdf"]
)
def test_a_customer_id_anywhere_in_the_name(name: str) -> None:
    assert owner(MatchBy.CUSTOMER_ID, name) == "ase"


@pytest.mark.parametrize("name", ["brev-000231.pdf", "231.pdf", "faktura 231.pdf"])
def test_a_customer_ids_bare_number_where_it_leaves_no_doubt(name: str) -> None:
    assert owner(MatchBy.CUSTOMER_ID, name) == "ase"


@pytest.mark.parametrize(
    "name", ["K0002310.pdf", "faktura-2027-231.pdf", "Åse Ødegård.pdf", "brev.pdf", "1.pdf"]
)
def test_no_guess_where_there_is_doubt(name: str) -> None:
    assert match(MatchBy.CUSTOMER_ID, name).strangers == (Path("/brev") / name,)


def test_a_bare_number_is_not_used_when_two_files_or_two_people_have_it() -> None:
    assert match(MatchBy.CUSTOMER_ID, "231.pdf", "brev-231.pdf").files == {}
    twins = (ASE, Person("other", customer_id="M231"))
    assert match(MatchBy.CUSTOMER_ID, "231.pdf", people=twins).files == {}


def test_a_bare_number_does_not_go_to_whoever_has_a_file_already() -> None:
    matches = match(MatchBy.CUSTOMER_ID, "K000231.pdf", "231.pdf")
    assert matches.files == {"ase": (Path("/brev/K000231.pdf"),)}
    assert matches.strangers == (Path("/brev/231.pdf"),)


@pytest.mark.parametrize("name", ["17912099997.pdf", "179120 99997 brev.pdf"])
def test_an_identity_number(name: str) -> None:
    assert owner(MatchBy.NATIONAL_ID, name) == "ase"


@pytest.mark.parametrize(
    "name",
    [
        "Kåre Johan Løvås.pdf",
        "løvås_kåre.pdf",
        "Faktura Kåre Løvås 2027.pdf",
        "KareLovas.pdf",
        "Ka\u030are Løva\u030as.pdf",
    ],
)
def test_a_name_in_either_order_and_with_or_without_middle_names(name: str) -> None:
    assert owner(MatchBy.NAME, name) == "kare"


def test_both_sides_are_told_what_did_not_match() -> None:
    matches = match(MatchBy.CUSTOMER_ID, "K000231.pdf", "K000999.pdf")
    assert matches.people_without == ("kare", "kari")
    assert matches.strangers == (Path("/brev/K000999.pdf"),)


def test_a_file_that_fits_several_people_is_unclear_and_nobodys() -> None:
    namesakes = (KARI, Person("other", full_name="Kari Hansen"))
    matches = match(MatchBy.NAME, "Kari Hansen.pdf", people=namesakes)
    assert matches.files == {}
    assert matches.unclear == {Path("/brev/Kari Hansen.pdf"): ("kari", "other")}
    assert matches.people_without == ("kari", "other")


def test_several_files_of_one_person_come_in_the_order_of_their_names() -> None:
    matches = match(MatchBy.CUSTOMER_ID, "K000231-b.pdf", "K000231-a.pdf", "K000232.pdf")
    assert [path.name for path in matches.files["ase"]] == ["K000231-a.pdf", "K000231-b.pdf"]
    assert matches.with_several == ("ase",)


def test_people_come_in_their_own_order() -> None:
    matches = match(MatchBy.CUSTOMER_ID, "17.pdf", "K000232.pdf", "K000231.pdf")
    assert list(matches.files) == ["ase", "kare", "kari"]


def test_only_visible_pdf_files_of_a_folder_count(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PDF", "._a.pdf", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.pdf").mkdir()
    assert [path.name for path in pdf_files(tmp_path)] == ["a.PDF", "b.pdf"]
