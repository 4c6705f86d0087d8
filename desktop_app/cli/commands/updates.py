"""`updates check`: is there a newer version?"""

import argparse

from desktop_app import __version__
from desktop_app.base.texts import Text, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.services.updates.words import words_of


def add_to(commands: Commands) -> None:
    """Add this group."""
    updates = commands.group("updates", text("Newer versions of Brevdue."))
    updates.add("check", text("Ask now whether there is a newer version. Installs nothing."), check)


def check(_options: argparse.Namespace, session: Session) -> Reply:
    """Ask, whatever the setting says: whoever writes the command allows it."""
    answer = session.services.updates.ask()
    newer = answer.newer
    data = {
        "version": __version__,
        "newer": newer.version if newer else None,
        "page": newer.page if newer else None,
        "refused": answer.refusal,
        "reached": not (answer.unreachable or answer.no_source),
        "message": words_of(answer),
    }
    words: list[Text] = [words_of(answer)]
    if newer is not None:
        words.append(text("Download it from {page}", page=newer.page))
    return Reply(data, words, needs_person=answer.refusal is not None)
