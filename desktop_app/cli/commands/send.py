"""`send`: a whole mailing from a recipient file to Digipost."""

import argparse
from pathlib import Path

from desktop_app.base.errors import InputError
from desktop_app.base.settings import Settings
from desktop_app.base.texts import Text, text
from desktop_app.cli.choosing import add_recipient_options, add_wait_option, moment_typed, pairs_of
from desktop_app.cli.letters import LettersWanted
from desktop_app.cli.mailing_replies import dry_run_reply, mailing_reply
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.sending import MailingRun
from desktop_app.cli.session import Session
from desktop_app.cli.usage import CommandParser, UsageError
from desktop_app.mailing.options import (
    InvoiceOptions,
    MailingOptions,
    Pattern,
    PrintOptions,
    ReturnAddress,
    Security,
    options_for,
)

PATTERNS = (Pattern.SPLIT_FIRST, Pattern.FROM_REGISTER, Pattern.MAILING_ONLY, Pattern.WITH_PRINT)


def add_to(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add("send", text("Send a letter to each recipient."), send)
    say = parser.say
    parser.add_argument(
        "--pattern",
        required=True,
        choices=[str(pattern) for pattern in PATTERNS],
        help=say(text("the way of mailing")),
    )
    add_recipient_options(parser)
    _add_letter_options(parser)
    _add_delivery_options(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help=say(text("check everything; change and send nothing"))
    )
    parser.add_argument(
        "--all-or-nothing",
        action="store_true",
        help=say(text("send nothing when anybody would have to be left out")),
    )
    parser.add_argument(
        "--reason",
        metavar="TEXT",
        help=say(text("why letters that look doubtful are right all the same; else they are left out")),
    )
    add_wait_option(parser)


def _add_letter_options(parser: CommandParser) -> None:
    say = parser.say
    _add_document_options(parser)
    parser.add_argument("--subject", metavar="TEXT", required=True, help=say(text("the letter's subject")))
    parser.add_argument(
        "--name", metavar="TEXT", help=say(text("what to call the mailing; else the subject"))
    )
    parser.add_argument(
        "--invoice-columns",
        metavar="FIELD=COLUMN",
        nargs="*",
        help=say(text("the letters are invoices; where kid, amount, account and due_date stand")),
    )


def _add_document_options(parser: CommandParser) -> None:
    say = parser.say
    document = parser.add_mutually_exclusive_group(required=True)
    document.add_argument(
        "--document", metavar="PDF", type=Path, help=say(text("the same letter for everybody"))
    )
    document.add_argument(
        "--document-column", metavar="COLUMN", help=say(text("the column that names each one's letter"))
    )
    parser.add_argument(
        "--documents-dir",
        metavar="DIR",
        type=Path,
        help=say(text("the folder with the files that rows name")),
    )
    parser.add_argument(
        "--attachment",
        metavar="PDF",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help=say(text("enclosed with every letter")),
    )


def _add_delivery_options(parser: CommandParser) -> None:
    say = parser.say
    parser.add_argument(
        "--deliver-at", metavar="TIME", type=moment_typed, help=say(text("not before then: 2027-01-31T08:00"))
    )
    parser.add_argument(
        "--sms-after",
        metavar="HOURS",
        type=int,
        action="append",
        default=[],
        help=say(text("an SMS after so many hours if the letter is unread")),
    )
    parser.add_argument(
        "--security",
        choices=[str(level) for level in Security],
        default=str(Security.PASSWORD),
        help=say(text("how one logs in to open the letter")),
    )
    parser.add_argument(
        "--sensitive", action="store_true", help=say(text("hide sender and subject until login"))
    )
    parser.add_argument("--colour", action="store_true", help=say(text("with print: in colour")))
    parser.add_argument("--first-class", action="store_true", help=say(text("with print: by A-post")))


def send(options: argparse.Namespace, session: Session) -> Reply:
    """Check, confirm and send; or with --dry-run only check, on a copy of the data."""
    if not options.dry_run:
        return _run(options, session)
    with session.trial() as trial:
        return _run(options, trial)


def _run(options: argparse.Namespace, session: Session) -> Reply:
    run = MailingRun(
        session,
        mailing_options(options, session.services.settings),
        letters_wanted(options),
        reason=options.reason,
        all_or_nothing=options.all_or_nothing,
    )
    plan = run.check()
    if options.dry_run:
        return dry_run_reply(plan, run.left_out(), run.warnings())
    detail = run.send(plan, options.wait)
    return mailing_reply(detail, run.left_out(), run.warnings())


def letters_wanted(options: argparse.Namespace) -> LettersWanted:
    """Which recipients and files the options name. Raises `UsageError` for those that do not fit together."""
    own = options.document_column is not None
    if own and options.recipients is None:
        raise _contradiction(text("--document-column needs --recipients FILE: only a file has columns."))
    if own and options.documents_dir is None:
        raise _contradiction(text("--document-column needs --documents-dir DIR."))
    columns = pairs_of(options.map, "--map") + pairs_of(options.invoice_columns or (), "--invoice-columns")
    if own:
        columns.append(("document", options.document_column))
    return LettersWanted(
        recipients=options.recipients,
        sheet=options.sheet,
        columns=columns,
        own_documents=own,
        documents_folder=options.documents_dir,
        as_invoices=options.invoice_columns is not None,
    )


def mailing_options(options: argparse.Namespace, settings: Settings) -> MailingOptions:
    """The choices for the ledger. Raises `InputError` when the return address for print is not set."""
    pattern = Pattern(options.pattern)
    return options_for(
        pattern,
        name=(options.name or options.subject)[:80],
        subject=options.subject,
        common_document=str(options.document.absolute()) if options.document else None,
        common_attachments=tuple(str(path.absolute()) for path in options.attachment),
        sms_after_hours=tuple(options.sms_after),
        security=Security(options.security),
        sensitive=options.sensitive,
        deliver_at=options.deliver_at,
        invoice=None if options.invoice_columns is None else InvoiceOptions(),
        auto_approve=settings.flag("digipost.auto_approve"),
        printing=_printing(options, settings) if pattern is Pattern.WITH_PRINT else None,
    )


def _printing(options: argparse.Namespace, settings: Settings) -> PrintOptions:
    parts = {}
    for part in ("name", "address1", "postcode", "city"):
        key = f"print.return_{part}"
        parts[part] = settings.text(key)
        if not parts[part]:
            raise InputError(
                title=text("The return address is missing."),
                message=text("Printed letters need one, and the setting {setting} is empty.", setting=key),
                hint=text("Set it with “settings set {setting} VALUE”.", setting=key),
            )
    return PrintOptions(ReturnAddress(**parts), colour=options.colour, first_class=options.first_class)


def _contradiction(message: Text) -> UsageError:
    return UsageError(
        title=text("The command was not understood."),
        message=message,
        hint=text("“{command} --help” shows what can be written.", command="brevdue-cli send"),
    )
