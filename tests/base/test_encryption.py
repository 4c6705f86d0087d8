"""A plain database becomes an encrypted one: whole at every moment, and nothing of it left in the clear."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.base.database import Database, connect_raw
from desktop_app.base.encryption import (
    FileForm,
    NotEncrypted,
    encrypt,
    finish,
    form_of,
    interrupted_in,
    opens_with,
)
from desktop_app.base.recovery_code import key_from, recovery_code
from desktop_app.register.migrations import MIGRATIONS
from tests.helpers.fake_clock import FakeClock

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
NAME = "Sæbjørg Ødegård"
STEPS = ("copied", "compared", "original aside", "in place")


class PowerCutError(BaseException):
    """The process dies here."""


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "brevdue.sqlite"
    database = Database.open(path, MIGRATIONS, backups=tmp_path, clock=FakeClock())
    with database.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)")
        connection.exec_driver_sql(
            "INSERT INTO people (name) VALUES (?)", [(f"{NAME} {n}",) for n in range(500)]
        )
        connection.exec_driver_sql("INSERT INTO recipient_search (rowid, search_text) VALUES (1, 'sæbjørg')")
    database.dispose()
    assert NAME.encode() in path.read_bytes()
    return path


def names(path: Path, key: bytes | None) -> list[str]:
    connection = connect_raw(path, key)
    try:
        return [row[0] for row in connection.execute("SELECT name FROM people ORDER BY id")]
    finally:
        connection.close()


def dying_at(step: str) -> Callable[[str], None]:
    def checkpoint(here: str) -> None:
        if here == step:
            raise PowerCutError

    return checkpoint


def test_everything_is_in_the_encrypted_file_and_nothing_beside_it(plain: Path) -> None:
    before = names(plain, None)
    encrypt(plain, KEY)
    assert form_of(plain) is FileForm.CLOSED
    assert names(plain, KEY) == before
    assert [path.name for path in plain.parent.iterdir()] == ["brevdue.sqlite"]
    assert NAME.encode() not in plain.read_bytes()
    assert plain.stat().st_mode & 0o077 == 0


def test_the_search_index_and_the_counters_come_along(plain: Path) -> None:
    encrypt(plain, KEY)
    connection = connect_raw(plain, KEY)
    try:
        found = connection.execute(
            "SELECT rowid FROM recipient_search WHERE recipient_search MATCH 'sæb'"
        ).fetchall()
        counter = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'people'").fetchone()
    finally:
        connection.close()
    assert (found, counter) == ([(1,)], (500,))


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_loses_nothing_and_the_next_start_ends_it(plain: Path, step: str) -> None:
    before = names(plain, None)
    with pytest.raises(PowerCutError):
        encrypt(plain, KEY, dying_at(step))
    assert list(interrupted_in(plain.parent)) == [plain]
    finish(plain, KEY)
    if form_of(plain) is FileForm.PLAIN:
        encrypt(plain, KEY)
    assert names(plain, KEY) == before
    assert [path.name for path in plain.parent.iterdir()] == ["brevdue.sqlite"]


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_and_then_no_key_never_loses_the_readable_original(plain: Path, step: str) -> None:
    before = names(plain, None)
    with pytest.raises(PowerCutError):
        encrypt(plain, KEY, dying_at(step))
    finish(plain, None)
    readable = [path for path in plain.parent.iterdir() if form_of(path) is FileForm.PLAIN]
    assert len(readable) == 1
    assert names(readable[0], None) == before


def test_another_key_does_not_destroy_the_original(plain: Path) -> None:
    with pytest.raises(PowerCutError):
        encrypt(plain, KEY, dying_at("original aside"))
    finish(plain, OTHER_KEY)
    assert form_of(plain) is FileForm.PLAIN


def test_a_file_that_somebody_has_open_is_left_alone(plain: Path) -> None:
    database = Database.open(plain, MIGRATIONS, backups=plain.parent, clock=FakeClock())
    with database.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM people").fetchall()
        with pytest.raises(NotEncrypted):
            encrypt(plain, KEY)
    database.dispose()
    assert form_of(plain) is FileForm.PLAIN
    assert list(interrupted_in(plain.parent)) == []


def test_a_damaged_file_is_left_as_it_is(plain: Path) -> None:
    with plain.open("r+b") as stream:
        stream.seek(3 * 4096)
        stream.write(b"\xff" * 8 * 4096)
    before = plain.read_bytes()[4096:]
    with pytest.raises(NotEncrypted):
        encrypt(plain, KEY)
    assert plain.read_bytes()[4096:] == before
    assert [path.name for path in plain.parent.iterdir()] == ["brevdue.sqlite"]


def test_only_the_right_key_opens(plain: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encrypt(plain, KEY)
    assert opens_with(plain, KEY)
    assert not opens_with(plain, OTHER_KEY)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("key", [KEY, OTHER_KEY, bytes(31) + b"\x01", b"\xff" * 32])
def test_a_recovery_code_is_the_key_again(key: bytes) -> None:
    code = recovery_code(key)
    assert len(code.split("-")) == 14
    assert key_from(code) == key
    assert key_from(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == key


def test_a_mistyped_recovery_code_is_noticed() -> None:
    code = recovery_code(KEY)
    for place, letter in enumerate(code):
        if letter != "-":
            other = "Z" if letter != "Z" else "Y"
            assert key_from(code[:place] + other + code[place + 1 :]) is None
    assert key_from(code[:-1]) is None
    assert key_from(code + "A") is None
    assert key_from("U" * 56) is None
    assert key_from("") is None
    assert key_from("g" * 64) is None
