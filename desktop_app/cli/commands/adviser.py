"""`adviser`: which pattern fits?"""

import argparse

from desktop_app.base.texts import text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.wizards.adviser import IdentifiedBy, advise


def add_to(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add("adviser", text("Recommend a pattern for your mailings."), adviser)
    say = parser.say
    for name, help_text in (
        ("--letters", text("letters in a mailing")),
        ("--largest-kb", text("the largest letter, in kB")),
        ("--mailings-per-month", text("mailings in a month")),
    ):
        parser.add_argument(name, metavar="N", type=int, required=True, help=say(help_text))
    parser.add_argument(
        "--identified-by",
        choices=[str(way) for way in IdentifiedBy],
        required=True,
        help=say(text("by identity number (fnr), or by name and address (name)")),
    )


def adviser(options: argparse.Namespace, session: Session) -> Reply:
    """The pattern and its reason. The print agreement is in the settings."""
    advice = advise(
        letters=options.letters,
        largest_kb=options.largest_kb,
        mailings_per_month=options.mailings_per_month,
        identified_by=IdentifiedBy(options.identified_by),
        print_agreement=session.services.settings.flag("print.agreement"),
    )
    data = {"pattern": advice.pattern, "reason": advice.reason, "remarks": list(advice.remarks)}
    pattern = text("Pattern: {pattern}", pattern=str(advice.pattern))
    return Reply(data, (pattern, advice.reason, *advice.remarks))
