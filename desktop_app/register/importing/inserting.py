"""New recipients into the database, many at a time.

Two things were measured and matter here: SQLAlchemy's own work per row, and that the driver takes a microsecond for
each None that is handed to it. So the statement names only columns that have a value, and a missing one among them
is an empty text that the database makes NULL.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from desktop_app.base.database import to_stored_time
from desktop_app.register.importing.columns import Column
from desktop_app.register.keys import last_name_first, search_texts, sort_keys
from desktop_app.register.storage import write_many

_SEARCHED = ("full_name", "address1", "address2", "postcode", "city", "email", "phone")


class Inserter:
    """Writes rows of one set of fields, all as of one moment."""

    def __init__(self, connection: Connection, fields: Sequence[str], now: datetime) -> None:
        self._connection = connection
        self._fields = tuple(field for field in fields if field not in ("customer_id", "full_name"))
        self._moment = to_stored_time(now)
        self._statements: dict[tuple[tuple[str, ...], frozenset[str]], str] = {}

    def insert(self, ids: Sequence[int], customer_ids: Sequence[str], columns: dict[str, Column]) -> None:
        """Write the recipients that the columns describe, one for each id."""
        names = [name or "" for name in columns["full_name"]]
        used = tuple(field for field in self._fields if any(columns[field]))
        sparse = frozenset(field for field in used if None in columns[field])
        values = zip(
            ids,
            customer_ids,
            names,
            _sort_names(names, columns),
            _search_texts(customer_ids, columns),
            *(
                [value or "" for value in columns[field]] if field in sparse else columns[field]
                for field in used
            ),
            strict=True,
        )
        statement = self._statements.get((used, sparse))
        if statement is None:
            statement = self._statements[used, sparse] = _statement(used, sparse, self._moment)
        write_many(self._connection, statement, list(values))


def _statement(fields: tuple[str, ...], sparse: frozenset[str], moment: str) -> str:
    columns = ("id", "customer_id", "full_name", "sort_name", "search_text", *fields)
    places = ("NULLIF(?, '')" if field in sparse else "?" for field in columns)
    return (
        f"INSERT INTO recipients ({', '.join(columns)}, updated_at, identification_changed_at) "  # noqa: S608
        f"VALUES ({', '.join(places)}, '{moment}', '{moment}')"
    )


def _sort_names(names: Sequence[str], columns: dict[str, Column]) -> list[str]:
    nothing: Column = [None] * len(names)
    last_names = columns.get("last_name", nothing)
    organisations = columns.get("organisation_number", nothing)
    if any(last_names) or any(organisations):
        first_names = columns.get("first_name", nothing)
        in_turn = list(map(last_name_first, names, first_names, last_names, map(bool, organisations)))
    else:
        in_turn = [f"{last} {before}" for before, _, last in (name.rpartition(" ") for name in names)]
    return sort_keys(in_turn)


def _search_texts(customer_ids: Sequence[str], columns: dict[str, Column]) -> list[str]:
    nothing: Column = [None] * len(customer_ids)
    names, first, second, postcodes, cities, emails, phones = (
        columns.get(field, nothing) for field in _SEARCHED
    )
    places = [
        f"{postcode} {city}" if postcode and city else postcode or city
        for postcode, city in zip(postcodes, cities, strict=True)
    ]
    return search_texts(zip(names, customer_ids, first, second, places, emails, phones, strict=True))
