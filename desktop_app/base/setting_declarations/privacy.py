"""How long each kind of thing is kept. 0 stands for ever."""

from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import Text, text

_PRIVACY = text("Privacy")
_TEN_YEARS = 3660


def _days(key: str, label: Text, help_text: Text, default: int) -> Setting:
    return Setting(
        key=key,
        group=_PRIVACY,
        label=label,
        help=help_text,
        type=SettingType.INTEGER,
        default=default,
        highest=_TEN_YEARS,
    )


SETTINGS: tuple[Setting, ...] = (
    _days(
        "retention.job_files_days",
        text("Days to keep what was sent to Digipost"),
        text("The zip files with letters and names, from the day their job ended. 0 keeps them for ever."),
        90,
    ),
    _days(
        "retention.receipts_days",
        text("Days to keep receipts"),
        text("The receipt files as they came. What they said stays in the mailing. 0 keeps them for ever."),
        365,
    ),
    _days(
        "retention.letters_days",
        text("Days to keep corrected letters"),
        text("Letters that Brevdue made or copied. Your own files are never touched. 0 keeps them for ever."),
        180,
    ),
    _days(
        "retention.drafts_days",
        text("Days to keep drafts of mailings that were sent"),
        text("What was chosen in the wizard. The mailing itself stays. 0 keeps them for ever."),
        90,
    ),
    _days(
        "retention.exports_days",
        text("Days to keep exports in Brevdue's own folder"),
        text("Exports that you saved elsewhere are never touched. 0 keeps them for ever."),
        30,
    ),
    _days(
        "retention.backups_days",
        text("Days to keep backups"),
        text("The newest one always stays. 0 keeps them for ever."),
        180,
    ),
    _days(
        "retention.logs_days",
        text("Days to keep logs"),
        text("The logs of the program and of the Digis sync. 0 keeps them for ever."),
        365,
    ),
    _days(
        "retention.lookups_days",
        text("Days to keep what old lookups said of each person"),
        text("The newest answer about each recipient always stays. 0 keeps them for ever."),
        1095,
    ),
    _days(
        "retention.audit_days",
        text("Days to keep who looked, exported or sent"),
        text("The list on the page Privacy. 0 keeps it for ever."),
        1825,
    ),
)
