"""`sandbox serve`: a Digipost and a Digis of one's own, for trying out and for tests from outside."""

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app.base.errors import Cancelled
from desktop_app.base.events import Events
from desktop_app.base.texts import text
from desktop_app.cli.parser import Commands
from desktop_app.cli.replies import Reply
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane, Lanes


def add_to(commands: Commands) -> None:
    """Add this group."""
    sandbox = commands.group("sandbox", text("A Digipost and a Digis of one's own."))
    say = sandbox.say
    serve_parser = sandbox.add("serve", text("Serve on this computer until stopped."), serve)
    serve_parser.add_argument(
        "--port", metavar="N", type=int, default=0, help=say(text("Digipost's port; without it any free one"))
    )
    serve_parser.add_argument(
        "--slow", action="store_true", help=say(text("answer after seconds, so that each state can be seen"))
    )


def serve(options: argparse.Namespace, session: Session) -> Reply:
    """Say in one JSON line how to reach it, and serve. Being stopped is its proper end."""
    from desktop_app.sandbox.behaviour import PROMPT, TRAINING
    from desktop_app.sandbox.serving import serve as serve_both

    outside = session.surroundings
    lanes = Lanes(Events(), outside.clock)

    def work(context: JobContext) -> None:
        with _folder(session) as folder:
            serve_both(
                folder,
                out=outside.out,
                stop=context.stop,
                port=options.port,
                behaviour=TRAINING if options.slow else PROMPT,
                clock=outside.clock,
            )

    with contextlib.suppress(Cancelled):
        session.wait_for(lanes.submit(Lane.DIGIPOST, text("Serving"), work))
    return Reply(None)


@contextlib.contextmanager
def _folder(session: Session) -> Iterator[Path]:
    """Where the servers keep what they have: in the data folder that was named, or nowhere for long."""
    if session.chosen_data_folder is not None:
        yield session.chosen_data_folder.absolute() / "sandbox"
        return
    with tempfile.TemporaryDirectory(prefix="brevdue-sandbox-") as folder:
        yield Path(folder)
