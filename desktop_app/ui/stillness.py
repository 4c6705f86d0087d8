"""Keeps Python's search for garbage from making the window late.

Every so often the interpreter stops all threads and goes through everything that is alive. Most of that is the
program itself, which never becomes garbage, and going through it takes up to 150 ms. Once it is set aside
(`gc.freeze`) the search is over the work's own objects alone. These are many too where a mailing's fifty thousand
recipients are listed: what is new is looked through as often as ever, everything a tenth as often as is usual.
"""

import gc
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from desktop_app.jobs.states import JobStateChanged, Lane
from desktop_app.ui.bridge import Bridge

_LOOKS_AT_THE_NEW_PER_LOOK_AT_ALL = 100


class Stillness(QObject):
    """Sets aside what is alive when the window stands, and again after each lane's first work.

    That work loads libraries of its own. It happens a fixed number of times, so that what is garbage later on and was
    set aside by mistake cannot add up.
    """

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._seen: set[Lane] = set()
        young, middle, _all = gc.get_threshold()
        gc.set_threshold(young, middle, _LOOKS_AT_THE_NEW_PER_LOOK_AT_ALL)
        bridge.listen(JobStateChanged, self, self._work_ended)
        QTimer.singleShot(0, self, set_aside)

    def _work_ended(self, events: Sequence[JobStateChanged]) -> None:
        lanes = {event.job.lane for event in events if event.job.state.is_final} - self._seen
        if lanes:
            self._seen |= lanes
            set_aside()


def set_aside() -> None:
    """Clear away what is garbage, and never look through the rest again."""
    gc.collect()
    gc.freeze()
