"""The setting “start with the computer”, and the entry that makes it true."""

from desktop_app.base.settings import Settings
from desktop_app.services.autostart.entries import SystemEntry

START_WITH_COMPUTER = "app.start_with_computer"


class LoginStart:
    """Keeps the operating system's entry as the setting wants it. May take seconds: not for the window's thread."""

    def __init__(self, settings: Settings, entry: SystemEntry) -> None:
        self._settings = settings
        self._entry = entry
        self._followed: bool | None = None

    def follow_settings(self) -> None:
        """Install or remove the entry if the setting was changed. Raises `EntryRefused`, once for each change."""
        wanted = self._settings.flag(START_WITH_COMPUTER)
        if wanted == self._followed:
            return
        self._followed = wanted
        if wanted == self._entry.installed():
            return
        if wanted:
            self._entry.install()
        else:
            self._entry.uninstall()
