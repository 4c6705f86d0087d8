"""Settings: built from the declarations, in their groups, searchable; kept as they are changed."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.base.settings import Setting
from desktop_app.base.texts import Text, text
from desktop_app.digipost.sftp_errors import HostKeyUnknown
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.dialogs import confirm
from desktop_app.ui.components.filtering import SearchField
from desktop_app.ui.components.frames import Card, EmptyState
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import boxed, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.setting_editors import SettingEditor, editor_of
from desktop_app.ui.theme import Space, Tone

LANGUAGE_KEY = "app.language"
ENVIRONMENT_KEY = "app.environment"
HOST_KEY = "digipost.host_key"
_DIGIPOST_PREFIX = "digipost."


class SettingsPage(FramedPage):
    """All settings in cards, one a group, and a test of the connection where there is something to reach."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(
            context,
            say(text("Settings")),
            say(text("What you change is kept at once. Nothing here sends anything.")),
        )
        self.search = SearchField(theme, say(text("Search in the settings")))
        self.search.textChanged.connect(self._narrow)
        self.header.add_act(self.search)
        self._editors: dict[Card, list[SettingEditor]] = {}
        declared = [setting for setting, _value in context.services.settings.items()]
        cards = [self._card(group, of_group) for group, of_group in _grouped(declared).items()]
        self._nothing = EmptyState(theme, "search", say(text("No setting fits the search")))
        self._nothing.hide()
        self.fill_scrolling(*cards, self._nothing)

    def show_at(self, where: Mapping[str, object]) -> None:
        """Search for the `setting` with that key."""
        key = where.get("setting")
        if isinstance(key, str):
            self.search.setText(key)

    def focus_search(self) -> None:
        """Search the settings."""
        self.search.setFocus()

    def _card(self, group: Text, settings: Sequence[Setting]) -> Card:
        card = Card(self.context.theme, self.context.say(group))
        card.body.setSpacing(Space.FIELD)
        self._editors[card] = []
        for setting in settings:
            editor = editor_of(self.context, setting)
            editor.changed.connect(self._was_changed)
            self._editors[card].append(editor)
            line = row(editor, None)
            line.setStretch(0, 100)
            card.body.addLayout(line)
        if any(setting.key.startswith(_DIGIPOST_PREFIX) for setting in settings):
            card.body.addWidget(self._connection_test())
        return card

    def _connection_test(self) -> QWidget:
        say, theme = self.context.say, self.context.theme
        self._test = Button(theme, say(text("Test the connection")), self._test_connection, icon="link")
        self._tested = Label(theme, "", wrap=True)
        line = row(self._test, self._tested, space=Space.FIELD)
        line.setStretch(1, 1)
        return boxed(line)

    def _narrow(self, words: str) -> None:
        found_any = False
        for card, editors in self._editors.items():
            found = [editor.matches(words.strip()) for editor in editors]
            for editor, fits in zip(editors, found, strict=True):
                editor.setVisible(fits)
            card.setVisible(any(found))
            found_any = found_any or any(found)
        self._nothing.setVisible(not found_any)

    def _was_changed(self, key: str) -> None:
        if key in {LANGUAGE_KEY, ENVIRONMENT_KEY}:
            self.context.navigator.start_over()

    # The connection

    def _test_connection(self) -> None:
        entrance = self.context.services.entrance
        self._test.setEnabled(False)
        self._say_tested(text("Trying …"), Tone.QUIET)

        def connect_once() -> None:
            entrance.connect().close()

        self.context.reader.read(self, connect_once, self._it_works, self._it_fails)

    def _it_works(self, _nothing: None) -> None:
        self._test.setEnabled(True)
        self._say_tested(text("It works: the server is the right one, and it lets you in."), Tone.DONE)

    def _it_fails(self, error: BaseException) -> None:
        self._test.setEnabled(True)
        self._say_tested(text("It does not work yet."), Tone.PROBLEM)
        if isinstance(error, HostKeyUnknown):
            self._ask_to_trust(error.fingerprint)
        else:
            self.context.navigator.show_error(error)

    def _ask_to_trust(self, fingerprint: str) -> None:
        agreed = confirm(
            self.context,
            self,
            text("Is this Digipost's server?"),
            text(
                "Its fingerprint is {fingerprint}. Compare it with the one Digipost has given you. "
                "From then on only a server with this key is trusted.",
                fingerprint=fingerprint,
            ),
            text("Trust this server"),
        )
        if agreed:
            self.context.services.settings.set(HOST_KEY, fingerprint)
            self.context.navigator.start_over()

    def _say_tested(self, words: Text, tone: Tone) -> None:
        self._tested.setText(self.context.say(words))
        self._tested.set_tone(tone)


def _grouped(settings: Sequence[Setting]) -> dict[Text, list[Setting]]:
    groups: dict[Text, list[Setting]] = {}
    for setting in settings:
        groups.setdefault(setting.group, []).append(setting)
    return groups
