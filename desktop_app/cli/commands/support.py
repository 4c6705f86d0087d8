"""`support-bundle`: what a person can hand to whoever helps them, shown before it is sent anywhere."""

import argparse
from pathlib import Path

from desktop_app.base.texts import plural, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.cli.session import Session
from desktop_app.services.support_bundle import support_files, write_bundle


def add_to(commands: Commands) -> None:
    """Add this command."""
    about = text("Save how the program is and what it did, without names, numbers or secrets.")
    parser = commands.add("support-bundle", about, support_bundle)
    parser.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help=parser.say(text("the zip file to write"))
    )


def support_bundle(options: argparse.Namespace, session: Session) -> Reply:
    """Write the bundle, and say what stands in it."""
    files = support_files(session.services)
    target = options.out.expanduser().absolute()
    write_bundle(files, target, session.services.clock.now())
    sizes = [(file.name, len(file.content.encode()), file.about) for file in files]
    data = {
        "file": str(target),
        "files": [{"name": name, "bytes": size, "about": about} for name, size, about in sizes],
    }
    saved = plural(
        "{count} file is in {bundle}. Look at it before you send it to anybody.",
        "{count} files are in {bundle}. Look at them before you send them to anybody.",
        count=len(files),
        bundle=str(target),
    )
    return Reply(data, (saved, TextTable((text("File"), text("Bytes"), text("Meaning")), sizes)))
