"""What came of asking for a newer version, in a sentence."""

from collections.abc import Mapping

from desktop_app.base.texts import Text, text
from desktop_app.services.updates.asking import Answer
from desktop_app.services.updates.latest import Refusal

_REFUSALS: Mapping[Refusal, Text] = {
    Refusal.NOT_UNDERSTOOD: text("The information about newer versions could not be read."),
    Refusal.NOT_SIGNED_BY_US: text(
        "The information about newer versions is not signed by those who make Brevdue."
    ),
    Refusal.OF_ANOTHER_PROGRAM: text("The information about newer versions is about another program."),
    Refusal.TOO_OLD: text("The information about newer versions is too old to be true."),
    Refusal.SAID_BEFORE_ANOTHER: text("The information about newer versions is older than what came before."),
}


def words_of(answer: Answer) -> Text:
    """The sentence for a person who asked."""
    if answer.no_source:
        return text("This copy of Brevdue was built without a place to ask for newer versions.")
    if answer.unreachable:
        return text("The address for newer versions could not be reached.")
    if answer.refusal is not None:
        return _REFUSALS[answer.refusal]
    if answer.newer is not None:
        return text("Brevdue {version} is available.", version=answer.newer.version)
    return text("This is the newest version.")
