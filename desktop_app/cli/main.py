"""The command line's way through: read, do, answer, and end with the right status."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Sequence

from desktop_app.base.texts import text
from desktop_app.base.translate import Translator, load_translator
from desktop_app.cli.failures import Failure, failure_from
from desktop_app.cli.global_options import GlobalOptions, read_global_options
from desktop_app.cli.parser import build_parser
from desktop_app.cli.replies import Reply, write_json, write_words
from desktop_app.cli.session import Session, Surroundings
from desktop_app.cli.usage import InformationAsked
from desktop_app.services import choose_language, stored_language

DONE, NEEDS_PERSON = 0, 1
"""Exit statuses of a command that did its work; those of one that did not are in `failures`."""


def main() -> int:
    """Run the command line of this process; returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a window's program on Windows has no real streams
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        return run(sys.argv[1:])
    except BrokenPipeError:
        # Whoever read the answer has gone; the interpreter must not complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return failure_from(BrokenPipeError()).exit_status


def _interrupt(_number: int, _frame: object) -> None:
    """Treat a request to terminate as Ctrl-C, which ends work in an orderly way."""
    raise KeyboardInterrupt


def run(arguments: Sequence[str], surroundings: Surroundings | None = None) -> int:
    """Run one command and return its exit status. Raises nothing but `BrokenPipeError`."""
    surroundings = surroundings or Surroundings()
    options = read_global_options(arguments)
    session = Session(surroundings, options, _translator(options, surroundings))
    answer = Answer(session)
    try:
        with contextlib.closing(session):
            reply = _reply(arguments, session)
            answer.give(reply)
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        failure = failure_from(error)
        answer.give_failure(failure)
        return failure.exit_status
    return NEEDS_PERSON if reply.needs_person else DONE


def _translator(options: GlobalOptions, surroundings: Surroundings) -> Translator:
    wanted = options.language or stored_language(options.place().folder, options.administrators_file())
    return load_translator(choose_language(wanted, surroundings.environment))


def _reply(arguments: Sequence[str], session: Session) -> Reply:
    try:
        options = build_parser(session.translator.render).parse_args(list(arguments))
    except InformationAsked as asked:
        return Reply({asked.field: asked.shown}, (text("{shown}", shown=asked.shown.rstrip()),))
    reply: Reply = options.handler(options, session)
    return reply


class Answer:
    """Writes the one answer of a run: to standard output, or, for a failure without --json, to the other."""

    def __init__(self, session: Session) -> None:
        self._outside = session.surroundings
        self._translator = session.translator
        self._as_json = session.as_json
        self._known = session.known
        self._begun = False

    def give(self, reply: Reply) -> None:
        """Write what the command answered."""
        self._begun = True
        if reply.data is None:
            return
        if self._as_json:
            write_json(reply.data, self._outside.out, self._translator)
        else:
            write_words(reply.words, self._outside.out, self._translator)
        self._outside.out.flush()

    def give_failure(self, failure: Failure) -> None:
        """Write why the command failed. Half an answer is not followed by a second JSON object."""
        if failure.report is not None:
            self._outside.err.write(failure.report + "\n")
        if self._as_json and not self._begun:
            write_json(failure.as_data() | self._known, self._outside.out, self._translator)
            self._outside.out.flush()
        else:
            words = (failure.title, failure.message, failure.hint)
            write_words(words, self._outside.err, self._translator)
