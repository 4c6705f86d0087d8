"""One program, two doors: the window, and the command line."""

import multiprocessing
import os
import sys

_UNSEEN = "--unseen"
"""Behind this word the window's door takes a command line: on Windows only a window's program has no console."""


def window() -> int:
    """Open the window; returns the exit status. Loads Qt, so only this door needs a screen."""
    multiprocessing.freeze_support()  # in the frozen program a helper process starts here too
    if sys.argv[1:2] == [_UNSEEN]:
        return _command_line_unseen()
    from desktop_app.ui.starting import start

    return start(sys.argv[1:])


def command_line() -> int:
    """Run one command without a window; returns the exit status of the contract."""
    multiprocessing.freeze_support()
    from desktop_app.cli.main import main

    return main()


def _command_line_unseen() -> int:
    """Run the command line where nobody reads along, and where there may be no streams at all."""
    del sys.argv[1]
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - until the end
    return command_line()


if __name__ == "__main__":
    sys.exit(window())
