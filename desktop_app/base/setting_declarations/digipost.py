"""Settings of the account at Digipost."""

from desktop_app.base.setting_declarations.checks import (
    digits,
    existing_file,
    existing_folder,
    host_key,
    host_name,
)
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import text

_DIGIPOST = text("Digipost")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        key="digipost.host",
        group=_DIGIPOST,
        label=text("Server"),
        help=text("Digipost's server for file transfer (SFTP)."),
        default="sftp.digipost.no",
        check=host_name,
    ),
    Setting(
        key="digipost.port",
        group=_DIGIPOST,
        label=text("Port"),
        help=text("Digipost uses port 22."),
        type=SettingType.INTEGER,
        default=22,
        lowest=1,
        highest=65535,
    ),
    Setting(
        key="digipost.user",
        group=_DIGIPOST,
        label=text("User name"),
        help=text("In production it is prod_ followed by your sender id."),
    ),
    Setting(
        key="digipost.key_file",
        group=_DIGIPOST,
        label=text("SSH key"),
        help=text("The private key whose public part you have pasted into Digipost's administration pages."),
        type=SettingType.FILE,
        check=existing_file,
    ),
    Setting(
        key="digipost.key_passphrase",
        group=_DIGIPOST,
        label=text("The key's passphrase"),
        help=text("Kept in the computer's keyring. Leave it empty when the key has none."),
        type=SettingType.SECRET,
    ),
    Setting(
        key="digipost.host_key",
        group=_DIGIPOST,
        label=text("The server's fingerprint"),
        help=text("Only a server with this key is trusted. Compare it with what Digipost has given you."),
        check=host_key,
    ),
    Setting(
        key="digipost.sender_id",
        group=_DIGIPOST,
        label=text("Sender id"),
        help=text("Your organisation's number at Digipost (avsender-id)."),
        check=digits,
    ),
    Setting(
        key="digipost.processor_id",
        group=_DIGIPOST,
        label=text("Partner's id"),
        help=text("Only when you send on behalf of another organisation (behandler-id)."),
        check=digits,
    ),
    Setting(
        key="digipost.interface",
        group=_DIGIPOST,
        label=text("Interface version"),
        help=text("2_1 is the newest. Digipost still accepts 2_0."),
        type=SettingType.CHOICE,
        default="2_1",
        choices={"2_1": text("2.1"), "2_0": text("2.0")},
    ),
    Setting(
        key="digipost.schema_dir",
        group=_DIGIPOST,
        label=text("Newer schemas"),
        help=text(
            "The folder with the schemas of a newer starter pack. Jobs are then checked against it too."
        ),
        type=SettingType.FOLDER,
        check=existing_folder,
    ),
    Setting(
        key="digipost.auto_approve",
        group=_DIGIPOST,
        label=text("Send without approval at Digipost"),
        help=text("Off: somebody approves each mailing on Digipost's pages before it is delivered."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digipost.poll_seconds",
        group=_DIGIPOST,
        label=text("Seconds between looks for receipts"),
        help=text("How often to look for receipts while a mailing is under way. Long waits are spaced out."),
        type=SettingType.INTEGER,
        default=60,
        lowest=1,
        highest=86_400,
    ),
    Setting(
        key="digipost.rename_after_upload",
        group=_DIGIPOST,
        label=text("Upload under a temporary name"),
        help=text("Only if Digipost has said that it allows this. “Test the connection” can find out."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="digipost.remove_receipts",
        group=_DIGIPOST,
        label=text("Remove receipts from the server"),
        help=text("Only after they are stored here and applied, and only those of your own jobs."),
        type=SettingType.FLAG,
        default=False,
    ),
)
