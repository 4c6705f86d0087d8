"""Alt and a letter: every act in sight gets a letter of its own words, and no two get the same one.

Nobody writes the letters down: they are given anew whenever an act comes into sight, leaves it or changes its words,
so a page that gets another button, or a language that gets another word, needs no care. Only what is seen at once
decides, so that a page has the same letters each time it looks the same. Where a system has no such letters (macOS),
none are given. They are underlined while Alt is held, or always where the system is set to that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSysInfo, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QStyle, QStyleFactory, QStyleOptionButton, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.labels import Label

FIRST, EARLY, LATE, LAST = range(4)
"""Who chooses before whom: the navigation, the page's main act, all others, and words that stand there twice."""
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_NORDIC = frozenset("æøåäö")
_VOWELS = frozenset("aeiouy")
_SHOWN = "shows_letters"
"""The window's property that says whether the letters are underlined at the moment."""


def letters_of(words: str) -> tuple[str, ...]:
    """The letters that these words can have, the best first: how words begin, then what is heard, then the rest."""
    begins = [word[0].lower() for word in re.findall(r"\w+", words)]
    others = [letter for letter in words.lower() if letter not in _VOWELS] + list(words.lower())
    plain = [letter for letter in begins + others if letter in _LETTERS]
    return tuple(dict.fromkeys(plain + [letter for letter in begins if letter in _NORDIC]))


def shared_out(wishes: Sequence[Sequence[str]], taken: Iterable[str] = ()) -> list[str]:
    """One letter for each list of wishes, never the same twice; as few as possible go without (an empty one).

    Who comes first chooses first. Only where somebody would get none does another one move to a later wish.
    """
    holders: dict[str, int] = {}
    never = frozenset(taken)

    def settle(who: int, asked: set[str]) -> bool:
        wanted = [letter for letter in wishes[who] if letter not in never | asked]
        free = [letter for letter in wanted if letter not in holders]
        for letter in free or wanted:
            asked.add(letter)
            if letter not in holders or settle(holders[letter], asked):
                holders[letter] = who
                return True
        return False

    for who in range(len(wishes)):
        settle(who, set())
    given = {who: letter for letter, who in holders.items()}
    return [given.get(who, "") for who in range(len(wishes))]


def marked(words: str, letter: str) -> str:
    """The words as Qt draws them: with the sign in front of the letter, at a word's beginning where there is one."""
    if not letter:
        return words
    found = re.search(rf"\b{letter}", words, re.IGNORECASE) or re.search(letter, words, re.IGNORECASE)
    return f"{words[: found.start()]}&{words[found.start() :]}" if found is not None else words


class Lettered:
    """Something with words that Alt and a letter press. Mixed into a widget, whose own words stay as they are.

    `own_words` are those of the program where a name or another piece of data stands among the words: the letter is
    never taken from those. None means that all are.
    """

    letter: str = ""
    letter_rank: int = LATE
    own_words: str | None = None

    def words_for_letter(self) -> str:
        """What the letter is taken from."""
        return self.text() if self.own_words is None else self.own_words  # type: ignore[attr-defined]

    def take_letter(self, letter: str) -> None:
        """Have this letter from now on; an empty one for none."""
        if letter != self.letter:
            self.letter = letter
            self._listen_for(QKeySequence(f"Alt+{letter.upper()}") if letter else QKeySequence())
            self.update()  # type: ignore[attr-defined]

    def _listen_for(self, keys: QKeySequence) -> None:
        raise NotImplementedError


class LetteredButton(Lettered):
    """The part of a button, a check box or a radio button that listens for its letter and underlines it.

    The letter is put in where the button is drawn, so that its text is still what was written on it.
    """

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)  # type: ignore[misc]
        if are_shown_in(self):  # type: ignore[arg-type]
            option.text = marked(option.text, self.letter)

    def setText(self, words: str) -> None:
        """Change the words, and with them the letter."""
        if words != self.text():  # type: ignore[attr-defined]
            self.take_letter("")
            super().setText(words)  # type: ignore[misc]
            give_letters_soon(self)  # type: ignore[arg-type]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)  # type: ignore[misc]
        give_letters_soon(self)  # type: ignore[arg-type]

    def hideEvent(self, event: QHideEvent) -> None:
        """Its letter is free for others now."""
        super().hideEvent(event)  # type: ignore[misc]
        give_letters_soon(self)  # type: ignore[arg-type]

    def _listen_for(self, keys: QKeySequence) -> None:
        self.setShortcut(keys)  # type: ignore[attr-defined]


class FieldLabel(Lettered, Label):
    """The words above a field. Their letter leads into the field."""

    def __init__(self, theme: Theme, words: str, field: QWidget) -> None:
        super().__init__(theme, words)
        self.setBuddy(field)
        self._shortcut: QShortcut | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.letter or not are_shown_in(self):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            QRect(self.contentsRect()),
            int(self.alignment()) | int(Qt.TextFlag.TextShowMnemonic),
            self.palette(),
            self.isEnabled(),
            marked(self.text(), self.letter),
            self.foregroundRole(),
        )
        painter.end()

    def setText(self, words: str) -> None:
        """Change the words, and with them the letter."""
        if words != self.text():
            self.take_letter("")
            super().setText(words)
            give_letters_soon(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        give_letters_soon(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        give_letters_soon(self)

    def _listen_for(self, keys: QKeySequence) -> None:
        if self._shortcut is None:
            self._shortcut = QShortcut(keys, self, self._go_to_field)
        else:
            self._shortcut.setKey(keys)

    def _go_to_field(self) -> None:
        """Into the field, or into the first part of one that is made of several."""
        field = self.buddy()
        for part in (field, *field.findChildren(QWidget)):
            if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                part.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return


class _Lettering(QTimer):
    """A window's letters: given once all that comes into sight at once is there, and underlined while Alt is held.

    Keys reach the system's window before any part of it, so that nothing but that one is listened to.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._always = underlines_always()
        window.setProperty(_SHOWN, self._always)
        self.setSingleShot(True)
        self.timeout.connect(lambda: give_letters(window))
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.FocusOut:
            self._show(held=False)  # the window that is in front now hears that Alt is let go
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Alt:
            self._show(held=kind is not QEvent.Type.KeyRelease)
        return False

    def _show(self, *, held: bool) -> None:
        shown = held or self._always
        if shown != self._window.property(_SHOWN):
            self._window.setProperty(_SHOWN, shown)
            for act in acts_in_sight(self._window):
                act.update()  # type: ignore[attr-defined]


def are_shown_in(part: QWidget) -> bool:
    """Whether the letters of the part's window are underlined at the moment."""
    return bool(part.window().property(_SHOWN))


def underlines_always() -> bool:
    """Whether the system is set to underline them always. Only Windows tells, through Qt's own style for it."""
    if QSysInfo.productType() != "windows":
        return False
    style = QStyleFactory.create("Windows")
    return bool(style.styleHint(QStyle.StyleHint.SH_UnderlineShortcut))


def give_letters_soon(part: QWidget) -> None:
    """Give the letters of the part's window anew, once the window has come to rest."""
    window = part.window()
    if not window.isVisible() or window.windowHandle() is None or not are_usual_here():
        return
    waiting = window.findChild(_Lettering, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (waiting or _Lettering(window)).start(0)


def give_letters(window: QWidget) -> None:
    """Give each act that is seen in a window its letter."""
    acts = list(acts_in_sight(window))
    ranks = _ranks(acts)
    taken: list[str] = []
    letters: dict[int, str] = {}
    for rank in (FIRST, EARLY, LATE, LAST):
        places = [place for place, of_place in enumerate(ranks) if of_place == rank]
        given = shared_out([letters_of(acts[place].words_for_letter()) for place in places], taken)
        letters.update(zip(places, given, strict=True))
        taken += given
    changed = [(act, letters[place]) for place, act in enumerate(acts) if act.letter != letters[place]]
    for act, _letter in changed:
        act.take_letter("")  # first all of them, so that no two listen for the same keys in between
    for act, letter in changed:
        act.take_letter(letter)


def acts_in_sight(part: QWidget) -> Iterator[Lettered]:
    """Everything in a window that can have a letter and is shown, in the order in which it was put there."""
    for child in part.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            if isinstance(child, Lettered):
                yield child
            yield from acts_in_sight(child)


def are_usual_here() -> bool:
    """Whether this system presses buttons with Alt and a letter: Qt knows, and leaves them out on macOS."""
    return not QKeySequence.mnemonic("&A").isEmpty()


def _ranks(acts: Sequence[Lettered]) -> list[int]:
    """Each one's own rank; words that stood there before come last, since each line of a list has the same."""
    seen: set[str] = set()
    ranks = []
    for act in acts:
        words = act.words_for_letter()
        ranks.append(LAST if words in seen and act.letter_rank == LATE else act.letter_rank)
        seen.add(words)
    return ranks
