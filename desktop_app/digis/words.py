"""The sync's states and reasons in words, for the window and the command line."""

from collections.abc import Mapping

from desktop_app.base.texts import Text, text
from desktop_app.digis.outbox import DeliveryState, Reason
from desktop_app.digis.outcomes import Knock
from desktop_app.digis.queries import NEVER_QUEUED

STATE_WORDS: Mapping[str, Text] = {
    DeliveryState.WAITING: text("Waiting"),
    DeliveryState.SENDING: text("Being sent"),
    DeliveryState.SENT: text("Sent to Digis"),
    DeliveryState.FAILED: text("Failed"),
    DeliveryState.UNKNOWN: text("Unknown"),
    DeliveryState.WITHDRAWN: text("Ended"),
    NEVER_QUEUED: text("Not active"),
}

REASON_WORDS: Mapping[Reason, Text] = {
    Reason.REFUSED: text("Digis refused the person"),
    Reason.NO_EXTERNAL_ID: text("Digis answered with an error"),
    Reason.NO_ANSWER: text("No usable answer came, so nobody knows whether Digis has the person"),
    Reason.PROGRAM_ENDED: text("The program ended in the middle of the call"),
    Reason.NOT_REACHED: text("Digis could not be reached, or asked to come back later"),
    Reason.RESTORED: text("The data came back from a backup, and they may have been sent after it was made"),
    Reason.SUBSCRIPTION_ENDED: text("The subscription ended before the person was sent"),
}


def knock_words(knock: Knock) -> Text:
    """What a look at the server found."""
    if knock.reached:
        return text("Digis is there, and its certificate is right. Nobody was sent.")
    if not knock.trusted:
        return text(
            "Something answers there, but its certificate is not to be trusted, so nothing is sent ({detail}).",
            detail=knock.detail,
        )
    return text(
        "Nothing answers there ({detail}). Look at the address and at this computer's network.",
        detail=knock.detail,
    )


def reason_words(
    reason: Reason | None, status_code: int | None = None, detail: str | None = None
) -> Text | None:
    """Why somebody was not sent, with what Digis answered where it did; None without a reason."""
    if reason is None:
        return None
    words = REASON_WORDS[reason]
    if status_code is not None and detail:
        return text("{reason} ({status}): {answer}", reason=words, status=str(status_code), answer=detail)
    if status_code is not None:
        return text("{reason} ({status})", reason=words, status=str(status_code))
    return words
