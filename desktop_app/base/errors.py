"""The three kinds of failure that are not bugs.

Something the person can mend (`InputError`), something the surroundings refused (`EnvironmentFailure`),
and a wish to stop (`Cancelled`). Anything else that is raised is a bug and is reported as one.
"""

from desktop_app.base.texts import Text


class BrevdueError(Exception):
    """A failure with words: what is wrong, what happened and where, and what to do next.

    `exit_status` is what the command line ends with.
    """

    exit_status = 3

    def __init__(self, *, title: Text, message: Text, hint: Text) -> None:
        super().__init__(title, message, hint)
        self.title = title
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.title} {self.message} {self.hint}"


class InputError(BrevdueError):
    """Wrong use or bad input: the person can mend it, and nothing was changed."""

    exit_status = 2


class EnvironmentFailure(BrevdueError):
    """The network, a disk, a server or the system refused. Trying again later may help."""

    exit_status = 3


class Cancelled(Exception):
    """The person, or the program closing, asked the work to stop. It is met with silence."""

    exit_status = 4
