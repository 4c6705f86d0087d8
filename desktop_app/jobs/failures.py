"""What is kept of an exception that ended a job."""

import traceback
from pathlib import Path

from desktop_app.base.errors import BrevdueError, EnvironmentFailure
from desktop_app.base.texts import text
from desktop_app.jobs.states import FailureKind, JobFailure


def failure_of(error: BaseException) -> JobFailure:
    """Turn the exception that ended a job into what can be shown and kept."""
    if isinstance(error, BrevdueError):
        kind = FailureKind.ENVIRONMENT if isinstance(error, EnvironmentFailure) else FailureKind.INPUT
        return JobFailure(kind, error.title, error.message, error.hint)
    return JobFailure(
        FailureKind.BUG,
        text("A fault in the program"),
        text("The program met something it was not made for, and stopped this piece of work."),
        text(
            "Nothing that was finished before is lost. Send the report to those who look after the program."
        ),
        redacted_report(error),
    )


def redacted_report(error: BaseException) -> str:
    """Tell where an exception came from, without a single value of the person's data.

    Kept are the kinds of the exceptions and the places in the code. Messages are left out, since they often
    quote what was being worked on, and of folders only the part inside the program is kept.
    """
    lines: list[str] = []
    for link in _chain(error):
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines.extend(
            f"  {_inside_the_program(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        )
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    """List the first cause first and the exception itself last."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links[::-1]


def _inside_the_program(filename: str) -> str:
    parts = Path(filename).parts
    for anchor in ("desktop_app", "site-packages"):
        if anchor in parts:
            return "/".join(parts[parts.index(anchor) :])
    return parts[-1] if parts else filename
