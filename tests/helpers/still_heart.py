"""A heart that does not beat by itself, for tests in which the schedule is looked at by hand."""

from desktop_app.base.events import Events
from desktop_app.jobs.heartbeat import Heartbeat
from tests.helpers.fake_clock import FakeClock


class StillHeart(Heartbeat):
    """Starting it does nothing: with a clock that is moved by hand a real one would never pause."""

    def __init__(self) -> None:
        super().__init__(lambda: None, lambda: 3600.0, Events(), FakeClock())

    def start(self) -> None:
        """Nothing."""
