"""What is to be done before the first sync, and which of it is done."""

from dataclasses import dataclass

from desktop_app.base.texts import Text, plural, text


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far the set-up has come, as the service finds it."""

    enabled: bool
    address_complete: bool
    key_stored: bool
    connection_tried: bool
    members: int
    payload_seen: bool
    readers: int
    scheduled: bool


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line: its key, what is to be done, whether it is, and how or what is known about it."""

    key: str
    title: Text
    done: bool
    help: Text


def checklist(state: SetUp) -> list[CheckItem]:
    """The lines in the order in which they are best done."""
    return [
        CheckItem(
            "address",
            text("Enter Digis' address"),
            state.address_complete,
            text("The address and the two parts of the path, under Settings. The usual ones are filled in."),
        ),
        CheckItem(
            "key",
            text("Store the key from Ways"),
            state.key_stored,
            text("It looks like brp?token=… and stays in this computer's keyring."),
        ),
        CheckItem(
            "connection",
            text("Test the connection"),
            state.connection_tried,
            text("It only checks that Digis answers. Nobody is sent."),
        ),
        CheckItem("members", text("Import the members"), state.members > 0, _members_help(state.members)),
        CheckItem(
            "payload",
            text("Look at what is sent"),
            state.payload_seen,
            text("Every field about one member after the other, as Digis gets it."),
        ),
        CheckItem("readers", text("List the card readers"), state.readers > 0, _readers_help(state.readers)),
        CheckItem(
            "enabled",
            text("Switch Digis on"),
            state.enabled,
            text("Only then is anybody sent. Those who were imported before are sent too."),
        ),
        CheckItem(
            "schedule",
            text("Let the sync run by itself"),
            state.scheduled,
            text("“Digis sync” in the schedule. Without it, members are sent when you say so."),
        ),
    ]


def _members_help(count: int) -> Text:
    if not count:
        return text("The gym system's file with members and subscriptions.")
    return plural("{count} active member.", "{count} active members.", count=count)


def _readers_help(count: int) -> Text:
    if not count:
        return text("Those marked as used for external entries. The list goes with the order to Digis.")
    return plural(
        "{count} reader is used for external entries.",
        "{count} readers are used for external entries.",
        count=count,
    )
