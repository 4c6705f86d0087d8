"""Settings of the program itself."""

from collections.abc import Mapping

from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import Text, text

_GENERAL = text("General")

LANGUAGE_CHOICES: Mapping[str, Text] = {
    "auto": text("The computer's language"),
    "nb": text("Norwegian (bokmål)"),
    "sv": text("Swedish"),
    "en": text("English"),
}
ENVIRONMENT_CHOICES: Mapping[str, Text] = {
    "production": text("Production"),
    "test": text("Digipost's test account"),
    "training": text("Training"),
}

SETTINGS: tuple[Setting, ...] = (
    Setting(
        key="app.language",
        group=_GENERAL,
        label=text("Language"),
        help=text("The language of windows, reports and messages."),
        type=SettingType.CHOICE,
        default="auto",
        choices=LANGUAGE_CHOICES,
    ),
    Setting(
        key="app.environment",
        group=_GENERAL,
        label=text("Environment"),
        help=text("What this data folder is for. Each environment has a folder of its own."),
        type=SettingType.CHOICE,
        default="production",
        choices=ENVIRONMENT_CHOICES,
    ),
)
