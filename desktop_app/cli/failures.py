"""Every way in which a command can fail, with its words and its exit status."""

from dataclasses import dataclass

from desktop_app.base.errors import BrevdueError, Cancelled
from desktop_app.base.texts import Text, text
from desktop_app.digipost.sftp_errors import HostKeyUnknown
from desktop_app.digis.errors import DigisOff
from desktop_app.jobs.failures import failure_of
from desktop_app.services import AccountIncomplete

BAD_INPUT, SURROUNDINGS_FAILED, CANCELLED = 2, 3, 4
"""Exit statuses of the contract for a command that did not do its work."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed command: its exit status, its words, and for a fault in the program a report for its makers."""

    exit_status: int
    title: Text
    message: Text
    hint: Text
    report: str | None = None

    def as_data(self) -> dict[str, object]:
        """The JSON object of the contract."""
        return {"error": {"title": self.title, "message": self.message, "hint": self.hint}}


def failure_from(error: BaseException) -> Failure:
    """The failure that an exception stands for."""
    match error:
        case HostKeyUnknown():
            hint = text(
                "Compare the fingerprint with the one from Digipost. If they are the same, pin it:"
                " settings set digipost.host_key {fingerprint}",
                fingerprint=error.fingerprint,
            )
            return Failure(error.exit_status, error.title, error.message, hint)
        case AccountIncomplete():
            hint = text("Set it with “settings set {setting} VALUE”.", setting=error.setting)
            return Failure(error.exit_status, error.title, error.message, hint)
        case DigisOff():
            hint = text("Switch it on with “settings set digis.enabled true”.")
            return Failure(error.exit_status, error.title, error.message, hint)
        case BrevdueError():
            return Failure(error.exit_status, error.title, error.message, error.hint)
        case Cancelled() | KeyboardInterrupt():
            return Failure(
                CANCELLED,
                text("Stopped."),
                text("The command was stopped before it was done."),
                text("What was finished is kept. “jobs resume” goes on with a mailing that is under way."),
            )
        case OSError():
            return Failure(
                SURROUNDINGS_FAILED,
                text("The computer refused something."),
                _reason(error),
                text(
                    "See to it that the file or folder is there, that you may use it and that the disk has room."
                ),
            )
    fault = failure_of(error)
    return Failure(SURROUNDINGS_FAILED, fault.title, fault.message, fault.hint, fault.report)


def _reason(error: OSError) -> Text:
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return text("{reason}.", reason=reason)
    return text("{file}: {reason}.", file=str(error.filename), reason=reason)
