"""The databases of a test run: they share what SQLAlchemy has compiled, and none waits for the disk.

A test opens a database of its own, and the program compiles each statement once for each database: together that is a
third of what tests of the ledger cost. Not waiting for the disk loses nothing, since a killed process leaves what it
wrote with the system: only a power cut would tell the difference.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from desktop_app.base import database

_engine_as_delivered = database._create_engine


class SharedStatements(dict[Any, Any]):
    """Compiled statements of several engines: the engine's dialect, with which each key begins, is left out of it."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


@contextmanager
def quick_databases() -> Iterator[None]:
    """Every database that is opened from here on is a quick one."""
    statements = SharedStatements()

    def create(path: Path, key: bytes | None) -> Engine:
        engine = _engine_as_delivered(path, key)
        event.listen(engine, "connect", lambda each, _entry: each.execute("PRAGMA synchronous=OFF"))
        engine.update_execution_options(compiled_cache=statements)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_create_engine", create)
        yield


@contextmanager
def databases_as_delivered() -> Iterator[None]:
    """In here a database is opened exactly as the delivered program opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_create_engine", _engine_as_delivered)
        yield
