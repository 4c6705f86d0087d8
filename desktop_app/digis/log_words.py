"""What the lines of the sync's log say, in words that any language can show.

The file keeps the member system's own signs, which other tools and the staff's habits rely on. They are put into
words when a line is shown, and found by these words too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from desktop_app.base.texts import Text, text
from desktop_app.digis.outbox import DeliveryState, Reason
from desktop_app.digis.sync_log import LogLine
from desktop_app.digis.words import REASON_WORDS, STATE_WORDS

Say = Callable[[Text], str]

_PERSON = re.compile(r"(\w+) (ExtInfo1:.+?, ExtInfo20:[^,]*)((?:, \w+:[^,]*)*)")
_RUN = re.compile(r"(\w+) (\w+:\d+(?:, \w+:\d+)*)")
_WHAT: Mapping[str, Text] = {
    **{state.value: STATE_WORDS[state] for state in DeliveryState},
    "resend": text("Queued again"),
    "arrived": text("Marked as arrived"),
}

_RUNS = {
    "begin": ("waiting", "withdrawn", "interrupted"),
    "end": ("sent", "failed", "unknown", "skipped"),
}
"""The lines about a whole run, and the numbers in them."""


def words_of(line: LogLine) -> Text:
    """What a line says; one that this program did not write says its own words."""
    person, run = _PERSON.fullmatch(line.message), _RUN.fullmatch(line.message)
    if person is not None and person[1] in _WHAT:
        return _of_person(person[1], person[2], _values(person[3]))
    if run is not None:
        said = _of_run(run[1], _values(run[2]))
        if said is not None:
            return said
    return text("{words}", words=line.message)


def moment_of(line: LogLine) -> datetime | str:
    """When a line was written; what stands there where that is no moment."""
    try:
        return datetime.fromisoformat(line.at)
    except ValueError:
        return line.at


def signs_of(word: str, say: Say) -> tuple[str, ...]:
    """The file's own signs of all that has this word in it where it is shown."""
    wanted = word.casefold()
    return tuple(sign for sign, words in _signs(say) if wanted in words.casefold())


def _of_person(what: str, person: str, details: Mapping[str, str]) -> Text:
    said = text("{what} · {person}", what=_WHAT[what], person=person)
    for name, value in details.items():
        said = text("{one} · {others}", one=said, others=_of_detail(name, value))
    return said


def _of_detail(name: str, value: str) -> Text:
    match name:
        case "externalId":
            return text("id at Digis: {id}", id=value)
        case "status":
            return text("Digis answered {status}", status=value)
        case "reason" if value in REASON_WORDS:
            return REASON_WORDS[Reason(value)]
        case "before" if value in STATE_WORDS:
            return text("before: {state}", state=STATE_WORDS[value])
    return text("{name}: {value}", name=name, value=value)


def _of_run(what: str, numbers: Mapping[str, str]) -> Text | None:
    match what, tuple(numbers):
        case "begin", names if names == _RUNS["begin"]:
            return text(
                "The sync began · waiting: {waiting} · ended: {withdrawn} · interrupted: {interrupted}",
                **numbers,
            )
        case "end", names if names == _RUNS["end"]:
            return text(
                "The sync ended · sent: {sent} · failed: {failed} · unknown: {unknown} · not sent: {skipped}",
                **numbers,
            )
    return None


def _values(details: str) -> dict[str, str]:
    return dict(part.split(":", 1) for part in details.split(", ") if part)


def _signs(say: Say) -> Iterator[tuple[str, str]]:
    """What stands in the file for what is shown, with the words: so much of it that no value is taken for it."""
    yield from ((f"| {what} ", say(words)) for what, words in _WHAT.items())
    yield from ((f", {name.casefold()}:", say(_of_detail(name, ""))) for name in ("externalId", "status"))
    yield from ((f", reason:{reason.value}", say(words)) for reason, words in REASON_WORDS.items())
    yield from ((f", before:{state}", say(_of_detail("before", state))) for state in STATE_WORDS)
    for what, names in _RUNS.items():
        said = _of_run(what, dict.fromkeys(names, ""))
        if said is not None:
            yield f"| {what} ", say(said)
    yield from _signs_of_days(say)


def _signs_of_days(say: Say) -> Iterator[tuple[str, str]]:
    """The months' names, and the days' numbers where they are written with a full stop."""
    for month in range(1, 13):
        parts = _parts_of_day(say, date(2000, month, 1))
        yield from ((f"-{month:02}-", part) for part in parts if not part.rstrip(".").isdigit())
    for day in range(1, 32):
        yield from (
            (f"-{day:02} ", part) for part in _parts_of_day(say, date(2000, 1, day)) if part == f"{day}."
        )


def _parts_of_day(say: Say, day: date) -> list[str]:
    return say(text("{day}", day=day)).split()
