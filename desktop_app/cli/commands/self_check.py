"""`self-check`: does this installation have all that it needs?"""

import argparse
import dataclasses
import sys

from desktop_app import __version__
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.services.self_check import self_check


def add_to(commands: Commands) -> None:
    """Add this command."""
    commands.add("self-check", text("Look whether this installation has all that it needs."), check)


def check(_options: argparse.Namespace, session: Session) -> Reply:
    """Each thing that was looked at. Fails as the surroundings do when one of them is missing."""
    findings = list(self_check())
    data = {
        "version": __version__,
        "packed": bool(getattr(sys, "frozen", False)),
        "checks": [dataclasses.asdict(each) for each in findings],
    }
    missing = [each.name for each in findings if not each.ok]
    if missing:
        session.known.update(data)
        raise EnvironmentFailure(
            title=text("This installation is not whole."),
            message=text("Missing or broken: {names}.", names=", ".join(missing)),
            hint=text("Install Brevdue again. The data are not touched by that."),
        )
    rows = [(each.name, each.detail) for each in findings]
    words = (TextTable((text("Looked at"), text("Found")), rows), text("This installation is whole."))
    return Reply(data, words)
