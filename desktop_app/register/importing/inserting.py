"""New recipients into the database, many at a time, past SQLAlchemy's per-row work."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import repeat

from sqlalchemy import Connection

from desktop_app.base.database import to_stored_time
from desktop_app.register.importing.columns import Column
from desktop_app.register.keys import fold_all, in_order, last_name_first, search_texts

_SEARCHED = ("full_name", "address1", "address2", "postcode", "city", "email", "phone")


class Inserter:
    """Writes rows of one set of fields. The statement is made once, since every row has the same columns."""

    def __init__(self, connection: Connection, fields: Sequence[str], now: datetime) -> None:
        self._connection = connection
        self._fields = tuple(field for field in fields if field not in ("customer_id", "full_name"))
        moment = to_stored_time(now)
        columns = ("id", "customer_id", "full_name", *self._fields, "sort_name", "search_text")
        places = ", ".join("?" * (len(columns) + 2))
        self._constants = (moment, moment)
        self._statement = (
            f"INSERT INTO recipients ({', '.join(columns)}, updated_at, identification_changed_at) "  # noqa: S608
            f"VALUES ({places})"
        )

    def insert(self, ids: Sequence[int], customer_ids: Sequence[str], columns: dict[str, Column]) -> None:
        """Write the recipients that the columns describe, one for each id."""
        names = [name or "" for name in columns["full_name"]]
        values = zip(
            ids,
            customer_ids,
            names,
            *(columns[field] for field in self._fields),
            _sort_names(names, columns),
            _search_texts(customer_ids, columns),
            *map(repeat, self._constants),
            strict=False,
        )
        self._connection.exec_driver_sql(self._statement, list(values))


def _sort_names(names: Sequence[str], columns: dict[str, Column]) -> Iterator[str]:
    nothing: Column = [None] * len(names)
    in_turn = map(
        last_name_first,
        names,
        columns.get("first_name", nothing),
        columns.get("last_name", nothing),
        map(bool, columns.get("organisation_number", nothing)),
    )
    return map(in_order, fold_all(list(in_turn)))


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
