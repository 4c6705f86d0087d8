"""`settings export` and `settings import`: a folder's settings as a file, without secrets."""

import argparse
from pathlib import Path

from desktop_app import __version__
from desktop_app.base.settings_files import (
    ImportPlan,
    SettingsFileWrong,
    plan_import,
    read_settings_file,
    write_settings_file,
)
from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session


def add_to(settings: Commands) -> None:
    """Add these commands to the group `settings`."""
    say = settings.say
    export = settings.add("export", text("Write the settings to a file, without secrets."), export_settings)
    export.add_argument("file", metavar="FILE", type=Path, help=say(text("the file to write")))
    taking = settings.add("import", text("Take settings from a file: all of them or none."), import_settings)
    taking.add_argument("file", metavar="FILE", type=Path, help=say(text("a file of “settings export”")))
    taking.add_argument("--dry-run", action="store_true", help=say(text("only say what would change")))


def export_settings(options: argparse.Namespace, session: Session) -> Reply:
    """Write what was chosen here."""
    file = options.file.absolute()
    keys = write_settings_file(session.services.settings, file, __version__)
    done = plural(
        "{count} setting is in {file}.", "{count} settings are in {file}.", count=len(keys), file=str(file)
    )
    return Reply({"file": file, "settings": keys}, (done,))


def import_settings(options: argparse.Namespace, session: Session) -> Reply:
    """Check every line, and then change everything at once or nothing."""
    settings = session.services.settings
    plan = plan_import(settings, read_settings_file(options.file))
    session.known |= _as_data(plan, changed=False)
    if plan.problems:
        raise SettingsFileWrong(plan.path, plan.problems)
    if not options.dry_run:
        plan.carry_out(settings)
    words = _words(plan, dry_run=options.dry_run)
    return Reply(_as_data(plan, changed=not options.dry_run), words, needs_person=bool(plan.left_out))


def _as_data(plan: ImportPlan, *, changed: bool) -> dict[str, object]:
    return {
        "changed": changed,
        "changes": [
            {"key": change.setting.key, "before": change.before, "after": change.after}
            for change in plan.changes
        ],
        "same": plan.same,
        "left_out": [{"key": each.key, "message": each.message} for each in plan.left_out],
        "problems": [{"key": each.key, "message": each.message} for each in plan.problems],
    }


def _words(plan: ImportPlan, *, dry_run: bool) -> list[Text | TextTable]:
    words: list[Text | TextTable] = []
    if plan.changes:
        rows = [(change.setting.key, change.before, change.after) for change in plan.changes]
        words.append(TextTable((text("Setting"), text("Now"), text("In the file")), rows))
    count = len(plan.changes)
    if dry_run:
        words.append(plural("{count} setting would change.", "{count} settings would change.", count=count))
    else:
        words.append(plural("{count} setting was changed.", "{count} settings were changed.", count=count))
    words += [
        text("Not taken: {setting}. {why}", setting=each.key, why=each.message) for each in plan.left_out
    ]
    return words
