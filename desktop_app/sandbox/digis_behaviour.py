"""How the built-in Digis misbehaves, on request or at random with a fixed seed."""

from dataclasses import dataclass
from enum import StrEnum


class DigisFault(StrEnum):
    """What may happen to one request."""

    TOO_MANY_REQUESTS = "too_many_requests"
    """429 with `Retry-After`; the member is not received."""
    SERVER_ERROR = "server_error"
    """500; the member is not received."""
    UNAVAILABLE = "unavailable"
    """503 with `Retry-After`; the member is not received."""
    REFUSED = "refused"
    """400 with a reason; the member is not received."""
    ERROR_IN_BODY = "error_in_body"
    """200, and the body tells of an error; the member is not received."""
    NO_EXTERNAL_ID = "no_external_id"
    """200 with JSON in which there is no external id, although the member was received."""
    GARBAGE = "garbage"
    """200 with bytes that are not JSON; the member is not received."""
    RESET = "reset"
    """The connection is reset before the member is received."""
    RESET_AFTER_ACCEPTING = "reset_after_accepting"
    """The member is received, then the connection is reset without an answer."""
    TIMEOUT = "timeout"
    """No answer for `hold_s` seconds, and the member is not received."""
    TIMEOUT_AFTER_ACCEPTING = "timeout_after_accepting"
    """The member is received, and there is no answer for `hold_s` seconds."""
    REDIRECT = "redirect"
    """307 to another host, which counts whoever follows; the member is not received."""
    ECHO = "echo"
    """400 whose body repeats the address with the key, plain and encoded; the member is not received."""
    SLOW = "slow"
    """A right answer, after `slow_s` seconds."""
    IN_PIECES = "in_pieces"
    """A right answer, in chunks of a few bytes."""


class DigisCertificate(StrEnum):
    """Which certificate the server shows."""

    GOOD = "good"
    OTHER_AUTHORITY = "other_authority"
    """Signed by an authority that the client was not told of."""
    OTHER_HOST = "other_host"
    """Signed by the right authority, for another host name."""
    EXPIRED = "expired"


RANDOM_FAULTS = (
    DigisFault.TOO_MANY_REQUESTS,
    DigisFault.SERVER_ERROR,
    DigisFault.UNAVAILABLE,
    DigisFault.ERROR_IN_BODY,
    DigisFault.NO_EXTERNAL_ID,
    DigisFault.GARBAGE,
    DigisFault.RESET,
    DigisFault.RESET_AFTER_ACCEPTING,
    DigisFault.TIMEOUT_AFTER_ACCEPTING,
    DigisFault.REDIRECT,
)
"""What `fault_rate` draws from by default: every kind that does not depend on patience."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigisBehaviour:
    """What happens to the requests: first the script in order of arrival, then chance.

    Chance is drawn from the seed, the person's id and how many times this person was tried, so that
    it does not depend on the order in which several connections arrive.
    """

    script: tuple[DigisFault | None, ...] = ()
    """One entry a request; None is a right answer."""
    by_person: tuple[tuple[str, DigisFault], ...] = ()
    """Person id (ExtInfo4) and what always happens to that person's requests."""
    fault_rate: float = 0.0
    """The share of the later requests that meet a fault, from 0 to 1."""
    fault_kinds: tuple[DigisFault, ...] = RANDOM_FAULTS
    seed: int = 1
    retry_after_s: int = 1
    hold_s: float = 30.0
    """How long a request without an answer is held, unless the client or the server ends it."""
    slow_s: float = 1.0
    certificate: DigisCertificate = DigisCertificate.GOOD
    external_id_key: str = "externalId"
    nested: bool = False
    """The external id stands one level down, under `data`."""
