"""What needs the person before anything can be sent, one thing at a time, with what can be done about it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.plan import Code, Deviation, Fix, MailingPlan, Pair, Severity
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import confirm
from desktop_app.ui.components.frames import TONE_ICONS, Card
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import FlowLayout, Pages, boxed, clear, column, row
from desktop_app.ui.components.questions import ask_for_reason
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.mend_dialog import MendDialog
from desktop_app.ui.wizards.page_picture import Mark, PagePicture
from desktop_app.ui.wizards.pair_view import PairView, place_words
from desktop_app.ui.wizards.step_page import WizardContext
from desktop_app.wizards.correcting import can_correct, correcting
from desktop_app.wizards.draft import LetterManner, StepKey
from desktop_app.wizards.right_letter_words import names_in

_SHOWN_AT_MOST = 1000
_NO_LIMIT = 16777215
_TONES = {
    Severity.STOPS: Tone.PROBLEM,
    Severity.NEEDS_REASON: Tone.ATTENTION,
    Severity.WARNS: Tone.QUIET,
}


class DeviationView(Card):
    """Keeps the open deviations of one plan, and shows one of them."""

    def __init__(self, context: WizardContext, parent: QWidget | None = None) -> None:
        super().__init__(context.ui.theme, parent=parent)
        self._context = context
        theme, say = context.ui.theme, context.say
        self._plan: MailingPlan | None = None
        self._found: Sequence[Deviation] = ()
        self._place = 0
        self._where = Label(theme, "", TextRole.STRONG)
        self._icon = IconLabel(theme, "attention", Tone.ATTENTION)
        self._words = Label(theme, "", TextRole.SECTION, wrap=True)
        self.previous = Button(
            theme, say(text("Previous")), lambda: self._go(self._place - 1), icon="chevron-left"
        )
        self.next = Button(
            theme,
            say(text("Next one")),
            lambda: self._go(self._place + 1),
            icon="chevron-right",
            icon_last=True,
        )
        self.pair_view = PairView(context.ui, context.wizards.parts.pages)
        self.file_view = PagePicture(context.ui, context.wizards.parts.pages)
        self._nobody = boxed(column(None))
        self._stack = Pages()
        for part in (self._nobody, self.pair_view, self.file_view):
            self._stack.addWidget(part)
        self._acts_place = QWidget()
        self._acts = FlowLayout(self._acts_place)
        self.buttons: dict[str, Button] = {}
        head = row(self._where, None, self.previous, self.next, space=Space.FIELD)
        self._words.setMaximumWidth(_NO_LIMIT)
        what = row(self._icon, self._words, space=Space.FIELD)
        what.setStretch(1, 1)
        what.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        whole = column(head, what, self._acts_place, self._stack, space=Space.FIELD)
        whole.setStretch(3, 1)
        self.body.addLayout(whole)
        self.body.setStretch(0, 1)

    @property
    def deviation(self) -> Deviation | None:
        """The one that is shown."""
        return self._found[self._place] if self._place < len(self._found) else None

    def words(self) -> str:
        """What is said of it."""
        return self._words.text()

    def show_plan(self, plan: MailingPlan) -> None:
        """Read what needs the person anew, and stay at the same place."""
        self._plan = plan
        check = self._context.wizard.check
        self._context.ui.reader.read(
            self,
            lambda: check.deviations(plan.mailing_id, 0, _SHOWN_AT_MOST),
            lambda found: self._take(plan, found),
        )

    def _take(self, plan: MailingPlan, found: Sequence[Deviation]) -> None:
        if plan is not self._plan:
            return
        order = list(_TONES)
        self._found = sorted(found, key=lambda each: order.index(each.severity))
        self._go(min(self._place, max(len(self._found) - 1, 0)))

    def _go(self, place: int) -> None:
        self._place = min(max(place, 0), max(len(self._found) - 1, 0))
        self.previous.setEnabled(self._place > 0)
        self.next.setEnabled(self._place < len(self._found) - 1)
        deviation = self.deviation
        clear(self._acts)
        self.buttons = {}
        if deviation is None:
            self._where.setText("")
            self._words.setText(self._context.say(text("Nothing needs you. Everything is in order.")))
            self._icon.show_icon("done", Tone.DONE)
            self._stack.setCurrentWidget(self._nobody)
            return
        self._show(deviation)

    def _show(self, deviation: Deviation) -> None:
        say = self._context.say
        self._where.setText(say(place_words(self._place + 1, len(self._found))))
        self._words.setText(say(deviation.text))
        tone = _TONES[deviation.severity]
        self._icon.show_icon(TONE_ICONS[tone] if tone is not Tone.QUIET else "info", tone)
        self._add_acts(deviation)
        if deviation.letter_id is not None:
            self._read_pair(deviation)
        else:
            self._show_file_of_all(deviation)

    def _show_file_of_all(self, deviation: Deviation) -> None:
        """What is wrong with everybody's letter is shown in it."""
        letters = self._context.draft.letters
        if letters.manner is not LetterManner.ONE_FOR_ALL or deviation.column != "document":
            self._stack.setCurrentWidget(self._nobody)
            return
        marks = [Mark(name, Tone.PROBLEM) for name in names_in(deviation.text)]
        fault = deviation.code is Code.DOCUMENT_FAULT
        self.file_view.show_file(Path(letters.common_file), marks, shows_zone=fault)
        self._stack.setCurrentWidget(self.file_view)

    def _read_pair(self, deviation: Deviation) -> None:
        check, plan, letter_id = self._context.wizard.check, self._plan, deviation.letter_id
        if plan is None or letter_id is None:
            return
        self._context.ui.reader.read(
            self,
            lambda: check.pair(plan.mailing_id, letter_id),
            lambda pair: self._show_pair(deviation, pair),
        )

    def _show_pair(self, deviation: Deviation, pair: Pair | None) -> None:
        if deviation is not self.deviation or pair is None:
            return
        fault = deviation.code is Code.DOCUMENT_FAULT
        self.pair_view.show_pair(pair, names_in(deviation.text), shows_zone=fault)
        self._stack.setCurrentWidget(self.pair_view)

    # What can be done

    def _add_acts(self, deviation: Deviation) -> None:
        fixes = deviation.fixes
        if Fix.MEND_FIELD in fixes and deviation.recipient_id is not None:
            self._add("mend", text("Mend the details…"), lambda: self._mend(deviation))
        if can_correct(self._context.wizards.parts, self._context.draft, deviation):
            self._add_corrections(deviation)
        if Fix.CHOOSE_DOCUMENT in fixes and deviation.customer_id:
            self._add("choose", text("Choose another file…"), lambda: self._ask_document(deviation))
        if Fix.CHANGE_OPTIONS in fixes:
            self._add("change", text("Go back and change it"), self._change_options)
        if Fix.ACCEPT in fixes and deviation.severity is Severity.NEEDS_REASON:
            self._add("accept", text("It is right…"), lambda: self._accept(deviation))
            alike = self._alike(deviation)
            if len(alike) > 1:
                words = plural(
                    "All {count} like this are right…", "All {count} like this are right…", count=len(alike)
                )
                self._add("accept-all", words, lambda: self._accept_all(alike))
        if deviation.customer_id and (Fix.LEAVE_OUT in fixes):
            self._add("leave-out", text("Leave this one out"), lambda: self._leave_out([deviation]))
            alike = self._alike(deviation)
            if len(alike) > 1:
                words = plural(
                    "Leave out all {count} like this…", "Leave out all {count} like this…", count=len(alike)
                )
                self._add("leave-out-all", words, lambda: self._ask_to_leave_out(alike))

    def _add_corrections(self, deviation: Deviation) -> None:
        alike = [each for each in self._alike(deviation) if each.column == deviation.column]
        self._add("correct", text("Make a corrected copy"), lambda: self._correct([deviation]))
        if len(alike) > 1:
            words = plural(
                "Make corrected copies of all {count}",
                "Make corrected copies of all {count}",
                count=len(alike),
            )
            self._add("correct-all", words, lambda: self._correct(alike))

    def _correct(self, deviations: Sequence[Deviation]) -> None:
        context = self._context
        context.session.act(correcting(context.wizards.parts, context.draft, deviations))

    def _add(self, key: str, words: Text, pressed: object) -> None:
        kind = ButtonKind.SECONDARY
        button = Button(self._context.ui.theme, self._context.say(words), pressed, kind=kind)  # type: ignore[arg-type]
        self.buttons[key] = button
        self._acts.addWidget(button)

    def _alike(self, deviation: Deviation) -> list[Deviation]:
        """Those with the same code and the same sentence but for whom it is about."""
        return [
            each
            for each in self._found
            if each.code is deviation.code
            and each.severity is deviation.severity
            and each.letter_id is not None
            and _kind_of(each.text) == _kind_of(deviation.text)
        ]

    def _ask_to_leave_out(self, deviations: Sequence[Deviation]) -> None:
        count = len({each.customer_id for each in deviations})
        if confirm(
            self._context.ui,
            self,
            plural("Leave out {count} recipient?", "Leave out {count} recipients?", count=count),
            text("They get no letter from this mailing."),
            plural("Leave out {count} recipient", "Leave out {count} recipients", count=count),
        ):
            self._leave_out(deviations)

    def _leave_out(self, deviations: Sequence[Deviation]) -> None:
        people = {each.customer_id for each in deviations if each.customer_id}
        self._context.session.act(self._context.wizard.check.leaving_out(self._context.draft, people))

    def _accept(self, deviation: Deviation) -> None:
        reason = ask_for_reason(
            self._context.ui,
            self,
            text("Is it right as it is?"),
            deviation.text,
            text("Yes, keep it"),
        )
        if reason is not None:
            self._keep([deviation], reason)

    def _accept_all(self, deviations: Sequence[Deviation]) -> None:
        reason = ask_for_reason(
            self._context.ui,
            self,
            plural(
                "Are all {count} right as they are?",
                "Are all {count} right as they are?",
                count=len(deviations),
            ),
            deviations[0].text,
            plural("Yes, keep {count}", "Yes, keep all {count}", count=len(deviations)),
        )
        if reason is not None:
            self._keep(deviations, reason)

    def _keep(self, deviations: Sequence[Deviation], reason: str) -> None:
        keys = [each.key for each in deviations]
        check, draft = self._context.wizard.check, self._context.draft
        self._context.session.act(check.accepting(draft, keys, reason))

    def _ask_document(self, deviation: Deviation) -> None:
        dialog = QFileDialog(self, self._context.say(text("Choose another file")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("PDF (*.pdf)")
        folder = self._context.draft.letters.folder
        if folder:
            dialog.setDirectory(folder)
        dialog.fileSelected.connect(lambda path: self.choose_document(deviation, path))
        self._context.ui.front.open_choice(dialog)

    def choose_document(self, deviation: Deviation, path: str) -> None:
        """Give the deviation's person this file; everything is then checked again."""
        context = self._context
        if deviation.customer_id:
            context.change(context.wizard.check.choose_document(context.draft, deviation.customer_id, path))

    def _mend(self, deviation: Deviation) -> None:
        if deviation.recipient_id is None:
            return
        ui = self._context.ui
        ui.front.open(MendDialog(ui, deviation.recipient_id, deviation.column, self._was_mended, self))

    def _was_mended(self) -> None:
        self._context.wizard.check.check_again()
        self._context.flow.reconsider()

    def _change_options(self) -> None:
        self._context.flow.open(StepKey.LETTERS)


def _kind_of(sentence: Text) -> list[object]:
    """What a sentence says apart from whom and which file it says it of."""
    inner = [_kind_of(value) for value in sentence.values.values() if isinstance(value, Text)]
    return [sentence.message, *inner]
