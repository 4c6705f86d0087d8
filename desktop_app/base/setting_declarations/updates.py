"""Settings of newer versions."""

from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import text

_UPDATES = text("Updates")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        key="updates.check",
        group=_UPDATES,
        label=text("Look for newer versions"),
        help=text(
            "On: Brevdue asks once a day whether there is a newer version, and tells you. It installs nothing by"
            " itself, and sends nothing about you or your recipients."
        ),
        type=SettingType.FLAG,
        default=False,
    ),
)
