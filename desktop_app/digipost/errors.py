"""What can be wrong with a job that goes out, or with a receipt that comes in."""

from desktop_app.base.errors import EnvironmentFailure, InputError


class JobInvalid(InputError):
    """The job cannot be sent as it is. The message names the letter, the customer id and the field."""


class NotInInterface(JobInvalid):
    """The chosen version of Digipost's interface cannot carry what the job says."""


class DocumentChanged(JobInvalid):
    """A letter's file is not the one that was confirmed, or is no longer there."""


class ReceiptUnreadable(EnvironmentFailure):
    """A receipt is damaged, unsafe or not a receipt at all. The file is to be kept and shown."""
