"""Options that several commands share: which recipients, which columns, how long to wait."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from desktop_app.base.texts import text
from desktop_app.cli.session import Session
from desktop_app.cli.usage import CommandParser, UsageError

_LOOKS_IN_A_WAIT = 20
_LONGEST_WAIT_SECONDS = 365 * 86_400.0


def add_recipient_options(parser: CommandParser) -> None:
    """`--recipients FILE` or `--all`, and how a file is read."""
    say = parser.say
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--all", action="store_true", help=say(text("everybody in the register")))
    source.add_argument(
        "--recipients",
        metavar="FILE",
        type=Path,
        help=say(text("a spreadsheet or CSV file; its recipients are taken into the register first")),
    )
    add_reading_options(parser)


def add_reading_options(parser: CommandParser) -> None:
    """How a file with recipients is read."""
    say = parser.say
    parser.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        nargs="+",
        action="extend",
        default=[],
        help=say(text("read a field from a column, by its heading or letter; known headings need none")),
    )
    parser.add_argument(
        "--sheet", metavar="NAME", help=say(text("the sheet of a spreadsheet; else the first"))
    )


def add_wait_option(parser: CommandParser) -> None:
    """`--wait SECONDS`."""
    parser.add_argument(
        "--wait",
        metavar="SECONDS",
        type=_seconds,
        help=parser.say(text("look for receipts until the end, at most so long")),
    )


def expect_receipts_within(session: Session, seconds: float | None) -> None:
    """Somebody waits this long at most: look often enough that the wait is worth it."""
    if seconds is not None:
        session.services.entrance.look_for_receipts_at_least_every(seconds / _LOOKS_IN_A_WAIT)


def _seconds(written: str) -> float:
    seconds = float(written)
    if not 0 <= seconds <= _LONGEST_WAIT_SECONDS:
        raise ValueError(written)
    return seconds


def pairs_of(written: Iterable[str], option: str) -> list[tuple[str, str]]:
    """Take `FIELD=COLUMN` apart. Raises `UsageError` for what is not of that form."""
    pairs = []
    for pair in written:
        name, sign, column = pair.partition("=")
        if not sign or not name.strip() or not column.strip():
            raise UsageError(
                title=text("The command was not understood."),
                message=text(
                    "{option}: “{value}” is not of the form FIELD=COLUMN.", option=option, value=pair
                ),
                hint=text("For example: --map postcode=Postnr. The file's name goes before --map."),
            )
        pairs.append((name.strip(), column.strip()))
    return pairs


def moment_typed(written: str) -> datetime:
    """A moment as it was typed, `2027-01-31T08:00`; without a zone it is local time. For argparse's `type`."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise UsageError(
            title=text("The command was not understood."),
            message=text("“{value}” is not a date with a time.", value=written),
            hint=text("Write it like 2027-01-31T08:00."),
        ) from error
    return moment if moment.tzinfo else moment.astimezone()
