"""One program, two doors: the window, and the command line."""

import multiprocessing
import sys


def window() -> int:
    """Open the window; returns the exit status. Loads Qt, so only this door needs a screen."""
    multiprocessing.freeze_support()  # in the frozen program a helper process starts here too
    from desktop_app.ui.starting import start

    return start(sys.argv[1:])


def command_line() -> int:
    """Run one command without a window; returns the exit status of the contract."""
    multiprocessing.freeze_support()
    from desktop_app.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(window())
