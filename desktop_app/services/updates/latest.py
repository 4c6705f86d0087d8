"""The signed word of the newest version, `latest.json`: an envelope with what is said and a signature over its bytes.

    {"said": "<base64 of a JSON object>", "signature": "<base64, Ed25519 over the bytes of that object>"}

What is said: `program`, `version`, `said_at`, `good_until` and `page`. The signature covers bytes, so nothing depends
on how JSON is written, and nothing that is not signed is looked at.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PROGRAM = "Brevdue"
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){1,3}")


class Refusal(StrEnum):
    """Why a word of the newest version is not believed."""

    NOT_UNDERSTOOD = "not_understood"
    NOT_SIGNED_BY_US = "not_signed_by_us"
    OF_ANOTHER_PROGRAM = "of_another_program"
    TOO_OLD = "too_old"
    SAID_BEFORE_ANOTHER = "said_before_another"


class NotBelieved(Exception):
    """A word of the newest version that is refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Latest:
    """What is said of the newest version. `page` is where a person downloads it."""

    version: str
    said_at: datetime
    good_until: datetime
    page: str

    def is_newer_than(self, version: str) -> bool:
        """Whether this is a newer version than the one that is running."""
        return numbers_of(self.version) > numbers_of(version)


def numbers_of(version: str) -> tuple[int, ...]:
    """A version in an order: 1.10 comes after 1.9, and 1.9.0 is 1.9."""
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def sign(latest: Latest, key: "Ed25519PrivateKey") -> bytes:
    """The envelope, as it is laid on the server."""
    said = json.dumps(
        {
            "program": PROGRAM,
            "version": latest.version,
            "said_at": latest.said_at.astimezone(UTC).isoformat(),
            "good_until": latest.good_until.astimezone(UTC).isoformat(),
            "page": latest.page,
        }
    ).encode()
    envelope = {"said": _written(said), "signature": _written(key.sign(said))}
    return json.dumps(envelope, indent=2).encode() + b"\n"


def believe(envelope: bytes, key: bytes, now: datetime, last_said_at: datetime | None = None) -> Latest:
    """What an envelope says, once everything about it holds. Raises `NotBelieved`.

    `key` is the public key's 32 bytes. `last_said_at` is the newest moment that was ever believed: an envelope from
    before it is one that somebody kept and shows again.
    """
    said = _signed_bytes(envelope, key)
    latest = _read(said)
    if now > latest.good_until:
        raise NotBelieved(Refusal.TOO_OLD)
    if last_said_at is not None and latest.said_at < last_said_at:
        raise NotBelieved(Refusal.SAID_BEFORE_ANOTHER)
    return latest


def _signed_bytes(envelope: bytes, key: bytes) -> bytes:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        read = json.loads(envelope)
        said = base64.b64decode(read["said"], validate=True)
        signature = base64.b64decode(read["signature"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotBelieved(Refusal.NOT_UNDERSTOOD) from error
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, said)
    except InvalidSignature as error:
        raise NotBelieved(Refusal.NOT_SIGNED_BY_US) from error
    return said


def _read(said: bytes) -> Latest:
    try:
        read = json.loads(said)
        program = read["program"]
        latest = Latest(
            version=str(read["version"]),
            said_at=_moment(read["said_at"]),
            good_until=_moment(read["good_until"]),
            page=str(read["page"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NotBelieved(Refusal.NOT_UNDERSTOOD) from error
    if program != PROGRAM:
        raise NotBelieved(Refusal.OF_ANOTHER_PROGRAM)
    if not _VERSION.fullmatch(latest.version) or urlsplit(latest.page).scheme != "https":
        raise NotBelieved(Refusal.NOT_UNDERSTOOD)
    return latest


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment


def _written(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
