"""One chunk of cleaned rows into the register: who is new, who is known, who stands twice in the file."""

from array import array
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Connection, delete, func, insert, select

from desktop_app.base.texts import Text, text
from desktop_app.register.fields import split_tags
from desktop_app.register.importing import known_people
from desktop_app.register.importing.columns import OUT_OF_SHAPE, Chunk, Column
from desktop_app.register.importing.headings import ColumnMapping
from desktop_app.register.importing.inserting import Inserter
from desktop_app.register.importing.known_people import RowAbout
from desktop_app.register.importing.matching import Key, find_matches, key_of, own_customer_ids
from desktop_app.register.importing.modes import ImportMode
from desktop_app.register.importing.report import ImportReport, RowError
from desktop_app.register.model import PERSON_FIELDS
from desktop_app.register.postponing import PostponedIndexes
from desktop_app.register.storage import ids_in, read_many, tag_ids
from desktop_app.register.tables import merged_customer_ids, recipient_tags, recipients

_FIND = "SELECT customer_id, id FROM recipients WHERE customer_id IN (SELECT value FROM json_each(?))"

_TELLS_WHO = ("full_name", "national_id", "organisation_number", "digipost_address", "person_alias")


class ChunkWriter:
    """Writes chunk after chunk within one transaction and keeps which row each recipient was met in.

    `first_rows[id]` is the number of the row that a recipient of that id came from, 0 for those who did not come.
    """

    def __init__(
        self,
        connection: Connection,
        mapping: ColumnMapping,
        mode: ImportMode,
        now: datetime,
        report: ImportReport,
    ) -> None:
        self._connection = connection
        self._mapping = mapping
        self._mode = mode
        self._now = now
        self._report = report
        self._fields = [field for field in PERSON_FIELDS if field in mapping.columns]
        self._stored_fields = [field for field in self._fields if field != "tags"]
        self._inserter = Inserter(connection, self._stored_fields, now)
        rows_before = connection.execute(select(func.count()).select_from(recipients)).scalar_one()
        self._next_id = _highest_id(connection) + 1
        self._highest_customer_id = (
            connection.execute(select(func.max(recipients.c.customer_id))).scalar() or ""
        )
        self._any_merged = connection.execute(select(merged_customer_ids).limit(1)).first() is not None
        self.indexes = PostponedIndexes(connection, rows_before)
        self.first_rows = array("I", bytes(4 * self._next_id))
        self.spared: set[int] = set()
        """Known people whose row was rejected."""
        self.strangers = 0
        """Rejected rows that do not tell whom they are about."""

    def write(self, chunk: Chunk) -> list[tuple[int, int]]:
        """Write the chunk's good rows; returns (recipient id, place in the chunk) for each, in the file's order."""
        customer_ids = self._customer_ids(chunk)
        known = self._known(customer_ids)
        self._refuse_twice(chunk, customer_ids, known)
        new = [
            index for index, one in enumerate(customer_ids) if one not in known and index not in chunk.errors
        ]
        self._refuse_nobody(chunk, new)
        new = [index for index in new if index not in chunk.errors] if chunk.errors else new
        accepted = self._insert(chunk, new, customer_ids)
        updated = self._update(chunk, customer_ids, known)
        accepted = sorted(accepted + updated, key=itemgetter(1)) if updated else accepted
        self._reject(chunk, customer_ids, known)
        self._report.read += len(chunk.rows)
        self._report.warn(chunk.warnings)
        self._report.mend(chunk.restored)
        return accepted

    def _customer_ids(self, chunk: Chunk) -> list[str | None]:
        """The rows' customer ids; a row without one gets that of the person it fits, or None for somebody new."""
        given = chunk.columns.get("customer_id") or [None] * len(chunk.rows)
        if all(given):
            return given
        self.indexes.needed()
        keys = {
            index: key_of(chunk, index)
            for index, customer_id in enumerate(given)
            if customer_id is None and index not in chunk.errors
        }
        matches = find_matches(self._connection, list(keys.values()))
        first: dict[Key, int] = {}
        for index, key in keys.items():
            if key in matches.ambiguous:
                self._refuse(chunk, index, "customer_id", "ambiguous", _AMBIGUOUS)
            elif key in first:
                self._refuse(chunk, index, "customer_id", "twice", _twice(chunk.rows[first[key]].number))
            else:
                first[key] = index
        return [
            customer_id if customer_id or index not in keys else matches.customer_ids.get(keys[index])
            for index, customer_id in enumerate(given)
        ]

    def _known(self, customer_ids: Sequence[str | None]) -> dict[str | None, int]:
        """The ids of those in the register, by customer id."""
        if self._are_beyond_all(customer_ids):
            return {}
        rows = read_many(self._connection, _FIND, [one for one in customer_ids if one is not None])
        return {row[0]: row[1] for row in rows}

    def _are_beyond_all(self, customer_ids: Sequence[str | None]) -> bool:
        """Whether all ids come after any that is there, as in a file that is sorted by them: then nobody is known."""
        given = [customer_id for customer_id in customer_ids if customer_id is not None]
        if not given:
            return True
        beyond = min(given) > self._highest_customer_id
        self._highest_customer_id = max(self._highest_customer_id, *given)
        return beyond

    def _refuse_twice(
        self, chunk: Chunk, customer_ids: Sequence[str | None], known: dict[str | None, int]
    ) -> None:
        """Rows about somebody whom an earlier row of the file is about, and about people put into others."""
        if not known and not self._any_merged and len(set(customer_ids)) == len(customer_ids):
            return
        former = self._former(customer_ids)
        in_chunk: dict[str, int] = {}
        for index, customer_id in enumerate(customer_ids):
            if customer_id is None or index in chunk.errors:
                continue
            earlier = in_chunk.get(customer_id, 0) or self.first_rows[known.get(customer_id, 0)]
            if earlier:
                self._refuse(chunk, index, "customer_id", "twice", _twice(earlier))
            elif customer_id in former:
                message = _merged(former[customer_id])
                self._refuse(chunk, index, "customer_id", "merged", message)
            else:
                in_chunk[customer_id] = chunk.rows[index].number

    def _former(self, customer_ids: Sequence[str | None]) -> dict[str, str]:
        """Customer ids that were put into another recipient, with the other's customer id."""
        if not self._any_merged:
            return {}
        former = merged_customer_ids.c
        query = (
            select(former.customer_id, recipients.c.customer_id)
            .join(recipients, recipients.c.id == former.recipient_id)
            .where(ids_in(former.customer_id, [one for one in customer_ids if one]))
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _refuse_nobody(self, chunk: Chunk, new: Sequence[int]) -> None:
        """New people of whom nothing is told. Known people may come with a customer id alone."""
        if all(chunk.columns["full_name"]):
            return
        telling = [chunk.columns[name] for name in _TELLS_WHO if name in chunk.columns]
        for index in new:
            if not any(column[index] for column in telling):
                self._refuse(chunk, index, "full_name", "nobody", _NOBODY)

    def _insert(
        self, chunk: Chunk, new: Sequence[int], customer_ids: Sequence[str | None]
    ) -> list[tuple[int, int]]:
        if not new:
            return []
        ids = range(self._next_id, self._next_id + len(new))
        self._next_id += len(new)
        columns = chunk.columns
        if len(new) < len(chunk.rows):
            columns = {name: [column[index] for index in new] for name, column in columns.items()}
        wanted = [customer_ids[index] for index in new]
        missing = [recipient_id for recipient_id, one in zip(ids, wanted, strict=True) if one is None]
        made = own_customer_ids(self._connection, missing) if missing else []
        self._highest_customer_id = max(self._highest_customer_id, *made, "")
        given = iter(made)
        self._inserter.insert(ids, [one or next(given) for one in wanted], columns)
        self.first_rows.extend(chunk.rows[index].number for index in new)
        self._tag(ids, columns.get("tags"))
        self._report.new += len(new)
        self._report.synthetic += _count_synthetic(columns.get("national_id", ()))
        self.indexes.postpone(self._report.new)
        return list(zip(ids, new, strict=True))

    def _tag(self, ids: Sequence[int], tags: Column | None) -> None:
        if tags is None or not any(tags):
            return
        pairs = [
            (one, tag) for one, joined in zip(ids, tags, strict=True) for tag in split_tags(joined or "")
        ]
        numbers = tag_ids(self._connection, {tag for _, tag in pairs})
        rows = [{"tag_id": numbers[tag], "recipient_id": one} for one, tag in pairs]
        self._connection.execute(insert(recipient_tags), rows)

    def _update(
        self, chunk: Chunk, customer_ids: Sequence[str | None], known: dict[str | None, int]
    ) -> list[tuple[int, int]]:
        about = {
            known[one]: index
            for index, one in enumerate(customer_ids)
            if one in known and index not in chunk.errors
        }
        if not about:
            return []
        fields = [field for field in self._fields if field != "customer_id"]
        rows = [
            RowAbout(recipient_id, {field: chunk.columns[field][index] for field in fields})
            for recipient_id, index in about.items()
        ]
        for recipient_id, index in about.items():
            self.first_rows[recipient_id] = chunk.rows[index].number
        differing = known_people.differing(self._connection, rows, self._mode)
        self._report.same += len(rows) - len(differing)
        self._report.synthetic += _count_synthetic([row.values.get("national_id") for row in rows])
        if self._mode == ImportMode.ADD:
            self._report.same += len(differing)
            self._report.kept += len(differing)
        else:
            self._report.changed += len(differing)
            known_people.write(self._connection, differing, self._now)
        return list(about.items())

    def _reject(self, chunk: Chunk, customer_ids: Sequence[str | None], known: dict[str | None, int]) -> None:
        for index in sorted(chunk.errors):
            self._report.reject(chunk.errors[index])
            customer_id = customer_ids[index]
            if customer_id in known:
                self.spared.add(known[customer_id])
            if customer_id is None or chunk.errors[index][0].code in OUT_OF_SHAPE:
                self.strangers += 1
        if chunk.errors:
            rejected = {chunk.rows[index].number for index in chunk.errors}
            chunk.warnings = [warning for warning in chunk.warnings if warning.row not in rejected]
            chunk.restored = [one for one in chunk.restored if one.row not in rejected]

    def _refuse(self, chunk: Chunk, index: int, field: str, code: str, message: Text) -> None:
        column = self._mapping.columns.get(field)
        heading = "" if column is None else self._mapping.headings[column]
        values = chunk.columns.get(field)
        value = (values[index] if values else None) or ""
        error = RowError(chunk.rows[index].number, heading, field, value, code, message)
        chunk.errors.setdefault(index, []).append(error)


def missing_ids(connection: Connection, writer: ChunkWriter) -> list[int]:
    """The recipients that were in the register and in no row of the file."""
    return [
        recipient_id
        for recipient_id in connection.execute(select(recipients.c.id)).scalars()
        if not writer.first_rows[recipient_id] and recipient_id not in writer.spared
    ]


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Remove recipients with all that hangs on them."""
    connection.execute(delete(recipients).where(ids_in(recipients.c.id, ids)))


def _highest_id(connection: Connection) -> int:
    """The highest id that any recipient ever had."""
    highest = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'recipients'").scalar()
    return int(highest or 0)


def _count_synthetic(national_ids: Sequence[str | None]) -> int:
    """How many of the numbers are of test people: their month is 40 or 80 more."""
    return sum(1 for number in national_ids if number and number[2] >= "4")


def _twice(row: int) -> Text:
    return text("Row {row} is about the same recipient. Each may stand in the file once.", row=str(row))


def _merged(customer_id: str) -> Text:
    return text(
        "This recipient was put into another one, {customer_id}. Leave this row out.", customer_id=customer_id
    )


_AMBIGUOUS = text("Several recipients in the register fit this row. Write the customer id into it.")
_NOBODY = text("There is neither a name nor a number to tell who this is.")
