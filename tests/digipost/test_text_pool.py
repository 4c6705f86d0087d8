"""Many texts are compared with each other in little memory."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.digipost.text_pool import TextPool

texts = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3), max_size=60)
held = st.integers(1, 20)


@given(texts, held)
def test_each_repeated_text_is_found_once(added: list[str], at_once: int) -> None:
    with TextPool(at_once) as pool:
        for text in added:
            pool.add(text)
        assert sorted(pool.repeated()) == sorted({text for text in added if added.count(text) > 1})


@given(texts, texts, held, held)
def test_two_pools_are_compared(mine: list[str], theirs: list[str], at_once: int, at_once_there: int) -> None:
    with TextPool(at_once) as here, TextPool(at_once_there) as there:
        here.extend(mine)
        there.extend(theirs)
        assert sorted(here.missing_from(there)) == sorted(set(mine) - set(theirs))
        assert sorted(here.shared_with(there)) == sorted(set(mine) & set(theirs))


@given(texts, held)
def test_nothing_is_lost_on_the_disk(added: list[str], at_once: int) -> None:
    with TextPool(at_once) as pool:
        pool.extend(added[:30])
        pool.extend(added[30:])
        assert sorted(text for bucket in pool.buckets() for text in bucket) == sorted(added)


def test_few_texts_need_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    with TextPool(100) as pool:
        pool.extend(["a"] * 99)
        assert list(pool.repeated()) == ["a"]


def test_more_texts_than_are_held_go_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    with TextPool(100) as pool, pytest.raises(TypeError):
        pool.extend(["a"] * 100)
