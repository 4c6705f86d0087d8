"""Settings: built from the declarations, in their groups with an index, searchable; kept as they are changed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.settings import Setting
from desktop_app.base.texts import Text, text
from desktop_app.digis.outcomes import Knock
from desktop_app.digis.words import knock_words
from desktop_app.jobs.states import Lane
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.filtering import SearchField
from desktop_app.ui.components.frames import Card, EmptyState
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import Scroll, boxed, column, flow, line, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.connection_panel import ConnectionPanel
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.key_panel import KeyPanel
from desktop_app.ui.pages.privacy import standing
from desktop_app.ui.pages.setting_editors import SettingEditor, editor_of
from desktop_app.ui.pages.setting_index import SettingIndex
from desktop_app.ui.pages.settings_transfer import export_settings, import_settings
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner

LANGUAGE_KEY = "app.language"
KEY_FILE = "digipost.key_file"


class SettingsPage(FramedPage):
    """An index of the groups to the left, and all settings in cards, one a group, to the right."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(
            context,
            say(text("Settings")),
            say(text("Changes are saved at once. Nothing here sends anything.")),
        )
        self.search = SearchField(theme, say(text("Search the settings")))
        self.search.textChanged.connect(self._narrow)
        self.header.add_act(self.search)
        self._runner = LaneRunner(context, self)
        self._editors: dict[Card, list[SettingEditor]] = {}
        self._tools: dict[Card, list[QWidget]] = {}
        declared = [setting for setting, _value in context.services.settings.items()]
        groups = grouped(declared)
        self.cards = {group: self._card(group, of_group) for group, of_group in groups.items()}
        self._add_tools(
            {of_group[0].key.split(".")[0]: self.cards[group] for group, of_group in groups.items()}
        )
        self._nothing = EmptyState(
            theme,
            "search",
            say(text("No setting matches the search")),
            say(text("Try fewer words, or words from the help under a setting.")),
        )
        self._nothing.hide()
        self.index = SettingIndex(context, list(self.cards))
        self.index.chosen.connect(self.turn_to)
        self._scroll = self._lay_out()
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark_group_in_sight)

    # What the window asks

    def show_at(self, where: Mapping[str, object]) -> None:
        """Search for the `setting` with that key; or go back to where the page was."""
        key, scroll, focused = where.get("setting"), where.get("scroll"), where.get("focused")
        searched = where.get("search")
        if isinstance(key, str):
            self.search.setText(key)
        elif isinstance(searched, str):
            self.search.setText(searched)
        if isinstance(scroll, int):
            QTimer.singleShot(0, self, lambda: self._return_to(scroll, focused))

    def place(self) -> Mapping[str, object]:
        """The search, how far down the page is, and the setting with the cursor."""
        focused = QApplication.focusWidget()
        inside = (each for editors in self._editors.values() for each in editors)
        editor = next((each for each in inside if focused is not None and each.isAncestorOf(focused)), None)
        return {
            "search": self.search.text(),
            "scroll": self._scroll.verticalScrollBar().value(),
            "focused": editor.setting.key if editor else None,
        }

    def focus_search(self) -> None:
        """Search the settings."""
        self.search.setFocus()

    def editor(self, key: str) -> SettingEditor:
        """The editor of one setting."""
        return next(each for editors in self._editors.values() for each in editors if each.setting.key == key)

    def turn_to(self, group: Text) -> None:
        """Bring a group to the top."""
        self._scroll.verticalScrollBar().setValue(self.cards[group].y() - Space.HAIR)
        self.index.mark(group)

    def reveal(self, part: QWidget) -> None:
        """Scroll until a part of the page is near the top."""
        body = self._scroll.widget()
        assert body is not None
        self._scroll.verticalScrollBar().setValue(part.mapTo(body, part.rect().topLeft()).y() - Size.CONTROL)

    # Building

    def _lay_out(self) -> Scroll:
        cards = column(*self.cards.values(), self._nothing, None, space=Space.CARD)
        scroll = Scroll(cards, (0, 0, Space.PAGE, Space.PAGE))
        body = row(self.index, scroll, space=Space.PAGE, margins=(Space.PAGE, 0, 0, 0))
        body.setStretch(1, 1)
        self._stand(body)
        return scroll

    def _card(self, group: Text, settings: Sequence[Setting]) -> Card:
        card = Card(self.context.theme, self.context.say(group))
        card.body.setSpacing(Space.FIELD)
        self._editors[card], self._tools[card] = [], []
        for setting in settings:
            editor = editor_of(self.context, setting)
            editor.changed.connect(self._was_changed)
            self._editors[card].append(editor)
            part = row(editor, None)
            part.setStretch(0, 100)
            card.body.addLayout(part)
        return card

    def _add_tools(self, card_of: Mapping[str, Card]) -> None:
        """What belongs to a group beside its settings: the key, the connections, the file of settings."""
        say, theme = self.context.say, self.context.theme
        self.key = KeyPanel(self.context)
        self.key.made.connect(self._show_new_key)
        self.connection = ConnectionPanel(self.context)
        self.connection.settled.connect(self._show_found)
        self._add_tool(card_of["digipost"], text("The SSH key"), self.key)
        self._add_tool(card_of["digipost"], text("Connection"), self.connection)
        self.digis_button = Button(theme, say(text("Test the connection")), self._test_digis, icon="link")
        self.digis_found = Label(theme, "", wrap=True)
        digis = boxed(column(row(self.digis_button, None), self.digis_found))
        self._add_tool(card_of["digis"], text("Connection"), digis)
        transfer = flow(
            Button(theme, say(text("Export the settings…")), self._export, icon="export"),
            Button(theme, say(text("Import settings…")), self._import, icon="import"),
            Button(theme, say(text("Go through the set-up again")), self._set_up),
        )
        about = text("A readable file without secrets, for another computer or a colleague.")
        note = Label(theme, say(about), TextRole.HELP, Tone.QUIET, wrap=True)
        general = next(iter(self.cards.values()))
        self._add_tool(general, text("These settings as a file"), boxed(column(note, transfer)))
        self._add_tool(card_of["retention"], text("The data on this computer"), self._way_to_privacy())

    def _way_to_privacy(self) -> QWidget:
        """Whether the data is encrypted, and the way to the page with the rest."""
        say, theme = self.context.say, self.context.theme
        words, tone = standing(self.context.services.protection)
        link = Button(
            theme,
            say(text("Recovery code, backups, and who looked")),
            lambda: self.context.navigator.go("privacy"),
            kind=ButtonKind.LINK,
        )
        return boxed(column(Label(theme, say(words), tone=tone, wrap=True), row(link, None), space=Space.ROW))

    def _add_tool(self, card: Card, title: Text, tool: QWidget) -> None:
        head = Label(self.context.theme, self.context.say(title), TextRole.STRONG)
        part = boxed(column(line(), head, tool, space=Space.FIELD))
        card.body.addWidget(part)
        self._tools[card].append(part)

    # What happens

    def _narrow(self, words: str) -> None:
        found_any = False
        for card, editors in self._editors.items():
            found = [editor.matches(words.strip()) for editor in editors]
            for editor, fits in zip(editors, found, strict=True):
                editor.setVisible(fits)
            for tool in self._tools[card]:
                tool.setVisible(not words.strip())
            card.setVisible(any(found))
            found_any = found_any or any(found)
        self._nothing.setVisible(not found_any)
        self.index.offer({group for group, card in self.cards.items() if not card.isHidden()})
        bar = self._scroll.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: self._mark_group_in_sight(bar.value()))

    def _mark_group_in_sight(self, top: int) -> None:
        passed = [
            group
            for group, card in self.cards.items()
            if not card.isHidden() and card.y() <= top + Size.CONTROL
        ]
        if passed:
            self.index.mark(passed[-1])

    def _return_to(self, scroll: int, focused: object) -> None:
        self._scroll.verticalScrollBar().setValue(scroll)
        if isinstance(focused, str):
            self.editor(focused).setFocus()

    def _was_changed(self, key: str) -> None:
        if key == LANGUAGE_KEY:
            self.context.navigator.start_over()
        elif key in {KEY_FILE, "digipost.key_passphrase"}:
            self.key.refresh()

    def _show_new_key(self) -> None:
        self.editor(KEY_FILE).show_value()

    def _show_found(self) -> None:
        """A test may have pinned the server's key, or switched temporary names on; in training it fills all in."""
        for editors in self._editors.values():
            for editor in editors:
                if editor.setting.key.startswith("digipost."):
                    editor.show_value()
        self.key.refresh()

    def _test_digis(self) -> None:
        """In its lane: a server that does not answer takes half a minute."""
        test = self.context.services.digis.test_connection
        self.digis_button.setEnabled(False)
        self._runner.run(
            Lane.DIGIS,
            text("Checking that Digis answers"),
            lambda _work: test(),
            self._tell_digis,
            self._digis_failed,
            lambda: self.digis_button.setEnabled(True),
        )

    def _tell_digis(self, knock: Knock) -> None:
        self.digis_button.setEnabled(True)
        self.digis_found.setText(self.context.say(knock_words(knock)))
        self.digis_found.set_tone(Tone.DONE if knock.reached and knock.trusted else Tone.PROBLEM)

    def _digis_failed(self, error: BrevdueError) -> None:
        self.digis_button.setEnabled(True)
        words = text("{message} {hint}", message=error.message, hint=error.hint)
        self.digis_found.setText(self.context.say(words))
        self.digis_found.set_tone(Tone.PROBLEM)

    def _export(self) -> None:
        export_settings(self.context, self)

    def _import(self) -> None:
        import_settings(self.context, self, self.context.navigator.start_over)

    def _set_up(self) -> None:
        self.context.navigator.open_set_up()


def grouped(settings: Sequence[Setting]) -> dict[Text, list[Setting]]:
    """The settings under their groups, both in the order of the declarations."""
    groups: dict[Text, list[Setting]] = {}
    for setting in settings:
        groups.setdefault(setting.group, []).append(setting)
    return groups
