"""`settings`: list, get, set, and secrets, which are read from standard input."""

import argparse
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import Text, TextValue, text
from desktop_app.cli.commands import settings_account, settings_files
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.secret_input import read_secret
from desktop_app.cli.session import Session


def add_to(commands: Commands) -> None:
    """Add this group."""
    settings = commands.group("settings", text("Look at the settings and change them."))
    settings.add("list", text("List all settings with their values."), list_settings)
    for name, help_text, handler in (
        ("get", text("Show one setting."), get_setting),
        ("set", text("Change one setting."), set_setting),
        (
            "set-secret",
            text("Store a secret, read from standard input, in the system's keyring."),
            set_secret,
        ),
    ):
        parser = settings.add(name, help_text, handler)
        parser.add_argument("key", metavar="KEY", help=settings.say(text("for example digipost.sender_id")))
        if name == "set":
            parser.add_argument("value", metavar="VALUE", help=settings.say(text("the new value")))
    settings_files.add_to(settings)
    settings_account.add_to(settings)


def list_settings(_options: argparse.Namespace, session: Session) -> Reply:
    """Every setting, secrets only as "stored" or not."""
    settings = [declaration for declaration, _value in session.services.settings.items()]
    rows = [(setting.key, _shown(setting, session), setting.label) for setting in settings]
    headings = (text("Setting"), text("Value"), text("Meaning"))
    return Reply(
        {"settings": [_as_data(setting, session) for setting in settings]}, (TextTable(headings, rows),)
    )


def get_setting(options: argparse.Namespace, session: Session) -> Reply:
    """One setting. A secret is never shown, only whether there is one."""
    setting = session.services.settings.declaration(options.key)
    return Reply(_as_data(setting, session), (text("{value}", value=_shown(setting, session)),))


def set_setting(options: argparse.Namespace, session: Session) -> Reply:
    """Change a setting after its check."""
    settings = session.services.settings
    setting = settings.declaration(options.key)
    settings.set(options.key, _lasting(setting, options.value))
    done = text("{setting} is now {value}.", setting=setting.key, value=_shown(setting, session))
    return Reply(_as_data(setting, session), (done,))


def _lasting(setting: Setting, written: str) -> str:
    """A path as it holds from any folder: the next run may start elsewhere."""
    if setting.type in {SettingType.FILE, SettingType.FOLDER} and written.strip():
        return str(Path(written.strip()).expanduser().absolute())
    return written


def set_secret(options: argparse.Namespace, session: Session) -> Reply:
    """Store what comes on standard input. An empty line removes the secret."""
    services = session.services
    setting = services.settings.declaration(options.key)
    if setting.type is not SettingType.SECRET:
        raise InputError(
            title=text("{setting} is not a secret.", setting=setting.key),
            message=text("Only passwords and keys are stored with “settings set-secret”."),
            hint=text("Use “settings set {setting} VALUE”.", setting=setting.key),
        )
    secret = read_secret(setting.label, session)
    services.secrets.set(setting.key, secret)
    done = (
        text("{setting} is stored in the keyring.", setting=setting.key)
        if secret
        else text("{setting} was removed from the keyring.", setting=setting.key)
    )
    return Reply(_as_data(setting, session), (done,))


def _as_data(setting: Setting, session: Session) -> dict[str, object]:
    data: dict[str, object] = {"key": setting.key, "type": str(setting.type), "label": setting.label}
    if setting.type is SettingType.SECRET:
        return data | {"secret": True, "stored": _is_stored(setting, session)}
    settings = session.services.settings
    return data | {
        "value": settings.get(setting.key),
        "default": setting.default,
        "is_set": settings.is_set(setting.key),
        "locked": settings.is_locked(setting.key),
    }


def _shown(setting: Setting, session: Session) -> TextValue:
    if setting.type is SettingType.SECRET:
        return _stored_words(setting, session)
    return setting.write(session.services.settings.get(setting.key))


def _stored_words(setting: Setting, session: Session) -> Text:
    return text("stored") if _is_stored(setting, session) else text("not stored")


def _is_stored(setting: Setting, session: Session) -> bool:
    return session.services.secrets.get(setting.key) is not None
