"""What can go wrong between this computer and the server, each kind with its own class and its own words.

All are `EnvironmentFailure`s: the network, the server or a disk refused, and nothing that the person typed
is at fault. Trouble with the private key is in `ssh_keys`, since a person can mend that.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.base.errors import Cancelled, EnvironmentFailure
from desktop_app.base.texts import Text, text

_LONGEST_SERVER_WORDS = 200


class Phase(StrEnum):
    """What the connection was doing. Each phase has a time limit of its own."""

    LOOKUP = "lookup"
    CONNECT = "connect"
    BANNER = "banner"
    KEY_EXCHANGE = "key_exchange"
    LOGIN = "login"
    CHANNEL = "channel"
    REPLY = "reply"
    TRANSFER = "transfer"

    @property
    def doing(self) -> Text:
        """The phase as a part of a sentence: “while it was …”."""
        return _DOING[self]


_DOING = {
    Phase.LOOKUP: text("finding the server's address"),
    Phase.CONNECT: text("connecting"),
    Phase.BANNER: text("waiting for the server's greeting"),
    Phase.KEY_EXCHANGE: text("agreeing on encryption"),
    Phase.LOGIN: text("logging in"),
    Phase.CHANNEL: text("opening the file service"),
    Phase.REPLY: text("waiting for an answer"),
    Phase.TRANSFER: text("transferring a file"),
}


@dataclass(frozen=True, slots=True)
class Partial:
    """What an upload that did not end well left on the server.

    `sent` counts the bytes that the server acknowledged. `left_behind` is False when the part was removed
    again, True when it is there, and None when nobody can know: the connection was gone.
    """

    folder: str
    name: str
    sent: int
    left_behind: bool | None


class TransportFailure(EnvironmentFailure):
    """The way to the server, or the server itself, failed.

    `partial` is set when an upload was under way: what became of the bytes that had been sent.
    """

    partial: Partial | None = None


class UploadCancelled(Cancelled):
    """An upload was stopped on request. `partial` tells what became of the bytes that had been sent."""

    def __init__(self, partial: Partial) -> None:
        super().__init__()
        self.partial = partial


class HostNotFound(TransportFailure):
    """The name server does not know the host."""

    def __init__(self, host: str) -> None:
        super().__init__(
            title=text("The server was not found."),
            message=text("No address could be found for {host}.", host=host),
            hint=text(
                "Check the server's name in the settings, and whether this computer is on the Internet."
            ),
        )


class ConnectionRefused(TransportFailure):
    """The computer answered that nothing listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            title=text("The server refused the connection."),
            message=text("Nothing answers at {host}, port {port}.", host=host, port=str(port)),
            hint=text(
                "Check the server's name and port in the settings. If they are right, the server is down: "
                "try again later."
            ),
        )


class Unreachable(TransportFailure):
    """No route leads to the host: no network, or a firewall that says no."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            title=text("The server cannot be reached."),
            message=text("There is no way to {host}, port {port}, from here.", host=host, port=str(port)),
            hint=text(
                "Check this computer's network. In an office the firewall may have to let SFTP through: ask "
                "those who run the network."
            ),
        )


class TimedOut(TransportFailure):
    """Nothing came within the time limit of a phase."""

    def __init__(self, phase: Phase, host: str, seconds: float) -> None:
        super().__init__(
            title=text("The server does not answer."),
            message=text(
                "{host} said nothing for {seconds} seconds while Brevdue was {doing}.",
                host=host,
                seconds=max(1, round(seconds)),
                doing=phase.doing,
            ),
            hint=text(
                "Check this computer's network and try again. A firewall may also swallow the traffic."
            ),
        )
        self.phase = phase


class NotAnSshServer(TransportFailure):
    """Something answers, but it does not speak SSH."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            title=text("That is not an SFTP server."),
            message=text(
                "Something answers at {host}, port {port}, but not as an SFTP server does.",
                host=host,
                port=str(port),
            ),
            hint=text("Check the server's name and port in the settings. Digipost's port is 22."),
        )


class IncompatibleServer(TransportFailure):
    """Both sides know SSH, but have no way of encrypting in common."""

    def __init__(self, host: str) -> None:
        super().__init__(
            title=text("No common encryption."),
            message=text("{host} and Brevdue have no method of encryption in common.", host=host),
            hint=text("Look for a newer version of Brevdue. If there is none, ask those who run the server."),
        )


class HostKeyUnknown(TransportFailure):
    """The server's key has not been seen before and nobody was there to accept it. Nothing was sent."""

    def __init__(self, host: str, kind: str, fingerprint: str) -> None:
        super().__init__(
            title=text("The server is not known yet."),
            message=text(
                "{host} shows a key that Brevdue has not seen before: {fingerprint}. Nothing was sent.",
                host=host,
                fingerprint=fingerprint,
            ),
            hint=text(
                "Compare the fingerprint with the one from Digipost, and set digipost.host_key to it if they"
                " are the same."
            ),
        )
        self.host = host
        self.kind = kind
        self.fingerprint = fingerprint


class HostKeyChanged(TransportFailure):
    """The server has another key than the one that was accepted. Nothing was sent."""

    def __init__(self, host: str, expected: str, found: str) -> None:
        super().__init__(
            title=text("The server's key has changed."),
            message=text(
                "{host} should have the key {expected}, but shows {found}. Somebody may be posing as the"
                " server. Nothing was sent.",
                host=host,
                expected=expected,
                found=found,
            ),
            hint=text(
                "Send nothing. Ask Digipost whether they have changed the key; only when they confirm the new"
                " fingerprint, set digipost.host_key to it."
            ),
        )
        self.host = host
        self.expected = expected
        self.found = found


class LoginRefused(TransportFailure):
    """The server does not let this user in with this key."""

    def __init__(self, host: str, user: str, key_fingerprint: str) -> None:
        super().__init__(
            title=text("The server refused the login."),
            message=text(
                "{host} does not let the user {user} in with the key {fingerprint}.",
                host=host,
                user=user,
                fingerprint=key_fingerprint,
            ),
            hint=text(
                "Check the user name in the settings, and whether the public part of this key is registered "
                "on Digipost's administration pages."
            ),
        )
        self.user = user
        self.key_fingerprint = key_fingerprint


class SftpRefused(TransportFailure):
    """Logged in, but the server gives this user no file service."""

    def __init__(self, host: str) -> None:
        super().__init__(
            title=text("The server gives no access to files."),
            message=text(
                "The login to {host} went well, but the file service (SFTP) was refused.", host=host
            ),
            hint=text("Ask Digipost whether SFTP is switched on for this user."),
        )


class ConnectionLost(TransportFailure):
    """The connection ended in the middle of something."""

    def __init__(self, phase: Phase, host: str) -> None:
        super().__init__(
            title=text("The connection was lost."),
            message=text(
                "The connection to {host} ended while Brevdue was {doing}.", host=host, doing=phase.doing
            ),
            hint=text("Check this computer's network and try again."),
        )
        self.phase = phase


class ProtocolFault(TransportFailure):
    """The server answered with something that is not SFTP."""

    def __init__(self, host: str) -> None:
        super().__init__(
            title=text("The server's answer makes no sense."),
            message=text("{host} answered with something that is not SFTP.", host=host),
            hint=text("Try again. If it goes on, something between here and the server garbles the traffic."),
        )


class FolderMissing(TransportFailure):
    """A folder that Digipost's interface promises is not there."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            title=text("A folder is missing on the server."),
            message=text("The server has no folder {folder}.", folder=folder),
            hint=text(
                "Check the user name in the settings, and whether mass mailings are switched on for it."
            ),
        )
        self.folder = folder


class RemoteFileMissing(TransportFailure):
    """A file that was there a moment ago is gone."""

    def __init__(self, folder: str, name: str) -> None:
        super().__init__(
            title=text("A file is no longer on the server."),
            message=text("{name} is no longer in {folder} on the server.", name=name, folder=folder),
            hint=text("Another program or colleague may have fetched it. Fetch the list again."),
        )


class RemoteNameTaken(TransportFailure):
    """A file of that name is on the server already. Overwriting it would lose an earlier job."""

    def __init__(self, folder: str, name: str, size: int | None) -> None:
        super().__init__(
            title=text("The file is on the server already."),
            message=text(
                "The folder {folder} already has a file {name}. It was not overwritten.",
                name=name,
                folder=folder,
            ),
            hint=text(
                "Wait until Digipost has taken it, or look at the mailing: it may have been sent already."
            ),
        )
        self.size = size


class AccessDenied(TransportFailure):
    """The server lets this user in, but not there."""

    def __init__(self, path: str) -> None:
        super().__init__(
            title=text("The server does not allow that."),
            message=text("The user has no right to use {path} on the server.", path=path),
            hint=text("Ask Digipost to look at the rights of this user."),
        )


class RemoteDiskFull(TransportFailure):
    """The server has no room left."""

    def __init__(self, folder: str, name: str) -> None:
        super().__init__(
            title=text("The server is full."),
            message=text(
                "{name} could not be written to {folder}: the server has no room left.",
                name=name,
                folder=folder,
            ),
            hint=text("Try again later. If it goes on, tell Digipost."),
        )


class RemoteFailure(TransportFailure):
    """The server refused without one of the reasons above. `code` is SFTP's status."""

    def __init__(self, path: str, code: int, server_words: str) -> None:
        words = printable(server_words) or str(code)
        super().__init__(
            title=text("The server refused."),
            message=text("The server could not handle {path}. It says: {words}", path=path, words=words),
            hint=text("Try again later. If it goes on, tell Digipost what the server says."),
        )
        self.code = code


class UploadIncomplete(TransportFailure):
    """All was sent, but the server has another size. Nobody can know whether Digipost takes it."""

    def __init__(self, folder: str, name: str, expected: int, found: int) -> None:
        super().__init__(
            title=text("The upload did not arrive whole."),
            message=text(
                "{name} has {expected} bytes here and {found} bytes in {folder} on the server.",
                name=name,
                folder=folder,
                expected=expected,
                found=found,
            ),
            hint=text("Wait for Digipost's receipt before you send again: they may have taken the file."),
        )
        self.expected = expected
        self.found = found


class DownloadIncomplete(TransportFailure):
    """What came is not as long as the server said. Nothing was kept."""

    def __init__(self, name: str, expected: int, found: int) -> None:
        super().__init__(
            title=text("The download is not whole."),
            message=text(
                "{name} should have {expected} bytes, but {found} came. Nothing was kept.",
                name=name,
                expected=expected,
                found=found,
            ),
            hint=text("The server may still be writing it. Fetch again in a while."),
        )
        self.expected = expected
        self.found = found


class LocalFileChanged(TransportFailure):
    """The file on this computer changed while it was being sent."""

    def __init__(self, name: str) -> None:
        super().__init__(
            title=text("The file changed while it was sent."),
            message=text("{name} was changed by another program during the upload.", name=name),
            hint=text("Close the other program, and look at the mailing before you send again."),
        )


class LocalFileFailure(TransportFailure):
    """A file on this computer could not be read or written."""

    def __init__(self, path: str, system_words: str) -> None:
        super().__init__(
            title=text("A file on this computer failed."),
            message=text(
                "{path} could not be read or written. The system says: {words}",
                path=path,
                words=printable(system_words),
            ),
            hint=text("Check that the disk is there and that the folder can be written to."),
        )


class LocalDiskFull(TransportFailure):
    """This computer has no room for what is to be fetched."""

    def __init__(self, folder: str, needed: int) -> None:
        super().__init__(
            title=text("This computer's disk is full."),
            message=text("{folder} has no room for {needed} bytes.", folder=folder, needed=needed),
            hint=text("Make room on the disk and try again. What is on the server stays there."),
        )


def printable(words: str) -> str:
    """A server's words, made fit to show: one line of printable characters, not too long."""
    kept = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(kept.split())[:_LONGEST_SERVER_WORDS]
