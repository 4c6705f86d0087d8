"""Asking for the newest version, and remembering what was believed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.base.clock import Clock
from desktop_app.base.files import write_atomically
from desktop_app.base.http_answer import read_answer
from desktop_app.base.settings import Settings
from desktop_app.services.updates.latest import Latest, NotBelieved, Refusal, believe
from desktop_app.services.updates.source import UpdateSource

if TYPE_CHECKING:
    import requests

MAY_ASK = "updates.check"
HOW_OFTEN = timedelta(hours=20)
"""So that a program that is opened each morning asks each morning."""
_CONNECT_SECONDS, _READ_SECONDS = 5, 10
_LARGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking. At most one of the fields says something; none of them: this is the newest version."""

    newer: Latest | None = None
    refusal: Refusal | None = None
    unreachable: bool = False
    no_source: bool = False


class Updates:
    """Keeps, in one file of the data folder, when was asked last and the newest moment that was believed."""

    def __init__(
        self,
        file: Path,
        settings: Settings,
        clock: Clock,
        running_version: str,
        source: Callable[[], UpdateSource | None],
    ) -> None:
        self._file = file
        self._settings = settings
        self._clock = clock
        self._running = running_version
        self._source = source
        self.last = Answer()
        """What came of asking last, while this program runs."""

    def is_due(self) -> bool:
        """Whether the program may ask by itself now: the person allows it, and it has not asked lately."""
        if not self._settings.flag(MAY_ASK) or self._source() is None:
            return False
        asked_at = self._kept().get("asked_at")
        return asked_at is None or not timedelta() <= self._clock.now() - asked_at < HOW_OFTEN

    def ask(self) -> Answer:
        """Ask the source. Takes seconds; not to know is an answer like others, and no failure of anybody's work."""
        self.last = self._ask()
        return self.last

    def _ask(self) -> Answer:
        source = self._source()
        if source is None:
            return Answer(no_source=True)
        self._keep("asked_at", self._clock.now())
        try:
            envelope = self._fetch(source)
        except OSError:  # every failure of the HTTP library is one
            return Answer(unreachable=True)
        try:
            latest = believe(envelope, source.public_key, self._clock.now(), self._kept().get("believed_at"))
        except NotBelieved as refused:
            return Answer(refusal=refused.refusal)
        self._keep("believed_at", latest.said_at)
        return Answer(newer=latest if latest.is_newer_than(self._running) else None)

    def _fetch(self, source: UpdateSource) -> bytes:
        """The envelope. Nothing is sent but the question itself, and nothing is followed anywhere else."""
        import urllib3.exceptions

        with _session(source) as session:
            answer = session.get(
                source.address,
                timeout=(_CONNECT_SECONDS, _READ_SECONDS),
                allow_redirects=False,
                stream=True,
            )
            if answer.status_code != 200:
                raise ConnectionError(answer.status_code)
            try:
                return read_answer(answer, _LARGEST, _READ_SECONDS, self._clock)
            except urllib3.exceptions.HTTPError as error:  # what goes wrong on the way is not translated
                raise ConnectionError(source.address) from error

    def _kept(self) -> dict[str, datetime]:
        """What was kept; nothing when the file is gone or damaged, as at the first start."""
        try:
            read = json.loads(self._file.read_text(encoding="utf-8"))
            return {name: datetime.fromisoformat(value).astimezone(UTC) for name, value in read.items()}
        except (OSError, ValueError, TypeError, AttributeError, OverflowError):
            return {}

    def _keep(self, name: str, moment: datetime) -> None:
        kept = {**self._kept(), name: moment}
        with write_atomically(self._file) as out:
            out.write(json.dumps({key: value.isoformat() for key, value in kept.items()}).encode())


def _session(source: UpdateSource) -> "requests.Session":
    import requests

    from desktop_app.base.tls import VerifyingAdapter

    session = requests.Session()
    session.trust_env = False
    session.proxies = dict(requests.utils.get_environ_proxies(source.address))
    session.headers.update({"User-Agent": "Brevdue", "Accept": "application/json"})
    session.mount("https://", VerifyingAdapter(source.ca_file))
    return session
