"""A server's refusal as a failure with words."""

from desktop_app.digipost.sftp_errors import (
    AccessDenied,
    FolderMissing,
    ProtocolFault,
    RemoteFailure,
    TransportFailure,
)
from desktop_app.digipost.sftp_packets import Refusal, Status


def in_words(trouble: BaseException, host: str, folder: str, path: str) -> TransportFailure:
    """What a `Refusal` or a `Malformed` answer about something in this folder means to the person."""
    if not isinstance(trouble, Refusal):
        return ProtocolFault(host)
    if trouble.code == Status.NO_SUCH_FILE:
        return FolderMissing(folder)
    if trouble.code == Status.PERMISSION_DENIED:
        return AccessDenied(path)
    return RemoteFailure(path, trouble.code, trouble.words)
