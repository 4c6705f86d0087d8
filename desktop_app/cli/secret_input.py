"""Secrets come from standard input: a command's arguments can be seen by others on the computer."""

import getpass

from desktop_app.base.texts import Text, text
from desktop_app.cli.session import Session


def read_secret(name: Text, session: Session) -> str:
    """What a person types unseen, or what a script writes to standard input, without its line end."""
    stdin = session.surroundings.stdin
    if stdin.isatty():
        prompt = session.translator.render(text("{setting}: ", setting=name))
        return getpass.getpass(prompt, session.surroundings.err)
    return stdin.read().rstrip("\r\n")
