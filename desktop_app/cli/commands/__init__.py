"""The commands, one module a group. A group that is not here does not exist yet."""

from collections.abc import Callable

from desktop_app.cli.commands import settings
from desktop_app.cli.parser import Commands

GROUPS: tuple[Callable[[Commands], None], ...] = (settings.add_to,)
"""What adds each group to the command line, in the order of the help."""
