"""The frame of every command: one JSON object, exit statuses, languages, and failures in words."""

import argparse
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.base.errors import BrevdueError, Cancelled, EnvironmentFailure, InputError
from desktop_app.base.texts import text
from desktop_app.cli.commands import settings
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import Job, JobContext, Lane
from tests.helpers.command_line import CommandLine

Handler = Callable[[argparse.Namespace, Session], Reply]


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data", builds_anew=True)


@pytest.fixture
def answering(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Callable[[Handler], CommandLine]:
    """Put another act behind `settings list`."""

    def put(handler: Handler) -> CommandLine:
        monkeypatch.setattr(settings, "list_settings", handler)
        return line

    return put


def raising(error: BaseException) -> Handler:
    def handler(_options: argparse.Namespace, _session: Session) -> Reply:
        raise error

    return handler


def interrupt_once(monkeypatch: pytest.MonkeyPatch, begun: threading.Event) -> None:
    """Press Ctrl-C once while the command waits for work that has begun."""
    original, interrupts = Job.wait, [KeyboardInterrupt()]

    def wait(self: Job[None], seconds: float | None = None) -> bool:
        if interrupts and begun.wait(20):
            raise interrupts.pop()
        return original(self, seconds)

    monkeypatch.setattr(Job, "wait", wait)


class TestAnswers:
    def test_a_person_gets_words_and_a_script_gets_one_object(self, line: CommandLine) -> None:
        assert "Setting" in line.run("settings", "list").out
        assert "settings" in line.json("settings", "list").data

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--json", "settings", "get", "digipost.port"],
            ["settings", "--json", "get", "digipost.port"],
            ["settings", "get", "--json", "digipost.port"],
            ["settings", "get", "digipost.port", "--json"],
        ],
    )
    def test_the_global_options_stand_anywhere(self, line: CommandLine, arguments: list[str]) -> None:
        assert line.run(*arguments).data["value"] == 22

    def test_needing_a_person_is_status_1(self, answering: Callable[[Handler], CommandLine]) -> None:
        line = answering(lambda _options, _session: Reply({"left": 3}, needs_person=True))
        answer = line.json("settings", "list")
        assert (answer.status, answer.data) == (1, {"left": 3})

    def test_the_version(self, line: CommandLine) -> None:
        assert line.run("--version").out == f"{__version__}\n"
        assert line.json("--version").data == {"version": __version__}

    def test_help_is_no_error(self, line: CommandLine) -> None:
        answer = line.run("settings", "--help")
        assert answer.status == 0
        assert "set-secret" in answer.out
        assert "set-secret" in line.json("settings", "--help").data["help"]


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ([], "Missing: COMMAND."),
            (["bake"], "'bake' is not one of"),
            (["settings"], "Missing: COMMAND."),
            (["settings", "get"], "Missing: KEY."),
            (["settings", "get", "a", "b"], "Unknown here: b."),
            (["settings", "list", "--colour"], "Unknown here: --colour."),
            (["receipts", "fetch", "--wait"], "--wait: a value is missing."),
            (["receipts", "fetch", "--wait", "soon"], "--wait: 'soon' is not a number that fits."),
            (["split"], "One of these is needed: --all --recipients."),
            (["split", "--all", "--recipients", "x"], "--recipients and --all cannot"),
            (["register", "import", "x", "--map", "name"], "“name” is not of the form FIELD=COLUMN."),
            (["--language", "tlh", "settings", "list"], "--language: 'tlh' is not one of"),
        ],
    )
    def test_what_is_not_understood_is_said_with_status_2(
        self, line: CommandLine, arguments: list[str], words: str
    ) -> None:
        answer = line.json(*arguments)
        assert answer.status == 2
        assert words in answer.error["message"]
        assert not line.folder.exists()

    def test_a_person_reads_it_on_standard_error(self, line: CommandLine) -> None:
        answer = line.run("bake")
        assert (answer.status, answer.out) == (2, "")
        assert answer.err.splitlines()[0] == "The command was not understood."

    def test_options_are_not_guessed_from_their_beginning(self, line: CommandLine) -> None:
        assert line.json("receipts", "fetch", "--wai", "1").status == 2


class TestFailures:
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (InputError(title=text("Wrong"), message=text("Row 1."), hint=text("Mend it.")), 2),
            (EnvironmentFailure(title=text("Cut"), message=text("Off."), hint=text("Later.")), 3),
            (PermissionError(13, "Permission denied", "/locked"), 3),
            (Cancelled(), 4),
            (KeyboardInterrupt(), 4),
            (ZeroDivisionError(), 3),
        ],
    )
    def test_each_kind_of_failure_has_its_status(
        self, answering: Callable[[Handler], CommandLine], error: BaseException, status: int
    ) -> None:
        answer = answering(raising(error)).json("settings", "list")
        assert answer.status == status
        assert answer.error["title"] == (
            str(error.title) if isinstance(error, BrevdueError) else answer.error["title"]
        )

    def test_a_bug_comes_with_a_report_that_holds_no_data(
        self, answering: Callable[[Handler], CommandLine]
    ) -> None:
        answer = answering(raising(KeyError("01819012345"))).json("settings", "list")
        assert answer.error["title"] == "A fault in the program"
        assert "KeyError" in answer.err
        assert "01819012345" not in answer.err + answer.out

    def test_what_is_known_by_then_is_said_too(self, answering: Callable[[Handler], CommandLine]) -> None:
        def handler(_options: argparse.Namespace, session: Session) -> Reply:
            session.known["mailing_id"] = 7
            raise Cancelled

        assert answering(handler).json("settings", "list").data["mailing_id"] == 7

    def test_half_an_answer_is_not_followed_by_a_second_object(
        self, answering: Callable[[Handler], CommandLine]
    ) -> None:
        def broken() -> object:
            yield 1
            raise EnvironmentFailure(title=text("Cut"), message=text("Off."), hint=text("Later."))

        answer = answering(lambda _options, _session: Reply({"items": broken()})).json("settings", "list")
        assert answer.status == 3
        assert answer.out == '{"items": [1'
        assert "Cut" in answer.err

    def test_a_data_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        answer = CommandLine(tmp_path / "file" / "data").json("settings", "list")
        assert answer.status == 3
        assert "file" in answer.error["message"]


class TestStopping:
    def test_ctrl_c_asks_the_work_to_stop_and_waits_for_it(
        self, answering: Callable[[Handler], CommandLine], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun, ended = threading.Event(), []

        def work(context: JobContext) -> None:
            begun.set()
            assert context.stop.wait(20)
            ended.append("in an orderly way")
            context.check_cancelled()

        def handler(_options: argparse.Namespace, session: Session) -> Reply:
            session.run(Lane.FILES, text("Work"), work)
            return Reply({})

        interrupt_once(monkeypatch, begun)
        answer = answering(handler).json("settings", "list")
        assert (answer.status, ended) == (4, ["in an orderly way"])
        assert answer.error["title"] == "Stopped."

    def test_after_ctrl_c_no_other_work_is_begun(
        self, answering: Callable[[Handler], CommandLine], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun, done = threading.Event(), []

        def deaf(context: JobContext) -> None:
            begun.set()
            assert context.stop.wait(20)
            done.append("past the point of stopping")

        def handler(_options: argparse.Namespace, session: Session) -> Reply:
            session.run(Lane.FILES, text("Work"), deaf)
            session.run(Lane.FILES, text("Work"), lambda _context: done.append("more work"))
            return Reply({})

        interrupt_once(monkeypatch, begun)
        answer = answering(handler).json("settings", "list")
        assert (answer.status, done) == (4, ["past the point of stopping"])


class TestLanguages:
    @pytest.mark.parametrize(
        ("language", "title"),
        [
            ("nb", "Kommandoen ble ikke forstått."),
            ("sv", "Kommandot gick inte att förstå."),
            ("en", "The command was not understood."),
        ],
    )
    def test_the_language_is_chosen_on_the_command_line(
        self, line: CommandLine, language: str, title: str
    ) -> None:
        assert line.json("--language", language, "bake").error["title"] == title

    @pytest.mark.parametrize(
        ("variables", "title"),
        [
            ({"LANG": "nb_NO.UTF-8"}, "Kommandoen ble ikke forstått."),
            ({"LANG": "nn_NO"}, "Kommandoen ble ikke forstått."),
            ({"LANG": "en_GB", "LC_ALL": "sv_SE.UTF-8"}, "Kommandot gick inte att förstå."),
            ({"LANG": "de_DE.UTF-8"}, "The command was not understood."),
        ],
    )
    def test_else_it_is_the_computers(self, line: CommandLine, variables: dict[str, str], title: str) -> None:
        line.environment = variables
        assert line.json("bake").error["title"] == title

    def test_the_setting_goes_before_the_computers(self, line: CommandLine) -> None:
        line.run("settings", "set", "app.language", "sv")
        assert line.json("bake").error["title"] == "Kommandot gick inte att förstå."

    def test_json_keeps_letters_as_they_are(self, line: CommandLine) -> None:
        assert "forstått" in line.json("--language", "nb", "bake").out

    def test_help_is_translated(self, line: CommandLine) -> None:
        shown = line.run("--language", "nb", "settings", "--help").out
        assert "Bruk:" in shown
        assert "Vis alle innstillinger" in shown
        for english in ("usage:", "options:", "show this help", "Commands"):
            assert english not in shown


def test_the_answer_is_one_line_of_json_even_with_line_breaks_in_it(
    answering: Callable[[Handler], CommandLine],
) -> None:
    answer = answering(lambda _options, _session: Reply({"text": "two\nlines"})).json("settings", "list")
    assert json.loads(answer.out) == {"text": "two\nlines"}
    assert answer.out.count("\n") == 1
