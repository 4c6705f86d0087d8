"""Searching: the same answers with and without the index, whatever was changed since it was made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.base.database import Database
from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended
from desktop_app.register.keys import fold, fold_all, search_text, sort_keys, sort_name
from desktop_app.register.model import Recipient
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import Register

PEOPLE = (
    Recipient("A-17", full_name="Åse Ødegård", address1="Storgata 4", postcode="9008", city="Tromsø"),
    Recipient("A-18", full_name="ØYVIND BERG", email="oyvind@example.org", phone="90000001"),
    Recipient("B-1", full_name="André Zahl", national_id="15507600333", address1="100% street_1"),
    Recipient("B-2", full_name="Hansen Bygg AS", organisation_number="974760673", city="Ås"),
    Recipient("B-3", full_name='Kari "Kaja" Lie'),
)

SEARCHES = {
    "ødeg": {"A-17"},
    "ØDEGÅRD": {"A-17"},
    "øyvind": {"A-18"},
    "a-1": {"A-17", "A-18"},
    "storgata": {"A-17"},
    "9008 tromsø": {"A-17"},
    "tromsø": {"A-17"},
    "example.org": {"A-18"},
    "90000001": {"A-18"},
    "andre": {"B-1"},
    "15507600333": {"B-1"},
    "155076 00333": {"B-1"},
    "974 760 673": {"B-2"},
    "0%": {"B-1"},
    "t_1": {"B-1"},
    "%": {"B-1"},
    '"kaj': {"B-3"},
    "ås": {"A-17", "B-2"},
    "zz": set(),
    "å": {"A-17", "B-2"},
    "nobody": set(),
    "  ": {"A-17", "A-18", "B-1", "B-2", "B-3"},
}


@pytest.fixture(autouse=True)
def _people(register: Register) -> None:
    for person in PEOPLE:
        register.save(person)


def found(register: Register, search: str) -> set[str]:
    query = RecipientQuery(search=search)
    page = {one.customer_id for one in register.page(query)}
    assert register.count(query) == len(page) == len(register.ids(query))
    return page


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize(("search", "expected"), SEARCHES.items())
def test_a_text_is_found_anywhere_in_the_fields(
    register: Register, search: str, expected: set[str], indexed: bool
) -> None:
    if indexed:
        assert register.refresh_search_index(Unattended()) == len(PEOPLE)
    assert found(register, search) == expected


def test_an_index_that_is_up_to_date_has_nothing_left_to_do(register: Register) -> None:
    register.refresh_search_index(Unattended())
    assert register.refresh_search_index(Unattended()) == 0


def test_changed_new_and_removed_people_are_found_rightly_before_the_index_is_renewed(
    register: Register,
) -> None:
    register.refresh_search_index(Unattended())
    ase = register.by_customer_id("A-17")
    assert ase is not None
    register.save(Recipient("C-1", full_name="Ny Ødegård"))
    register.save(Recipient("A-17", full_name="Kåre Løvås", id=ase.id))
    register.delete([one.id for one in register.page(RecipientQuery(search="øyvind"))])
    expected = {"ødegård": {"C-1"}, "løv": {"A-17"}, "øyvind": set(), "storgata": set()}
    assert {search: found(register, search) for search in expected} == expected
    assert register.refresh_search_index(Unattended()) == 2
    assert {search: found(register, search) for search in expected} == expected


def test_the_index_holds_no_number_that_identifies(register: Register, database: Database) -> None:
    register.refresh_search_index(Unattended())
    with database.read() as connection:
        words = set(connection.exec_driver_sql("SELECT term FROM recipient_search_words").scalars())
    assert "155" not in words
    assert "øde" in words


def test_indexing_stops_when_it_is_asked_to_and_goes_on_later(register: Register) -> None:
    class Impatient(Unattended):
        def check_cancelled(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        register.refresh_search_index(Impatient())
    assert register.refresh_search_index(Unattended()) == len(PEOPLE)


@pytest.mark.parametrize(("few", "nearly_all"), [(0, 1_000), (0, 0)])
def test_many_matches_are_found_in_the_lists_order_by_another_way_with_the_same_answer(
    register: Register, monkeypatch: pytest.MonkeyPatch, few: int, nearly_all: int
) -> None:
    monkeypatch.setattr("desktop_app.register.searching._FEW_MATCHES", few)
    monkeypatch.setattr("desktop_app.register.searching._NEARLY_ALL", nearly_all)
    register.refresh_search_index(Unattended())
    register.save(Recipient("C-1", full_name="Ny Storgata", phone="974760673"))
    for search, expected in {**SEARCHES, "storgata": {"A-17", "C-1"}, "974760673": {"B-2", "C-1"}}.items():
        everybody = {"C-1"} if not search.strip() else set()
        assert found(register, search) == expected | everybody


@pytest.mark.parametrize("sort", [SortKey.NAME, SortKey.CUSTOMER_ID, SortKey.CITY])
@pytest.mark.parametrize("descending", [False, True])
def test_the_first_page_is_the_beginning_of_all_that_is_found(
    register: Register, monkeypatch: pytest.MonkeyPatch, sort: SortKey, *, descending: bool
) -> None:
    monkeypatch.setattr("desktop_app.register.searching._SAMPLE", 1)
    monkeypatch.setattr("desktop_app.register.queries._LOOKED_AT_FIRST", len(PEOPLE) - 1)
    register.refresh_search_index(Unattended())
    for search in SEARCHES:
        query = RecipientQuery(search, sort=sort, descending=descending)
        everybody = register.page(query)
        for limit in range(1, len(everybody) + 1):
            assert register.page(query, 0, limit) == everybody[:limit], (search, limit)


def test_a_search_narrows_together_with_other_filters(register: Register) -> None:
    register.refresh_search_index(Unattended())
    register.add_tag("board", [one.id for one in register.page(RecipientQuery(search="b-"))][:1])
    query = RecipientQuery(search="b-", tags=frozenset({"board"}))
    assert register.count(query) == len(register.page(query)) == 1


@given(st.text(max_size=8), st.text(st.characters(max_codepoint=255), max_size=8))
def test_folding_is_stable_and_the_table_for_usual_letters_says_what_the_rule_says(
    first: str, second: str
) -> None:
    assert fold(fold(first)) == fold(first)
    beyond_the_table = fold(f"{second}\u0142")
    assert beyond_the_table.startswith(fold(second))
    assert search_text(first, second).endswith("\n\n")


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8), max_size=4))
def test_many_texts_at_once_fold_as_one_by_one(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
    assert sort_keys([f"{text} x" for text in texts]) == [
        sort_name(f"{text} x", None, None, True) for text in texts
    ]


@pytest.mark.parametrize(
    ("full_name", "first", "last", "organisation", "expected"),
    [
        ("Ola Nordmann", None, None, False, "nordmann ola"),
        ("Ola Nordmann", "Ola", "Nordmann", False, "nordmann ola"),
        ("Hansen Bygg AS", None, None, True, "hansen bygg as"),
        ("Åse Ærøe", None, None, False, "{r|e }se"),
        ("Cher", None, None, False, "cher "),
        ("", None, None, False, " "),
    ],
)
def test_people_are_sorted_by_their_last_name_and_organisations_as_written(
    full_name: str, first: str | None, last: str | None, organisation: bool, expected: str
) -> None:
    assert sort_name(full_name, first, last, organisation) == expected
