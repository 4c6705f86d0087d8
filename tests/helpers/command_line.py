"""Running commands inside the test's process, with everything they say caught."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from desktop_app.base.clock import Clock, SystemClock
from desktop_app.base.secrets import MemorySecrets, SecretStore
from desktop_app.base.translate import Translator, load_translator
from desktop_app.cli.main import run
from desktop_app.cli.parser import build_parser
from desktop_app.cli.session import Surroundings
from desktop_app.cli.usage import CommandParser, Say


@dataclass(frozen=True, slots=True)
class Answered:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object on standard output. Anything beside it fails the test."""
        lines = self.out.splitlines()
        assert len(lines) == 1, f"not one line: {self.out!r} (and said: {self.err!r})"
        answer = json.loads(lines[0])
        assert isinstance(answer, dict)
        return answer

    @property
    def error(self) -> dict[str, str]:
        """The error object, with just its three fields."""
        error: dict[str, str] = self.data["error"]
        assert sorted(error) == ["hint", "message", "title"]
        assert all(error.values())
        return error

    @property
    def error_words(self) -> str:
        """Everything the error says."""
        return " ".join(self.error.values())


@dataclass
class CommandLine:
    """A data folder with the command line over it.

    The parser is kept from run to run: to build it takes longer than most commands. `builds_anew` is for tests that
    put other acts behind the commands.
    """

    folder: Path
    clock: Clock = field(default_factory=SystemClock)
    secrets: SecretStore = field(default_factory=MemorySecrets)
    environment: Mapping[str, str] = field(default_factory=lambda: {"LANG": "en_GB.UTF-8"})
    builds_anew: bool = False

    def run(self, *arguments: str | Path, stdin: str = "") -> Answered:
        """Run a command for a person."""
        return self._run([str(argument) for argument in arguments], stdin)

    def json(self, *arguments: str | Path, stdin: str = "") -> Answered:
        """Run a command for a script."""
        return self._run(["--json", *(str(argument) for argument in arguments)], stdin)

    def _run(self, arguments: Sequence[str], stdin: str) -> Answered:
        out, err = io.StringIO(), io.StringIO()
        surroundings = Surroundings(
            out=out,
            err=err,
            stdin=io.StringIO(stdin),
            environment=self.environment,
            clock=self.clock,
            secrets=self.secrets,
        )
        with pytest.MonkeyPatch.context() as patch:
            if not self.builds_anew:
                patch.setattr("desktop_app.cli.main.build_parser", _kept_parser)
            status = run(["--data-dir", str(self.folder), *arguments], surroundings)
        return Answered(status, out.getvalue(), err.getvalue())


def _kept_parser(say: Say) -> CommandParser:
    translator = getattr(say, "__self__", None)
    assert isinstance(translator, Translator)
    return _parser_in(translator.language)


@cache
def _parser_in(language: str) -> CommandParser:
    return build_parser(load_translator(language).render)
