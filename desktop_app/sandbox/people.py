"""Who was met, under which identifications, and which addresses and aliases were given out.

A human being is one row, however the jobs name them. The first contact decides how the person is known; a
Digipost address or an alias that was given out leads back to the same person, under whatever customer id it
is used. A number and a name that came with the same customer id belong to the same person; two different
names, or two different numbers, never do.

Identity numbers are not stored: identifications are kept as keyed digests.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass

from desktop_app.digipost.model import (
    DigipostAddress,
    Identification,
    InvalidReason,
    LineAddress,
    NameAndAddress,
    NationalId,
    OrganisationNumber,
    PersonAlias,
    Recipient,
    RecipientResult,
    RecipientStatus,
    UnidentifiedReason,
)
from desktop_app.sandbox.population import UNKNOWN, Population, Standing, standing_by_rule
from desktop_app.sandbox.recipient_rules import full_name
from desktop_app.sandbox.store import DIGEST_KEY, Connection

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FOUND = (RecipientStatus.DIGIPOST, RecipientStatus.IDENTIFISERT)


@dataclass(frozen=True, slots=True)
class Met:
    """What a job's recipient turned out to be. `person` is None where nobody can be meant."""

    person: int | None
    identified_by: str
    result: RecipientResult


class People:
    """Finds and remembers people within one transaction of the store."""

    def __init__(self, connection: Connection, population: Population) -> None:
        self._connection = connection
        self._population = population
        row = connection.execute("SELECT value FROM secret WHERE name = ?", (DIGEST_KEY,)).fetchone()
        self._secret = bytes(row["value"])

    def meet(self, recipient: Recipient) -> Met:
        """Find out who this is and how Digipost knows them, and remember it."""
        kind = kind_of(recipient.identification)
        objection = self._population.objection(recipient)
        if objection is not None:
            return Met(None, kind, _result(recipient, objection))
        person = self.find(recipient.identification)
        if person is None:
            if isinstance(recipient.identification, DigipostAddress | PersonAlias):
                return Met(None, kind, _result(recipient, UNKNOWN))
            person = self._remember(recipient)
        return self._known(person, recipient, kind)

    def find(self, identification: Identification) -> int | None:
        """The person with this identification, if it was met or given out before."""
        kind = kind_of(identification)
        match identification:
            case DigipostAddress(value) | PersonAlias(value):
                row = self._connection.execute(
                    "SELECT g.person, g.generation, p.customer_id FROM given_out g JOIN people p USING (person)"
                    " WHERE g.kind = ? AND g.value = ?",
                    (kind, value),
                ).fetchone()
                if row is None or row["generation"] < self._population.generation(row["customer_id"]):
                    return None
            case _:
                row = self._connection.execute(
                    "SELECT person FROM identifications WHERE kind = ? AND digest = ?",
                    (kind, self._digest(identification)),
                ).fetchone()
        return None if row is None else int(row["person"])

    def _known(self, person: int, recipient: Recipient, kind: str) -> Met:
        row = self._connection.execute("SELECT * FROM people WHERE person = ?", (person,)).fetchone()
        ids = [row["customer_id"]]
        if not isinstance(recipient.identification, DigipostAddress | PersonAlias):
            ids.append(recipient.customer_id)
        first = Standing(RecipientStatus(row["status"]), *reasons_from_text(row["reasons"]))
        standing = self._population.override(ids) or first
        address = alias = None
        if standing.status is RecipientStatus.DIGIPOST:
            address = self._given_out(person, row["customer_id"], "adresse", row["slug"])
        elif standing.status is RecipientStatus.IDENTIFISERT:
            alias = self._given_out(person, row["customer_id"], "alias", "")
        return Met(person, kind, _result(recipient, standing, address, alias))

    def _remember(self, recipient: Recipient) -> int:
        kind, digest = kind_of(recipient.identification), self._digest(recipient.identification)
        person = self._same_customer_by_another_kind(recipient.customer_id, kind)
        if person is None:
            person = self._add(recipient)
        self._connection.execute("INSERT INTO identifications VALUES (?, ?, ?)", (kind, digest, person))
        return person

    def _same_customer_by_another_kind(self, customer_id: str, kind: str) -> int | None:
        row = self._connection.execute(
            "SELECT person FROM people p WHERE customer_id = ? AND status IN (?, ?) AND NOT EXISTS"
            " (SELECT 1 FROM identifications i WHERE i.person = p.person AND i.kind = ?) ORDER BY person",
            (customer_id, *_FOUND, kind),
        ).fetchone()
        return None if row is None else int(row["person"])

    def _add(self, recipient: Recipient) -> int:
        standing = standing_by_rule(recipient)
        cursor = self._connection.execute(
            "INSERT INTO people (customer_id, slug, status, reasons) VALUES (?, ?, ?, ?)",
            (
                recipient.customer_id,
                _slug(recipient.identification),
                standing.status,
                reasons_as_text(standing.unidentified_reasons, standing.invalid_reasons),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _given_out(self, person: int, customer_id: str, kind: str, slug: str) -> str:
        generation = self._population.generation(customer_id)
        row = self._connection.execute(
            "SELECT value FROM given_out WHERE person = ? AND kind = ? AND generation = ?",
            (person, kind, generation),
        ).fetchone()
        return str(row["value"]) if row else self._give_out(person, kind, generation, slug)

    def _give_out(self, person: int, kind: str, generation: int, slug: str) -> str:
        """A new address or alias. Two people with the same name get different ones."""
        attempt = 0
        while True:
            value = _name_for(f"{kind}|{person}|{generation}|{attempt}", slug)
            added = self._connection.execute(
                "INSERT OR IGNORE INTO given_out VALUES (?, ?, ?, ?)", (kind, value, person, generation)
            )
            if added.rowcount:
                return value
            attempt += 1

    def _digest(self, identification: Identification) -> bytes:
        return hashlib.blake2b(_key(identification).encode(), key=self._secret, digest_size=16).digest()


def reasons_as_text(unidentified: tuple[UnidentifiedReason, ...], refused: tuple[InvalidReason, ...]) -> str:
    """Both kinds of reasons in one column."""
    return json.dumps([unidentified, refused])


def reasons_from_text(stored: str) -> tuple[tuple[UnidentifiedReason, ...], tuple[InvalidReason, ...]]:
    """What `reasons_as_text` stored."""
    unidentified, refused = json.loads(stored)
    return tuple(map(UnidentifiedReason, unidentified)), tuple(map(InvalidReason, refused))


def kind_of(identification: Identification) -> str:
    """The word under which the ledger tells how a job named somebody."""
    match identification:
        case NationalId():
            return "fnr"
        case OrganisationNumber():
            return "org"
        case DigipostAddress():
            return "adresse"
        case PersonAlias():
            return "alias"
        case NameAndAddress():
            return "navn"


def _key(identification: Identification) -> str:
    match identification:
        case NationalId(value) | OrganisationNumber(value) | DigipostAddress(value) | PersonAlias(value):
            return value
        case NameAndAddress(name, address):
            street = address.line1 if isinstance(address, LineAddress) else address.part1
            parts = (full_name(name), street, address.postcode)
            return "|".join(" ".join(unicodedata.normalize("NFC", part).casefold().split()) for part in parts)


def _slug(identification: Identification) -> str:
    """The readable part of a Digipost address: the name where it is known."""
    if not isinstance(identification, NameAndAddress):
        return ""
    name = full_name(identification.name).casefold()
    for letter, plain in (("æ", "ae"), ("ø", "o"), ("å", "a")):
        name = name.replace(letter, plain)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(re.findall(r"[a-z]+", plain))


def _name_for(seed: str, slug: str) -> str:
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:24], "big")
    code = []
    for _ in range(4):
        number, sign = divmod(number, len(_SIGNS))
        code.append(_SIGNS[sign])
    letters = []
    for _ in range(0 if slug else 20):
        number, sign = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[sign])
    return f"{slug or ''.join(letters)}#{''.join(code)}"


def _result(
    recipient: Recipient, standing: Standing, address: str | None = None, alias: str | None = None
) -> RecipientResult:
    named = isinstance(recipient.identification, NameAndAddress)
    return RecipientResult(
        customer_id=recipient.customer_id,
        status=standing.status,
        digipost_address=address,
        person_alias=alias,
        unidentified_reasons=standing.unidentified_reasons if named else (),
        invalid_reasons=standing.invalid_reasons,
        washed=named,
    )
