"""Reading what a server answers, which may send without end, in pieces of any size, or never be done."""

from typing import TYPE_CHECKING

from desktop_app.base.clock import Clock

if TYPE_CHECKING:
    import requests


def read_answer(answer: "requests.Response", most_bytes: int, most_seconds: float, clock: Clock) -> bytes:
    """The answer's body, at most so many bytes of it, for about so long. The answer is closed then.

    The answer was asked for with `stream=True`. What goes wrong on the way is raised as the libraries raise it.
    """
    body = bytearray()
    ends = clock.monotonic() + most_seconds
    with answer:
        while len(body) < most_bytes and clock.monotonic() <= ends:
            piece = answer.raw.read1(most_bytes, decode_content=True)
            if not piece:
                break
            body += piece
    return bytes(body[:most_bytes])
