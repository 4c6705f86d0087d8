"""The call to Digis: one person, one POST, one of four outcomes.

The API key stands in the address, so no exception of the HTTP library leaves this module: their texts name
the address. Whatever is said about a failure has gone through the mask.
"""

import logging
import random
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, runtime_checkable

import requests
import urllib3.exceptions

from desktop_app.base.clock import Clock
from desktop_app.base.http_answer import read_answer
from desktop_app.base.tls import VerifyingAdapter
from desktop_app.base.work import WorkContext
from desktop_app.digis.answer import external_id_in, tells_of_an_error
from desktop_app.digis.masking import Mask
from desktop_app.digis.outcomes import (
    DigisEndpoint,
    Knock,
    NotReached,
    Outcome,
    Patience,
    Refused,
    Sent,
    Unknown,
)
from desktop_app.digis.payload import Payload

_TOO_MANY = 429
_OWN_FAILURE = 500
_TAKEN = range(200, 300)
_ANSWER_BYTES = 64 * 1024
_DETAIL = 300


class DigisClient:
    """Owns one HTTPS session. Used by one thread at a time."""

    def __init__(
        self,
        endpoint: DigisEndpoint,
        clock: Clock,
        patience: Patience | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._mask = Mask(endpoint.postfix)
        self._clock = clock
        self._patience = patience or Patience()
        self._chance = chance or random.Random()  # noqa: S311 - spreads retries, guards nothing
        _silence_the_library()
        self._session = self._make_session()
        self._next_at = clock.monotonic()

    def __enter__(self) -> "DigisClient":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def send(self, payload: Payload, context: WorkContext) -> Outcome:
        """Send one person, trying again only where Digis certainly did not take them.

        A 429 or 5xx answer is waited out as `Retry-After` or the back-off says. Any other answer without an
        external id is final. `Cancelled` is raised only between two attempts, when nothing is under way.
        """
        outcome: Outcome = NotReached(None, "")
        for attempt in range(self._patience.attempts):
            context.check_cancelled()
            self._keep_the_gap(context)
            outcome, pause = self._try_once(payload, attempt)
            if pause is None or pause > self._patience.longest_pause:
                return outcome
            if attempt + 1 < self._patience.attempts:
                self._clock.wait(pause, _stop_of(context))
        return outcome

    def _try_once(self, payload: Payload, attempt: int) -> tuple[Outcome, float | None]:
        """One request: what came of it, and after how many seconds to try again (None: not again)."""
        patience = self._patience
        try:
            answer = self._session.post(
                self._endpoint.address,
                json=payload,
                timeout=(patience.connect, patience.read),
                allow_redirects=False,
                stream=True,
            )
            body = read_answer(answer, _ANSWER_BYTES, patience.read, self._clock)
        except requests.RequestException as error:
            if _never_left(error):
                return NotReached(None, self._words_of(error)), self._back_off(attempt)
            return Unknown(self._words_of(error)), None
        except (ValueError, urllib3.exceptions.HTTPError) as error:
            # What the libraries let through untranslated names the address too.
            return Unknown(self._words_of(error)), None
        return self._judge(answer, body, attempt)

    def _judge(self, answer: requests.Response, body: bytes, attempt: int) -> tuple[Outcome, float | None]:
        status = answer.status_code
        # Masked before it is cut: half a key would not be found.
        detail = self._mask.without_addresses(body.decode("utf-8", "replace"))[:_DETAIL].strip()
        if status == _TOO_MANY or status >= _OWN_FAILURE:
            pause = _retry_after(answer.headers.get("Retry-After"), self._clock.now())
            return NotReached(status, detail), self._back_off(attempt) if pause is None else pause
        if status not in _TAKEN:
            return Refused(status, detail), None
        external_id = external_id_in(body, self._endpoint.external_id_keys)
        is_error = tells_of_an_error(body)
        if external_id is not None and not is_error:
            return Sent(self._mask.apply(external_id)[:_DETAIL]), None
        # An error beside an id says both: that id may be the request's as well as the person's.
        return Refused(status, detail) if is_error and external_id is None else Unknown(detail), None

    def _back_off(self, attempt: int) -> float:
        pause = min(self._patience.first_pause * 2.0**attempt, self._patience.longest_pause)
        return pause * self._chance.uniform(0.5, 1.0)

    def _keep_the_gap(self, context: WorkContext) -> None:
        early = self._next_at - self._clock.monotonic()
        if early > 0:
            self._clock.wait(early, _stop_of(context))
            context.check_cancelled()
        self._next_at = self._clock.monotonic() + self._patience.gap

    def knock(self) -> Knock:
        """Ask whether Digis is there and shows a certificate to trust. Sends nobody, and no key either."""
        patience = self._patience
        try:
            answer = self._session.head(
                self._endpoint.url,
                timeout=(patience.connect, patience.read),
                allow_redirects=False,
                headers={"Authorization": None},
            )
        except requests.RequestException as error:
            trusted = not any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
            return Knock(reached=False, trusted=trusted, detail=self._words_of(error))
        return Knock(reached=True, trusted=True, detail=str(answer.status_code))

    def _words_of(self, error: Exception) -> str:
        """The kind of a failure. Never its text, which holds the address."""
        names = [type(cause).__name__ for cause in _causes(error)]
        return f"{names[0]} ({names[-1]})"

    def _make_session(self) -> requests.Session:
        session = requests.Session()
        # A .netrc file would replace the Authorization header; proxies are set below for the address alone.
        session.trust_env = False
        session.proxies = dict(requests.utils.get_environ_proxies(self._endpoint.url))
        session.headers["Authorization"] = self._endpoint.authorization
        session.headers["Accept"] = "application/json"
        session.adapters.clear()  # nothing but TLS: the key must not cross a network in the clear
        session.mount("https://", VerifyingAdapter(self._endpoint.ca_file))
        return session


@runtime_checkable
class _Stoppable(Protocol):
    """A context whose stop can be waited for, so that a long pause ends at once."""

    @property
    def stop(self) -> threading.Event: ...


def _silence_the_library() -> None:
    """urllib3 logs addresses, some of them as warnings that reach the console of a program without handlers."""
    logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


def _stop_of(context: WorkContext) -> threading.Event | None:
    return context.stop if isinstance(context, _Stoppable) else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The failure and what lies below it, down to the root."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        reason = getattr(cause, "reason", None)
        inner = next((value for value in cause.args if isinstance(value, BaseException)), None)
        cause = reason if isinstance(reason, BaseException) else inner or cause.__cause__ or cause.__context__


def _never_left(error: requests.RequestException) -> bool:
    """Whether the request certainly did not reach Digis: no connection, or no certificate to trust."""
    before_sending = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
        urllib3.exceptions.NameResolutionError,
        urllib3.exceptions.ProxyError,
        ssl.SSLCertVerificationError,
        requests.exceptions.InvalidURL,
        requests.exceptions.MissingSchema,
        requests.exceptions.InvalidSchema,
    )
    return any(isinstance(cause, before_sending) for cause in _causes(error))


def _retry_after(header: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for, written as a number or as a moment; None without."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header.strip())
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)
