"""The style sheet, written from the theme's roles. Widgets choose a rule by the properties `face`, `kind`, `tone`."""

from dataclasses import dataclass

from desktop_app.ui.theme import GRID_STRENGTH, Colours, Size, Space, Tone, mix

_INPUTS = "QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QListWidget"
_TONES = tuple(Tone)


@dataclass(frozen=True, slots=True)
class ArrowFiles:
    """Where pictures of arrows and of a tick lie: a style sheet can only name files."""

    down: str
    up: str
    bright_down: str
    tick: str


def style_sheet(colours: Colours, arrows: ArrowFiles) -> str:
    """The whole application's style sheet."""
    parts = (
        _faces(colours),
        _labels(colours),
        _buttons(colours, arrows),
        _inputs(colours, arrows),
        _ticks(colours, arrows),
    )
    return "\n".join((*parts, _grid(colours), _small_things(colours), _tone_rules(colours)))


def _faces(c: Colours) -> str:
    return f"""
    QMainWindow, QDialog, QWidget[face="page"] {{ background: {c.window}; }}
    QScrollArea, QScrollArea > QWidget > QWidget[face="plain"] {{ background: transparent; border: none; }}
    QFrame[face="card"] {{ background: {c.surface}; border: 1px solid {c.divider};
        border-radius: {Size.RADIUS}px; }}
    QFrame[face="navigation"] {{ background: {c.surface}; border: none; border-right: 1px solid {c.divider}; }}
    QFrame[face="footer"] {{ background: {c.surface}; border: none; border-top: 1px solid {c.divider}; }}
    QFrame[face="panel"] {{ background: {c.surface}; border: none; border-left: 1px solid {c.divider}; }}
    QFrame[face="line"] {{ background: {c.divider}; border: none; }}
    QFrame[face="placeholder"] {{ background: {c.divider}; border: none; border-radius: {Space.HAIR}px; }}
    """


def _labels(c: Colours) -> str:
    rules = (f'QLabel[tone="{tone.value}"] {{ color: {c.of(tone)}; }}' for tone in _TONES)
    box = f"QLabel#qt_msgbox_label {{ font-weight: 600; min-width: {Size.FORM_WIDTH * 3 // 4}px; }}"
    return "\n".join(("QLabel { background: transparent; }", box, *rules))


def _buttons(c: Colours, arrows: ArrowFiles) -> str:
    hover, pressed = mix(c.text, c.surface, 0.05), mix(c.text, c.surface, 0.10)
    inner = Size.CONTROL - 2
    return f"""
    QPushButton, QToolButton[iconOnly] {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control_line}; border-radius: {Size.SMALL_RADIUS}px;
        padding: 0 {Space.FIELD + 2}px; min-height: {inner}px; }}
    QPushButton:hover, QToolButton[iconOnly]:hover {{ background: {hover}; }}
    QPushButton:pressed, QToolButton[iconOnly]:pressed {{ background: {pressed}; }}
    QPushButton:focus, QToolButton[iconOnly]:focus {{ border: 2px solid {c.primary};
        padding: 0 {Space.FIELD + 1}px; min-height: {inner - 2}px; }}
    QPushButton:disabled, QToolButton[iconOnly]:disabled {{ color: {c.quiet}; border-color: {c.divider};
        background: {c.window}; }}
    QToolButton[iconOnly], QToolButton[iconOnly]:focus {{ padding: 0; min-width: {inner}px; }}
    QToolButton[small="true"] {{ min-height: {Size.ICON}px; min-width: {Space.PAGE}px; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton::menu-indicator {{ image: url("{arrows.bright_down}"); width: {Size.SMALL_ICON}px;
        height: {Size.SMALL_ICON}px; subcontrol-origin: padding; subcontrol-position: right center;
        right: {Space.ROW}px; }}
    QPushButton[kind="secondary"]::menu-indicator {{ image: url("{arrows.down}"); }}
    QPushButton[kind="primary"] {{ background: {c.primary}; color: {c.on_primary};
        border: 1px solid {c.primary}; }}
    QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{
        background: {c.primary_pressed}; border-color: {c.primary_pressed}; }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {c.text}; }}
    QPushButton[kind="primary"]:disabled {{ background: {c.divider}; color: {c.quiet};
        border-color: {c.divider}; }}
    QPushButton[kind="danger"] {{ color: {c.problem}; border-color: {c.problem}; }}
    QPushButton[kind="danger"]:hover {{ background: {c.tint(Tone.PROBLEM)}; }}
    QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{ background: transparent;
        border: 1px solid transparent; }}
    QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {hover}; }}
    QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {c.primary};
        padding: 0 {Space.HAIR}px; text-align: left; min-height: {Size.CONTROL - Space.ROW}px; }}
    QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
    QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus, QPushButton[kind="link"]:focus {{
        border: 1px solid {c.primary}; }}
    QPushButton[kind="navigation"] {{ background: transparent; border: 1px solid transparent; text-align: left;
        padding: 0 {Space.FIELD}px; min-height: {Size.CONTROL + 2}px; }}
    QPushButton[kind="navigation"]:hover {{ background: {hover}; }}
    QPushButton[kind="navigation"]:checked {{ background: {c.tint(Tone.PRIMARY)}; color: {c.primary}; }}
    QPushButton[kind="navigation"]:focus {{ border: 1px solid {c.primary}; }}
    QPushButton[kind="filter"] {{ border-radius: {Size.CONTROL // 2 - 3}px; padding: 0 {Space.FIELD}px;
        min-height: {Size.CONTROL - Space.HAIR - 2}px; }}
    QPushButton[kind="filter"]:checked {{ background: {c.tint(Tone.PRIMARY)}; color: {c.primary};
        border-color: {c.primary}; }}
    QPushButton[kind="card"] {{ background: {c.surface}; border: 1px solid {c.divider};
        border-radius: {Size.RADIUS}px; padding: 0; }}
    QPushButton[kind="card"]:hover {{ border-color: {c.primary}; }}
    QPushButton[kind="card"]:focus {{ border: 2px solid {c.primary}; }}
    QPushButton[kind="row"] {{ background: transparent; border: 1px solid transparent; padding: 0;
        border-radius: {Size.SMALL_RADIUS}px; }}
    QPushButton[kind="row"]:hover {{ background: {hover}; }}
    QPushButton[kind="row"]:focus {{ border: 1px solid {c.primary}; }}
    """


def _inputs(c: Colours, arrows: ArrowFiles) -> str:
    inner = Size.CONTROL - 2
    return f"""
    {_INPUTS} {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_line};
        border-radius: {Size.SMALL_RADIUS}px; padding: 0 {Space.ROW}px; min-height: {inner}px;
        selection-background-color: {c.primary}; selection-color: {c.on_primary}; }}
    QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QListWidget:focus {{
        border: 2px solid {c.primary}; padding: 0 {Space.ROW - 1}px; min-height: {inner - 2}px; }}
    QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"],
    QPlainTextEdit[wrong="true"] {{ border-color: {c.problem}; }}
    QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QLineEdit:read-only {{
        background: {c.window}; color: {c.quiet}; border-color: {c.divider}; }}
    QComboBox {{ padding-left: {Space.ROW + 2}px; }}
    QComboBox:focus {{ padding-left: {Space.ROW + 1}px; }}
    QComboBox::drop-down, QDateTimeEdit::drop-down {{ border: none; width: {Space.PAGE}px; }}
    QComboBox::down-arrow {{ image: url("{arrows.down}"); width: {Size.SMALL_ICON}px;
        height: {Size.SMALL_ICON}px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text};
        border: 1px solid {c.control_line}; selection-background-color: {c.tint(Tone.PRIMARY, GRID_STRENGTH)};
        selection-color: {c.text}; }}
    QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractSpinBox QLineEdit:focus,
    QComboBox QLineEdit:focus {{ border: none; padding: 0; min-height: 0; background: transparent; }}
    QAbstractSpinBox {{ max-height: {inner}px; }}
    QAbstractSpinBox:focus {{ max-height: {inner - 2}px; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ background: transparent; border: none;
        width: {Size.ICON}px; }}
    QAbstractSpinBox::up-arrow {{ image: url("{arrows.up}"); width: 10px; height: 10px; }}
    QAbstractSpinBox::down-arrow {{ image: url("{arrows.down}"); width: 10px; height: 10px; }}
    QDateTimeEdit[calendarPopup="true"]::down-arrow {{ width: {Size.SMALL_ICON}px; height: {Size.SMALL_ICON}px; }}
    QPlainTextEdit {{ padding: {Space.ROW}px; }}
    QPlainTextEdit:focus {{ padding: {Space.ROW - 1}px; }}
    """


def _ticks(c: Colours, arrows: ArrowFiles) -> str:
    """Boxes to tick and round ones to choose from, as easy to see in the dark as in the light."""
    side = Size.SMALL_ICON - 2
    return f"""
    QCheckBox, QRadioButton {{ spacing: {Space.ROW}px; background: transparent; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: {side}px; height: {side}px;
        border: 1px solid {c.quiet}; background: {c.surface}; }}
    QCheckBox::indicator {{ border-radius: {Space.HAIR}px; }}
    QRadioButton::indicator {{ border-radius: {Size.SMALL_ICON // 2}px; }}
    QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {c.primary}; }}
    QCheckBox::indicator:checked {{ background: {c.primary}; border-color: {c.primary};
        image: url("{arrows.tick}"); }}
    QRadioButton::indicator:checked {{ width: {side - 8}px; height: {side - 8}px;
        border: 5px solid {c.primary}; background: {c.on_primary}; }}
    QCheckBox:focus, QRadioButton:focus {{ text-decoration: underline; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:unchecked:focus {{ border-color: {c.primary}; }}
    QCheckBox:disabled, QRadioButton:disabled {{ color: {c.quiet}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.divider};
        background: {c.window}; }}
    """


def _grid(c: Colours) -> str:
    chosen = c.tint(Tone.PRIMARY, GRID_STRENGTH)
    return f"""
    QTableView {{ background: {c.surface}; border: none; gridline-color: {c.divider};
        selection-background-color: {chosen}; selection-color: {c.text}; }}
    QHeaderView {{ background: {c.surface}; border: none; }}
    QHeaderView::section {{ background: {c.surface}; color: {c.quiet}; border: none;
        border-bottom: 1px solid {c.divider}; padding: 0 {Space.HAIR}px 0 3px; }}
    QHeaderView::section:hover {{ color: {c.text}; }}
    QTableCornerButton::section {{ background: {c.surface}; border: none; }}
    """


def _small_things(c: Colours) -> str:
    half = Space.HAIR
    return f"""
    QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_line};
        padding: {Space.HAIR}px; }}
    QMenu {{ background: {c.surface}; border: 1px solid {c.control_line}; padding: {Space.HAIR}px; }}
    QMenu::item {{ padding: 6px {Space.PAGE}px 6px {Space.FIELD}px; border-radius: {Space.HAIR}px; }}
    QMenu::item:selected {{ background: {c.tint(Tone.PRIMARY, GRID_STRENGTH)}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.quiet}; }}
    QMenu::separator {{ height: 1px; background: {c.divider}; margin: {Space.HAIR}px 0; }}
    QProgressBar {{ background: {c.divider}; border: none; border-radius: {half}px;
        min-height: {Space.ROW}px; max-height: {Space.ROW}px; }}
    QProgressBar::chunk {{ background: {c.working}; border-radius: {half}px; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {c.control_line}; border-radius: {half}px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: {Size.CONTROL}px; }}
    QScrollBar::handle:horizontal {{ min-width: {Size.CONTROL}px; }}
    QScrollBar::handle:hover {{ background: {c.quiet}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QListWidget[face="index"], QListWidget[face="index"]:focus {{ background: transparent; border: none;
        padding: 0; }}
    QListWidget[face="index"]::item {{ padding: 5px {Space.ROW}px; border: 1px solid transparent;
        border-radius: {Size.SMALL_RADIUS}px; }}
    QListWidget[face="index"]::item:selected {{ background: {c.tint(Tone.PRIMARY, GRID_STRENGTH)}; color: {c.text}; }}
    QListWidget[face="index"]:focus::item:selected {{ border-color: {c.primary}; }}
    QListWidget[face="index"]::item:disabled {{ color: {c.quiet}; padding-top: {Space.FIELD}px; }}
    QListView[face="lines"] {{ background: {c.surface}; border: 1px solid {c.divider};
        border-radius: {Size.RADIUS}px; padding: {Space.HAIR}px {Space.ROW}px; }}
    QListView[face="lines"]:focus {{ border: 1px solid {c.primary}; }}
    QTextBrowser[face="guide"] {{ background: {c.surface}; border: 2px solid transparent;
        border-left: 1px solid {c.divider}; }}
    QTextBrowser[face="guide"]:focus {{ border: 2px solid {c.primary}; }}
    QSplitter::handle {{ background: {c.divider}; }}
    """


def _tone_rules(c: Colours) -> str:
    rules = []
    for tone in _TONES:
        name, tint = tone.value, c.tint(tone)
        rules.append(
            f'QFrame[face="banner"][tone="{name}"] {{ background: {tint}; border: none; '
            f"border-radius: {Size.RADIUS}px; }}"
        )
        rules.append(f'QFrame[face="banner"][across="true"][tone="{name}"] {{ border-radius: 0; }}')
        rules.append(
            f'QFrame[face="chip"][tone="{name}"] {{ background: {tint}; border: 1px solid transparent; '
            f"border-radius: {Size.SMALL_RADIUS}px; }}"
        )
        rules.append(f'QFrame[face="chip"][tone="{name}"]:focus {{ border-color: {c.of(tone)}; }}')
        rules.append(f'QFrame[face="strip"][tone="{name}"] {{ background: {c.of(tone)}; border: none; }}')
    return "\n".join(rules)
