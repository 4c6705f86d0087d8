"""The commands, one module a group. A group that is not here does not exist yet."""

from collections.abc import Callable

from desktop_app.cli.commands import (
    adviser,
    database,
    demo,
    digis,
    jobs,
    pdf,
    privacy,
    receipts,
    register,
    remainder,
    retention,
    sandbox,
    schedule,
    self_check,
    send,
    settings,
    split,
    support,
    updates,
)
from desktop_app.cli.parser import Commands

GROUPS: tuple[Callable[[Commands], None], ...] = (
    settings.add_to,
    register.add_to,
    pdf.add_to,
    adviser.add_to,
    split.add_to,
    send.add_to,
    jobs.add_to,
    receipts.add_to,
    remainder.add_to,
    digis.add_to,
    schedule.add_to,
    privacy.add_to,
    retention.add_to,
    database.add_to,
    sandbox.add_to,
    support.add_to,
    demo.add_to,
    self_check.add_to,
    updates.add_to,
)
"""What adds each group to the command line, in the order of the help."""
