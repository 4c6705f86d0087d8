"""A database that does not wait for the disk: no power cut threatens a test that writes thousands of times."""

from typing import Any

from sqlalchemy import event

from desktop_app.base.database import Database


def do_not_wait_for_the_disk(database: Database) -> None:
    """Let what is written reach the disk when it likes."""
    event.listen(database.engine, "checkout", _hurry)


def _hurry(connection: Any, *_details: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
