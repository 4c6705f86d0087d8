"""`receipts fetch`: bring home what Digipost has answered."""

import argparse
from dataclasses import dataclass, field

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.choosing import add_wait_option, expect_receipts_within
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.mailing.views import FetchReport


def add_to(commands: Commands) -> None:
    """Add this group."""
    receipts = commands.group("receipts", text("Digipost's answers."))
    add_wait_option(receipts.add("fetch", text("Fetch the receipts and apply them."), fetch))


@dataclass(slots=True)
class Fetched:
    """What one or more looks for receipts brought, put together."""

    numbers: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("fetched", "applied", "repeated", "unmatched", "unreadable", "removed"), 0
        )
    )
    problems: list[Text] = field(default_factory=list)
    continued: list[str] = field(default_factory=list)

    def add(self, report: FetchReport) -> None:
        """Take over one look's report."""
        for name in self.numbers:
            self.numbers[name] += getattr(report, name)
        self.problems += [problem for problem in report.problems if problem not in self.problems]
        self.continued += report.continued


def fetch(options: argparse.Namespace, session: Session) -> Reply:
    """Look once, or with --wait again and again until nothing is waited for."""
    expect_receipts_within(session, options.wait)
    looks = ReceiptLooks(session, options.wait)
    fetched = session.run(Lane.DIGIPOST, text("Fetching receipts"), looks.run)
    waiting = len(session.services.mailing.jobs(under_way_only=True))
    data: dict[str, object] = {
        **fetched.numbers,
        "waiting": waiting,
        "continued": fetched.continued,
        "problems": fetched.problems,
    }
    needs_person = bool(fetched.problems or fetched.numbers["unmatched"] or fetched.numbers["unreadable"])
    return Reply(data, _words(fetched, waiting), needs_person=needs_person)


class ReceiptLooks:
    """Looks for receipts, as often as it is worth it, until `seconds` are over (None: once)."""

    def __init__(self, session: Session, seconds: float | None) -> None:
        self._session = session
        self._service = session.services.mailing
        self._clock = session.services.clock
        self._deadline = None if seconds is None else self._clock.monotonic() + seconds
        self._fetched = Fetched()
        self._looked = False

    def run(self, context: JobContext) -> Fetched:
        """Look and wait in turns. A look that fails is not the end, unless none went well."""
        while True:
            failure = self._look(context)
            pause = self._pause()
            if pause is None:
                break
            self._session.wait(pause, context)
        if failure is not None and not self._looked:
            raise failure
        return self._fetched

    def _look(self, context: JobContext) -> EnvironmentFailure | None:
        try:
            self._fetched.add(self._service.fetch_receipts(context))
        except EnvironmentFailure as failure:
            return failure
        self._looked = True
        return None

    def _pause(self) -> float | None:
        """Seconds until the next look; None when there is to be none."""
        wanted = self._service.seconds_to_next_look()
        if self._deadline is None or wanted is None:
            return None
        left = self._deadline - self._clock.monotonic()
        return min(max(wanted, _SHORTEST_PAUSE_SECONDS), left) if left > 0 else None


_SHORTEST_PAUSE_SECONDS = 0.2


def _words(fetched: Fetched, waiting: int) -> list[Text]:
    numbers = fetched.numbers
    words = [
        plural("{count} receipt fetched.", "{count} receipts fetched.", count=numbers["fetched"]),
        plural("{count} applied.", "{count} applied.", count=numbers["applied"]),
    ]
    said_where_there_are_any = (
        plural(
            "{count} belongs to no job of ours. It is kept.",
            "{count} belong to no job of ours. They are kept.",
            count=numbers["unmatched"],
        ),
        plural(
            "{count} could not be read. It is kept.",
            "{count} could not be read. They are kept.",
            count=numbers["unreadable"],
        ),
        plural("{count} job waits for Digipost.", "{count} jobs wait for Digipost.", count=waiting),
    )
    return [*words, *(sentence for sentence in said_where_there_are_any if sentence.count), *fetched.problems]
