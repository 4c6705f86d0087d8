"""Processes that die by `kill -9`: real ones, each forked from a server that has loaded the program once.

To load the program takes longer than most of what is killed in it.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

SIGKILLED = -9
"""How a process ended that was killed."""

needs_sigkill = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="`kill -9` is Unix's"
)
_LOADED_ONCE = [
    "tests.helpers.mailing_child",
    "tests.helpers.digis_runs",
    # The program loads these when it needs them, which here is always.
    "desktop_app.digipost.packing",
    "desktop_app.digipost.reading",
    "desktop_app.digipost.sftp_transport",
    "desktop_app.digipost.writing",
    "desktop_app.mailing.applying",
    "desktop_app.mailing.building",
]
_LONGEST_SECONDS = 90.0


class KillAt:
    """A checkpoint that ends this very process, at once and without any farewell, when `point` comes by again."""

    def __init__(self, point: str, occurrence: int) -> None:
        self._point = point
        self._left = occurrence

    def __call__(self, point: str) -> None:
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def run_in_a_process(work: Callable[..., None], *arguments: Any) -> int:
    """Run a function of a module in a process of its own; returns how that ended."""
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload(_LOADED_ONCE)
    process = start.Process(target=work, args=arguments)
    process.start()
    process.join(_LONGEST_SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
        pytest.fail(f"the process did not end within {_LONGEST_SECONDS:.0f} seconds")
    ended = process.exitcode
    process.close()
    return ended
