"""`settings make-key`, `show-key` and `test-connection`: the way into Digipost, and to Digis."""

import argparse

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.texts import Text, text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.secret_input import read_secret
from desktop_app.cli.session import Session
from desktop_app.digipost.ssh_keys import KeyKind
from desktop_app.jobs.lanes import JobContext, Lane
from desktop_app.services.connection_test import RENAME, ConnectionTest, StepState, TestStep
from desktop_app.services.digipost_keys import WHERE_TO_PASTE, DigipostKey

_MARKS = {
    StepState.WAITING: "·",
    StepState.NOT_ASKED_FOR: "–",
    StepState.DONE: "✓",
    StepState.ASKS: "?",
    StepState.PROBLEM: "✗",
}


def add_to(settings: Commands) -> None:
    """Add these commands to the group `settings`."""
    say = settings.say
    make = settings.add("make-key", text("Make the SSH key for Digipost."), make_key)
    make.add_argument(
        "--kind",
        choices=[kind.value for kind in KeyKind],
        default=KeyKind.ED25519.value,
        help=say(text("ed25519, or rsa with 4096 bits where the server takes no other")),
    )
    make.add_argument(
        "--passphrase", action="store_true", help=say(text("read a passphrase from standard input"))
    )
    make.add_argument(
        "--replace",
        action="store_true",
        help=say(text("make a new key although there is one; its file stays")),
    )
    settings.add("show-key", text("Show the public part of the SSH key."), show_key)
    test = settings.add("test-connection", text("Try everything that a mailing needs."), test_connection)
    test.add_argument(
        "--of", choices=("digipost", "digis"), default="digipost", help=say(text("which connection"))
    )
    test.add_argument(
        "--write", action="store_true", help=say(text("also put a small file there, rename it and remove it"))
    )


def make_key(options: argparse.Namespace, session: Session) -> Reply:
    """Make a key, have the settings name it, and show what to paste at Digipost."""
    passphrase = read_secret(text("The new key's passphrase"), session) if options.passphrase else ""
    key = session.services.digipost_keys().make(KeyKind(options.kind), passphrase, replace=options.replace)
    made = text("The key is in {file}.", file=str(key.file))
    return Reply(_key_data(key), (made, *_public_words(key), WHERE_TO_PASTE))


def show_key(_options: argparse.Namespace, session: Session) -> Reply:
    """The public part of the key in use."""
    key = session.services.digipost_keys().present()
    if key is None:
        words = text("There is no key yet. “settings make-key” makes one.")
        return Reply({"key_file": None, "kind": None, "fingerprint": None, "public_key": None}, (words,))
    return Reply(_key_data(key), _public_words(key))


def _key_data(key: DigipostKey) -> dict[str, object]:
    return {
        "key_file": key.file,
        "kind": key.public.kind,
        "fingerprint": key.public.fingerprint,
        "public_key": key.public.line,
    }


def _public_words(key: DigipostKey) -> tuple[Text, ...]:
    return text("{value}", value=key.public.line), text("Fingerprint: {value}", value=key.public.fingerprint)


def test_connection(options: argparse.Namespace, session: Session) -> Reply:
    """Try the connection, telling each step as it goes. What does not work is the command's failure."""
    if options.of == "digis":
        return _test_digis(session)
    told = _Told(session)

    def work(context: JobContext) -> ConnectionTest:
        tester = session.services.connection_tester()
        return tester.run(context, write=options.write, told=told.hear)

    test = session.run(Lane.DIGIPOST, text("Testing the connection"), work)
    data = _test_data(test)
    session.known |= data
    if test.failure is not None:
        raise test.failure
    return Reply(data, tuple(_test_words(test, session)))


def _test_digis(session: Session) -> Reply:
    knock = session.services.digis.test_connection()
    session.known |= {"works": knock.reached, "trusted": knock.trusted, "detail": knock.detail}
    if not knock.reached:
        raise EnvironmentFailure(
            title=text("Digis cannot be reached."),
            message=text("The test ended with {detail}. Nobody was sent.", detail=knock.detail),
            hint=text("Check the address in the settings and this computer's network."),
        )
    words = text("Digis is there, and its certificate is right. Nobody was sent.")
    return Reply(dict(session.known), (words,))


class _Told:
    """Says each step once, when something became of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._said: set[str] = set()

    def hear(self, test: ConnectionTest) -> None:
        """Say what is new."""
        for step in test.steps:
            if (
                step.state in {StepState.DONE, StepState.PROBLEM, StepState.ASKS}
                and step.key not in self._said
            ):
                self._said.add(step.key)
                self._session.tell(_step_words(step))


def _step_words(step: TestStep) -> Text:
    mark = _MARKS[step.state]
    if step.message is None or step.state in {StepState.PROBLEM, StepState.ASKS}:
        return text("{mark} {step}", mark=mark, step=step.title)
    return text("{mark} {step}: {what}", mark=mark, step=step.title, what=step.message)


def _test_data(test: ConnectionTest) -> dict[str, object]:
    shown = test.unknown_key
    return {
        "works": test.works,
        "steps": [
            {
                "step": step.key,
                "title": step.title,
                "state": step.state,
                "message": step.message,
                "hint": step.hint,
            }
            for step in test.steps
        ],
        "unknown_host_key": None if shown is None else {"kind": shown.kind, "fingerprint": shown.fingerprint},
        "may_rename": test.may_rename,
    }


def _test_words(test: ConnectionTest, session: Session) -> list[Text]:
    words = [text("The connection works.")]
    if test.may_rename and not session.services.settings.flag(RENAME):
        words.append(
            text(
                "Files can be renamed there. Uploads are safer under a temporary name: settings set {setting} true",
                setting=RENAME,
            )
        )
    return words
