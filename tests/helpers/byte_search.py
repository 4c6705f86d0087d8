"""Looking for words in every byte of a data folder: in files, in zips inside of zips, and in the open database."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

from desktop_app.base.database import connect_raw


def found_in_folder(folder: Path, words: Iterable[str], key: bytes | None = None) -> list[str]:
    """Each place where one of the words can be read: the file's name, and the word."""
    wanted = list(words)
    return [
        f"{where}: {word}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for where, content in _contents(path, key)
        for word in wanted
        if any(form in content for form in _forms(word))
    ]


def _forms(word: str) -> set[bytes]:
    spelt = {word, unicodedata.normalize("NFD", word), json.dumps(word)[1:-1], word.lower(), word.upper()}
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
    return {
        each.encode(encoding, "ignore")
        for each in spelt
        for encoding in encodings
        if each.encode(encoding, "ignore")
    }


def _contents(path: Path, key: bytes | None) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    yield path.name, path.name.encode()
    yield path.name, content
    yield from _entries(path.name, content)
    if path.suffix == ".sqlite":
        yield from _dumped(path, key)


def _entries(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            inside = archive.read(entry)
            yield f"{name}/{entry.filename}", inside
            yield from _entries(f"{name}/{entry.filename}", inside)


def _dumped(path: Path, key: bytes | None) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, whether or not the file is encrypted."""
    for tried in (key, None):
        connection = connect_raw(path, tried)
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"'):
                    yield f"{path.name}, table {table}", repr(row).encode()
        except sqlite.DatabaseError:
            continue
        finally:
            connection.close()
        return
    raise AssertionError(f"{path} cannot be read with the key")
