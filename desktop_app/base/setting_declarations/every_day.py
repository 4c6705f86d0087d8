"""Settings of how the program lives on an office computer from day to day."""

from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import text

_EVERY_DAY = text("Every day")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        key="app.keep_running",
        group=_EVERY_DAY,
        label=text("Go on when the window is closed"),
        help=text("On: closing the window leaves Brevdue beside the clock, and the schedule runs."),
        type=SettingType.FLAG,
        default=True,
    ),
    Setting(
        key="app.start_with_computer",
        group=_EVERY_DAY,
        label=text("Start with the computer"),
        help=text("On: Brevdue opens in the background when you log in."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="app.tell_good_news",
        group=_EVERY_DAY,
        label=text("Also tell me what went well"),
        help=text("Off: a message comes only when something needs you."),
        type=SettingType.FLAG,
        default=False,
    ),
)
