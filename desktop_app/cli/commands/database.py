"""`database`: whether the data is encrypted, its recovery code, backups, and coming back from them."""

import argparse
from pathlib import Path

from desktop_app.base.encryption import FileForm, form_of
from desktop_app.base.paths import DataFolder
from desktop_app.base.texts import Text, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import Lane
from desktop_app.privacy.audit import Act
from desktop_app.services import secrets_of
from desktop_app.services.restoring import back_up, recovery_code_of, restore_backup, unlock_with


def add_to(commands: Commands) -> None:
    """Add this group."""
    database = commands.group("database", text("The file with the data: its key, and backups of it."))
    database.add("status", text("Say whether the data is encrypted, and why not."), status)
    database.add(
        "recovery-code",
        text("Show the code that opens the data on another computer. Print it and lock it away."),
        show_recovery_code,
    )
    database.add("back-up", text("Make a backup of the data now, encrypted as the data is."), make_backup)
    parser = database.add(
        "restore",
        text("Open the data with a recovery code from standard input, or come back to a backup."),
        restore,
    )
    parser.add_argument(
        "--backup",
        metavar="FILE",
        type=Path,
        help=database.say(text("the backup to come back to; what is there now is kept among the backups")),
    )


def status(_options: argparse.Namespace, session: Session) -> Reply:
    """Whether the data is encrypted, and which backups there are."""
    services = session.services
    why = services.protection.why_plain
    backups = sorted(services.folder.backups.glob("*.sqlite"))
    words: Text = text("The data is encrypted, with its key in the keyring.") if why is None else why.words()
    return Reply(
        {
            "encrypted": why is None,
            "reason": why,
            "file": services.folder.database_file,
            "backups": [
                {"file": path, "encrypted": form_of(path) is FileForm.CLOSED, "bytes": path.stat().st_size}
                for path in backups
            ],
        },
        (words, *(text("Backup: {file}", file=str(path)) for path in backups)),
    )


def show_recovery_code(_options: argparse.Namespace, session: Session) -> Reply:
    """The code, which is a secret: whoever has it and the file can read everything."""
    code = recovery_code_of(session.services.secrets)
    session.services.privacy.audit.note(Act.CODE_SHOWN)
    words = (
        text("{code}", code=code),
        text("Print it and lock it away. Whoever has it and a copy of the data can read everything."),
    )
    return Reply({"recovery_code": code}, words)


def make_backup(_options: argparse.Namespace, session: Session) -> Reply:
    """A copy in the folder for backups."""
    services = session.services
    path = session.run(
        Lane.FILES,
        text("Making a backup"),
        lambda _context: back_up(services.database, services.folder, services.clock),
    )
    services.privacy.audit.note(Act.BACKED_UP, about=path.name)
    encrypted = services.protection.is_encrypted
    return Reply({"file": path, "encrypted": encrypted}, (text("The backup is {file}.", file=str(path)),))


def restore(options: argparse.Namespace, session: Session) -> Reply:
    """Store the code's key, or put a backup in the place of the data. Nothing is opened before."""
    outside = session.surroundings
    folder = DataFolder(session.data_folder.absolute()).create()
    secrets = secrets_of(folder, outside.secrets, outside.environment)
    code = _read_code(session, optional=options.backup is not None)
    if options.backup is None:
        unlock_with(folder, secrets, code)
        return Reply({"unlocked": True}, (text("The code fits. Brevdue opens the data from now on."),))
    kept = restore_backup(folder, secrets, outside.clock, options.backup.absolute(), code or None)
    words = [
        text("The data is that of {file} again.", file=str(options.backup)),
        text(
            "What was sent after it was made is not in it. So mailings in it wait until somebody has looked in"
            " Digipost, and the sync until the gym system's newest file is imported."
        ),
    ]
    if kept is not None:
        words.append(text("What was there before is kept as {file}.", file=str(kept)))
    return Reply({"restored": options.backup.absolute(), "kept": kept}, words)


def _read_code(session: Session, *, optional: bool) -> str:
    stdin = session.surroundings.stdin
    if stdin.isatty():
        if optional:
            session.tell(text("Type the backup's recovery code, or nothing if it was made on this computer:"))
        else:
            session.tell(text("Type the recovery code:"))
        return stdin.readline().strip()
    return stdin.read().strip()
