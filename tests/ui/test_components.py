"""The parts the pages are built of."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.base.texts import plural, text
from desktop_app.jobs.failures import failure_of
from desktop_app.jobs.states import JobState, JobView, Lane
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.dialogs import TYPED, Danger, confirmation, failure_dialog
from desktop_app.ui.components.figures import Figure, FigureSentence
from desktop_app.ui.components.form import FormField, choice, date_edit, line_edit
from desktop_app.ui.components.frames import Banner, Chip, EmptyState, PageHeader
from desktop_app.ui.components.labels import ElidedLabel, Label, plain_tool_tip
from desktop_app.ui.components.layout import Pages, Scroll, boxed, column
from desktop_app.ui.components.progress_strip import JobLine, counts_of
from desktop_app.ui.components.questions import WordsDialog
from desktop_app.ui.components.stepper import Step, Stepper, StepState
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, TextRole, Tone
from tests.helpers.looking import cut_texts
from tests.helpers.stage import NOW

MARKUP = "<b>brev & co</b>.pdf"


def words_on(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


class TestWords:
    """Labels and buttons show what they are given, whatever it is."""

    def test_a_label_shows_markup_as_it_stands(self, qtbot: QtBot, theme: Theme) -> None:
        label = Label(theme, MARKUP)
        qtbot.addWidget(label)
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(MARKUP)

    def test_running_text_is_at_most_seventy_characters_wide(self, qtbot: QtBot, theme: Theme) -> None:
        label = Label(theme, "ord " * 60, wrap=True)
        qtbot.addWidget(label)
        assert label.maximumWidth() == label.fontMetrics().averageCharWidth() * Size.TEXT_COLUMNS
        assert label.heightForWidth(5000) == label.heightForWidth(label.maximumWidth())

    def test_a_labels_height_follows_its_words_its_type_and_its_style(
        self, qtbot: QtBot, theme: Theme
    ) -> None:
        label = Label(theme, "ord " * 60, wrap=True)
        qtbot.addWidget(label)
        label.show()
        changes: list[Callable[[], None]] = [
            lambda: label.setText("ord " * 120),
            lambda: label.setFont(theme.font(TextRole.TITLE)),
            lambda: label.setStyleSheet("padding: 20px"),
        ]
        for change in changes:
            before = label.heightForWidth(200)
            change()
            assert label.heightForWidth(200) == QLabel.heightForWidth(label, 200) != before

    def test_a_button_keeps_its_ampersand(self, qtbot: QtBot, theme: Theme) -> None:
        button = Button(theme, "Brev & co")
        qtbot.addWidget(button)
        assert button.text() == "Brev && co"
        assert button.accessibleName() == "Brev & co"

    @pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
    def test_enter_presses_a_button_as_space_does(self, qtbot: QtBot, theme: Theme, key: Qt.Key) -> None:
        pressed: list[bool] = []
        button = Button(theme, "Send", lambda: pressed.append(True))
        qtbot.addWidget(button)
        QTest.keyClick(button, key)
        assert pressed == [True]

    def test_an_icon_button_says_its_name(self, qtbot: QtBot, theme: Theme) -> None:
        button = IconButton(theme, "columns", "Columns")
        qtbot.addWidget(button)
        assert (button.accessibleName(), button.toolTip()) == ("Columns", "Columns")

    def test_a_cut_line_has_the_whole_as_its_tool_tip(self, qtbot: QtBot, theme: Theme) -> None:
        label = ElidedLabel(theme, MARKUP * 5)
        qtbot.addWidget(label)
        label.resize(60, 20)
        label.show()
        assert "&lt;b&gt;" in label.toolTip()
        label.resize(5000, 20)
        assert label.toolTip() == ""

    def test_a_tool_tip_without_markup_stays_as_it_is(self) -> None:
        assert plain_tool_tip("Storgata 4") == "Storgata 4"


class TestFrames:
    """Headers, banners, chips, empty places."""

    def test_no_part_opens_a_window_of_its_own(self, qtbot: QtBot, theme: Theme) -> None:
        parts = (
            PageHeader(theme, "Home", "All is well."),
            Banner(theme, "View", act="Do"),
            Chip(theme, "Done", Tone.DONE),
            EmptyState(theme, "people", "Nobody", "Yet"),
        )
        for part in parts:
            qtbot.addWidget(part)
            assert not [child for child in part.findChildren(QWidget) if child.isVisible()]
            assert not part.isVisible()

    def test_a_header_s_sentence_has_the_whole_width_whatever_stands_beside_the_title(
        self, qtbot: QtBot, theme: Theme
    ) -> None:
        header = PageHeader(theme, "Privacy", "Names show only while the register has them.")
        qtbot.addWidget(header)
        for words in ("Recovery code…", "Make a backup", "Remove what is too old…"):
            header.add_act(Button(theme, words))
        header.resize(700, 100)
        header.show()
        assert header.sentence.width() == header.width()
        assert header.sentence.y() >= max(
            button.geometry().bottom() for button in header.findChildren(Button)
        )

    def test_a_banner_without_words_takes_no_room(self, qtbot: QtBot, theme: Theme) -> None:
        around = QWidget()
        qtbot.addWidget(around)
        banner = Banner(theme, "Look here", parent=around)
        around.show()
        banner.say("", Tone.QUIET)
        assert not banner.isVisible()
        banner.say("Digipost refused the mailing.", Tone.PROBLEM)
        assert banner.isVisible()
        assert banner.property("tone") == "problem"

    def test_a_chip_says_its_state_in_a_word_with_an_icon(self, qtbot: QtBot, theme: Theme) -> None:
        chip = Chip(theme, "Has Digipost", Tone.DONE)
        qtbot.addWidget(chip)
        chip.show_state("Not found", Tone.ATTENTION, "person-off")
        icon, word = chip.findChildren(QLabel)
        assert not icon.pixmap().isNull()
        assert word.text() == chip.words() == chip.accessibleName() == "Not found"

    def test_figures_are_replaced_and_can_be_pressed(self, qtbot: QtBot, theme: Theme) -> None:
        pressed: list[str] = []
        sentence = FigureSentence(theme)
        qtbot.addWidget(sentence)
        sentence.show_figures([Figure("1 digitally")])
        sentence.show_figures(
            [Figure("387 digitally", Tone.DONE, lambda: pressed.append("d")), Figure("4 need you")]
        )
        assert sentence.accessibleName() == "387 digitally · 4 need you"
        sentence.findChildren(QPushButton)[-1].click()
        assert pressed == ["d"]


class TestFormField:
    """A field with its words."""

    @pytest.fixture
    def field(self, qtbot: QtBot, theme: Theme) -> FormField:
        made = FormField(theme, "Port", line_edit("22"), "Digipost uses port 22.")
        qtbot.addWidget(made)
        made.show()
        return made

    def test_the_label_names_the_field(self, field: FormField) -> None:
        assert field.field.accessibleName() == "Port"
        assert field.label.buddy() is field.field

    def test_an_error_stands_where_the_help_stood_and_goes_again(self, field: FormField) -> None:
        before = field.height()
        field.show_error("“abc” is not a whole number.")
        assert field.field.property("wrong")
        assert field.help.text() == field.field.accessibleDescription() == "“abc” is not a whole number."
        assert field.help.property("tone") == "problem"
        assert field.sizeHint().height() == before
        field.show_error("")
        assert not field.has_error
        assert field.help.text() == "Digipost uses port 22."

    def test_a_form_is_never_wider_than_its_measure(self, field: FormField) -> None:
        assert field.maximumWidth() == Size.FORM_WIDTH

    def test_a_choice_keeps_keys_apart_from_words(self, qtbot: QtBot) -> None:
        box = choice([("nb", "Norsk"), ("sv", "Svenska")], "sv")
        qtbot.addWidget(box)
        assert (box.currentData(), box.currentText()) == ("sv", "Svenska")


class TestStepper:
    """A wizard's steps."""

    STEPS = (
        Step("recipients", "Recipients", StepState.DONE, "done", reachable=True),
        Step("letters", "Letters", StepState.HERE, "you are here"),
        Step("send", "Send", StepState.AHEAD, "ahead"),
    )

    def test_only_reachable_steps_lead_somewhere(self, qtbot: QtBot, theme: Theme) -> None:
        stepper = Stepper(theme, "Annual fee 2027")
        qtbot.addWidget(stepper)
        stepper.show_steps(self.STEPS)
        chosen: list[str] = []
        stepper.chosen.connect(chosen.append)
        buttons = stepper.findChildren(QPushButton)
        assert [button.isEnabled() for button in buttons] == [True, True, False]
        for button in buttons:
            button.click()
        assert chosen == ["recipients"]

    def test_each_step_says_its_state(self, qtbot: QtBot, theme: Theme) -> None:
        stepper = Stepper(theme)
        qtbot.addWidget(stepper)
        stepper.show_steps(self.STEPS)
        names = [button.accessibleName() for button in stepper.findChildren(QPushButton)]
        assert names == ["Recipients, done", "Letters, you are here", "Send, ahead"]


class TestDialogs:
    """Questions and failures."""

    def test_a_question_names_the_number_on_its_button(self, qtbot: QtBot, context: UiContext) -> None:
        dialog = confirmation(
            context,
            None,
            text("Send?"),
            text("Now."),
            plural("Send {count} letter", "Send {count} letters", count=412),
        )
        qtbot.addWidget(dialog)
        assert [button.text() for button in dialog.findChildren(QPushButton)] == [
            "Go back",
            "Send 412 letters",
        ]

    def test_enter_never_does_what_cannot_be_undone(self, qtbot: QtBot, context: UiContext) -> None:
        dialog = confirmation(
            context, None, text("Remove?"), text("For good."), text("Remove 4"), Danger.CANNOT_BE_UNDONE
        )
        qtbot.addWidget(dialog)
        dialog.show()
        defaults = [button.text() for button in dialog.findChildren(QPushButton) if button.isDefault()]
        assert defaults == ["Go back"]
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert dialog.result() == 0

    def test_a_failure_says_what_happened_and_what_to_do(self, qtbot: QtBot, context: UiContext) -> None:
        dialog = failure_dialog(
            context, None, text("Not sent"), text("{file} is gone.", file=MARKUP), text("Choose it again.")
        )
        qtbot.addWidget(dialog)
        assert words_on(dialog) == ["Not sent", f"{MARKUP} is gone.", "Choose it again."]
        assert dialog.findChildren(QPlainTextEdit) == []

    def test_a_bug_shows_its_whole_report_before_it_goes_anywhere(
        self, qtbot: QtBot, context: UiContext
    ) -> None:
        failure = failure_of(ValueError("Åse Ødegård 01810112345"))
        dialog = failure_dialog(context, None, failure.title, failure.message, failure.hint, failure.report)
        qtbot.addWidget(dialog)
        (report,) = dialog.findChildren(QPlainTextEdit)
        assert report.toPlainText() == failure.report
        assert "Ødegård" not in report.toPlainText()
        assert report.isReadOnly()

    def test_a_reason_has_to_be_given(self, qtbot: QtBot, context: UiContext) -> None:
        dialog = WordsDialog(context, text("Cancel?"), text("Why?"), text("Why"), text("Cancel 4 letters"))
        qtbot.addWidget(dialog)
        _back, agree = dialog.findChildren(QPushButton)
        assert not agree.isEnabled()
        dialog._edit.setText("  wrong year ")  # type: ignore[union-attr]
        assert agree.isEnabled()
        assert dialog.words() == "wrong year"

    def test_a_reason_that_was_typed_is_asked_about(self, qtbot: QtBot, context: UiContext) -> None:
        dialog = WordsDialog(context, text("Cancel?"), text("Why?"), text("Why"), text("Cancel 4 letters"))
        qtbot.addWidget(dialog)
        dialog.show()
        QTest.keyClicks(dialog._edit, "wrong year")
        dialog.reject()
        assert dialog.isVisible()
        assert dialog.loss() == TYPED
        dialog._edit.clear()
        dialog._drop_question()
        dialog.reject()
        assert not dialog.isVisible()

    def test_suggestions_can_be_taken_or_overwritten(self, qtbot: QtBot, context: UiContext) -> None:
        ways = (text("Printed and posted by us"), text("Delivered by hand"))
        dialog = WordsDialog(context, text("Tick off?"), text("How?"), text("How"), text("Tick off 3"), ways)
        qtbot.addWidget(dialog)
        assert (dialog.words(), dialog.loss()) == ("Printed and posted by us", None)
        dialog._edit.setCurrentText("By pigeon")  # type: ignore[union-attr]
        assert (dialog.words(), dialog.loss()) == ("By pigeon", TYPED)


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"state": JobState.QUEUED}, "Waiting"),
        ({"state": JobState.RUNNING}, "Working…"),
        ({"state": JobState.RUNNING, "done": 7}, "7 so far"),
        ({"state": JobState.RUNNING, "done": 214, "total": 412}, "214 of 412"),
        (
            {"state": JobState.RUNNING, "done": 214, "total": 412, "seconds_left": 21.0},
            "214 of 412 · about 20 s left",
        ),
        (
            {"state": JobState.RUNNING, "done": 2, "total": 4, "seconds_left": 95.0},
            "2 of 4 · about 2 minutes left",
        ),
        ({"state": JobState.RUNNING, "cancelling": True}, "Stopping…"),
        ({"state": JobState.CANCELLED, "cancelling": True}, "Stopped"),
        ({"state": JobState.FAILED}, "Did not work"),
    ],
)
def test_how_far_a_job_is_in_words(job: dict[str, object], words: str) -> None:
    view = JobView(1, Lane.FILES, text("Importing"), queued_at=NOW, **job)  # type: ignore[arg-type]
    assert str(counts_of(view)) == words


@pytest.mark.parametrize(
    ("language", "written"), [("nb", "16.03.2027"), ("sv", "2027-03-16"), ("en", "16 Mar 2027")]
)
def test_a_date_is_written_as_the_language_writes_it(qtbot: QtBot, language: str, written: str) -> None:
    edit = date_edit(language, date(2027, 3, 16))
    qtbot.addWidget(edit)
    assert edit.text() == written


def test_a_question_is_as_wide_as_its_buttons_need(qtbot: QtBot, context: UiContext) -> None:
    act = text("Look up and send 48,112 letters again, after all")
    dialog = confirmation(context, None, text("Again?"), text("They get it twice."), act)
    qtbot.addWidget(dialog)
    dialog.resize(dialog.minimumWidth(), 200)  # as a small or much enlarged screen makes it
    dialog.show()
    assert cut_texts(dialog) == []


def test_a_page_that_is_not_shown_makes_nobody_scroll(qtbot: QtBot, theme: Theme) -> None:
    pages, low, high = Pages(), QWidget(), boxed(column(Label(theme, "ord " * 400, wrap=True)))
    low.setLayout(column(None))
    for page in (low, high):
        pages.addWidget(page)
    scroll = Scroll(column(pages), gives_way=True)
    qtbot.addWidget(scroll)
    scroll.resize(600, 120)
    scroll.show()
    assert scroll.verticalScrollBar().maximum() == 0
    pages.setCurrentWidget(high)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    pages.setCurrentWidget(low)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)


def test_a_job_that_has_ended_cannot_be_cancelled_and_nothing_moves_for_that(
    qtbot: QtBot, context: UiContext
) -> None:
    line = JobLine(context, lambda: None)
    qtbot.addWidget(line)
    cancel = line.findChild(QPushButton)
    assert cancel is not None
    widths = []
    for state in (JobState.RUNNING, JobState.DONE):
        line.show_job(JobView(1, Lane.FILES, text("Checking PDFs"), state, NOW))
        widths.append(line.sizeHint().width())
        assert cancel.isVisibleTo(line) == (state is JobState.RUNNING)
    assert widths[0] == widths[1]


def test_an_arrow_onwards_stands_after_the_words(qtbot: QtBot, theme: Theme) -> None:
    button = Button(theme, "Next recipient", icon="chevron-right", icon_last=True)
    qtbot.addWidget(button)
    assert button.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert button.accessibleName() == "Next recipient"
