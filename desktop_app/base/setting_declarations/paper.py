"""Settings of letters on paper, printed by Digipost or here."""

from desktop_app.base.setting_declarations.checks import norwegian_postcode
from desktop_app.base.settings import Setting, SettingType
from desktop_app.base.texts import text

_PRINT = text("Paper post")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        key="print.agreement",
        group=_PRINT,
        label=text("We have a print agreement with Digipost"),
        help=text("Digipost then prints and posts letters to those without Digipost."),
        type=SettingType.FLAG,
        default=False,
    ),
    Setting(
        key="print.return_name",
        group=_PRINT,
        label=text("Return address: name"),
        help=text("Where undelivered letters come back to."),
    ),
    Setting(
        key="print.return_address1",
        group=_PRINT,
        label=text("Return address: street"),
        help=text("Street and number, or box."),
    ),
    Setting(
        key="print.return_postcode",
        group=_PRINT,
        label=text("Return address: postcode"),
        help=text("Four digits."),
        check=norwegian_postcode,
    ),
    Setting(
        key="print.return_city",
        group=_PRINT,
        label=text("Return address: city"),
        help=text("The postal city."),
    ),
    Setting(
        key="print.max_pages",
        group=_PRINT,
        label=text("Most pages in a letter to print"),
        help=text("Digipost prints up to 20 pages in one envelope."),
        type=SettingType.INTEGER,
        default=20,
        lowest=1,
        highest=200,
    ),
    Setting(
        key="print.window_left_mm",
        group=_PRINT,
        label=text("Address on paper: millimetres from the left"),
        help=text(
            "Where the address begins on the sheet for a window envelope. 22 suits common C5 envelopes."
        ),
        type=SettingType.INTEGER,
        default=22,
        lowest=5,
        highest=150,
    ),
    Setting(
        key="print.window_top_mm",
        group=_PRINT,
        label=text("Address on paper: millimetres from the top"),
        help=text(
            "The upper edge of the return address and the address below it. 46 suits common C5 envelopes."
        ),
        type=SettingType.INTEGER,
        default=46,
        lowest=5,
        highest=240,
    ),
    Setting(
        key="print.two_sided",
        group=_PRINT,
        label=text("We print on both sides"),
        help=text("Blank pages are put in, so that nobody's letter begins on the back of somebody else's."),
        type=SettingType.FLAG,
        default=True,
    ),
    Setting(
        key="print.sheets_per_file",
        group=_PRINT,
        label=text("Most sheets in one PDF for paper post"),
        help=text("What is longer is split into several files, never inside one person's letter."),
        type=SettingType.INTEGER,
        default=500,
        lowest=2,
        highest=2000,
    ),
    Setting(
        key="print.label_columns",
        group=_PRINT,
        label=text("Labels: how many across"),
        help=text("On a sheet of A4."),
        type=SettingType.INTEGER,
        default=3,
        lowest=1,
        highest=5,
    ),
    Setting(
        key="print.label_rows",
        group=_PRINT,
        label=text("Labels: how many down"),
        help=text("On a sheet of A4."),
        type=SettingType.INTEGER,
        default=8,
        lowest=1,
        highest=16,
    ),
    Setting(
        key="print.label_side_mm",
        group=_PRINT,
        label=text("Labels: margin at each side"),
        help=text("In millimetres. 0 where the labels reach to the edge of the sheet."),
        type=SettingType.INTEGER,
        default=0,
        highest=40,
    ),
    Setting(
        key="print.label_top_mm",
        group=_PRINT,
        label=text("Labels: margin at the top and the bottom"),
        help=text("In millimetres. 0 where the labels reach to the edge of the sheet."),
        type=SettingType.INTEGER,
        default=0,
        highest=60,
    ),
)
