"""What a call to Digis needs and what can come of it, free of the HTTP library that makes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop_app.base.work import WorkContext
from desktop_app.digis.answer import DEFAULT_KEYS
from desktop_app.digis.masking import Mask
from desktop_app.digis.payload import Payload


@dataclass(frozen=True, slots=True)
class Sent:
    """Digis has taken the person; `external_id` is its id for them."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Digis answered that it did not take the person. Sending the same again would be refused again.

    `status` is the HTTP status, `detail` the answer's beginning with the secret masked.
    """

    status: int
    detail: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """Certainly not taken: no connection came about, or the server asked to come back later too often.

    `status` is the HTTP status, or None where there was no answer.
    """

    status: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no usable answer came back: nobody can know whether it was taken.

    That includes an answer of success without an external id that does not call itself an error.
    """

    detail: str


Outcome = Sent | Refused | NotReached | Unknown


@dataclass(frozen=True, slots=True)
class Knock:
    """What became of a look at the server. `detail` is the answer's status, or the kind of failure."""

    reached: bool
    trusted: bool
    detail: str


class Sender(Protocol):
    """What the outbox needs of a client."""

    def send(self, payload: Payload, context: WorkContext) -> Outcome:
        """Send one person and say what became of it."""
        ...


@dataclass(frozen=True, slots=True)
class DigisEndpoint:
    """Where Digis is, from the settings. `postfix` holds the API key and is left out of descriptions.

    `ca_file` names a further certificate authority; certificates are verified in any case.
    """

    url: str
    service_part: str
    user_part: str
    postfix: str = field(repr=False)
    authorization: str = "Legacy"
    ca_file: Path | None = None
    external_id_keys: Sequence[str] = DEFAULT_KEYS

    @property
    def address(self) -> str:
        """The four parts joined by single slashes. Contains the secret."""
        parts = (self.url, self.service_part, self.user_part, self.postfix)
        return "/".join(part.strip("/") for part in parts if part.strip("/"))

    @property
    def shown_address(self) -> str:
        """The address with everything behind its host and first parts masked, fit to be read by anybody."""
        return Mask(self.postfix).apply(self.address)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds, and how often to try again.

    `gap` is the least time between two requests: the rate limit. A back-off doubles from `first_pause` to
    `longest_pause`, each time shortened by chance to as little as half. A server that asks for more than
    `longest_pause` is not waited for: the person stays in the queue.
    """

    connect: float = 10.0
    read: float = 30.0
    attempts: int = 5
    first_pause: float = 1.0
    longest_pause: float = 120.0
    gap: float = 0.1
