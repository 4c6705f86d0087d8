"""One page of the guide as it is read: Markdown in the theme's own type and colours, with icons and pictures."""

from collections.abc import Iterator

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPixmap,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop_app.base.paths import resource
from desktop_app.ui.appearance import Theme
from desktop_app.ui.guide.contents import GuidePage
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_HEADING_ROLES = {1: TextRole.TITLE, 2: TextRole.SECTION, 3: TextRole.STRONG}
_SPACE_ABOVE = {1: 0, 2: Space.PAGE, 3: Space.CARD}
_ICON = "icon:"
_PICTURE_WIDTH = 680
_LINE_HEIGHT = 135
"""Per cent of the font's own line height."""


class PageView(QTextBrowser):
    """Shows a page; `followed` tells the target of a link that was pressed. It opens nothing by itself."""

    followed = Signal(str)

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._language = theme, language
        self._page: GuidePage | None = None
        self.setProperty("face", "guide")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(Space.PAGE)
        self.anchorClicked.connect(lambda url: self.followed.emit(url.toString()))
        theme.on_change(self, self._draw)

    def show_page(self, page: GuidePage, anchor: str = "") -> None:
        """Show a page from its top, or from the heading that an anchor names."""
        self._page = page
        self.setAccessibleName(page.title)
        self._draw()
        place = page.anchors.get(anchor)
        if place is None:
            self.verticalScrollBar().setValue(0)
        else:
            self._go_to_heading(place)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """An icon in its tone (`icon:NAME/TONE`), or a picture beside the pages."""
        url = QUrl(name) if isinstance(name, str) else name
        if url.scheme() == "icon":
            icon, _, tone = url.path().partition("/")
            colour = self._theme.colours.of(Tone(tone))
            return self._theme.icons.pixmap(icon, colour, Size.SMALL_ICON, self.devicePixelRatioF())
        return QPixmap(str(resource("guide", *url.path().removeprefix("../").split("/"))))

    def _draw(self) -> None:
        if self._page is None:
            return
        scroll = self.verticalScrollBar().value()
        document = self.document()
        document.setDefaultFont(self._theme.font(TextRole.BODY))
        document.setMarkdown(self._page.markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        for block in _blocks(document):
            self._dress(block)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        self._fit_pictures()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pictures()

    def _fit_pictures(self) -> None:
        """Let no picture be wider than the page."""
        room = self.viewport().width() - 2 * round(self.document().documentMargin())
        for block in _blocks(self.document()):
            for piece in _pieces(block):
                picture = piece.charFormat().toImageFormat()
                if picture.isValid() and not picture.name().startswith(_ICON):
                    picture.setWidth(max(min(room, _PICTURE_WIDTH), 1))
                    _reshape(piece, block, picture)

    def _dress(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        shape = QTextBlockFormat()
        shape.setTopMargin(_SPACE_ABOVE.get(level, 0))
        shape.setBottomMargin(Space.HAIR if level or block.textList() is not None else Space.ROW)
        height = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        is_picture = any(piece.charFormat().isImageFormat() for piece in _pieces(block))
        shape.setLineHeight(100 if level or is_picture else _LINE_HEIGHT, height.value)
        cursor.mergeBlockFormat(shape)
        if level:
            self._enlarge(block, self._theme.font(_HEADING_ROLES.get(level, TextRole.STRONG)))

    @staticmethod
    def _enlarge(block: QTextBlock, font: QFont) -> None:
        """Give a heading its size. Markdown gives it one that is relative to the text's, which would go before."""
        for piece in _pieces(block):
            letters = piece.charFormat()
            letters.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            letters.setFontPointSize(font.pointSizeF())
            letters.setFontWeight(QFont.Weight.DemiBold)
            letters.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
            _reshape(piece, block, letters)

    def _dress_table(self, table: QTextTable) -> None:
        shape = QTextTableFormat(table.format())
        shape.setBorder(0)
        shape.setCellSpacing(0)
        shape.setCellPadding(Space.HAIR)
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.FixedLength, 180), QTextLength(QTextLength.Type.VariableLength, 0)]
        )
        shape.setBorderBrush(QColor(self._theme.colours.divider))
        table.setFormat(shape)

    def _go_to_heading(self, place: int) -> None:
        headings = [block for block in _blocks(self.document()) if block.blockFormat().headingLevel()]
        top = self.document().documentLayout().blockBoundingRect(headings[place]).top()
        self.verticalScrollBar().setValue(round(top) - Space.CARD)
        self.setTextCursor(QTextCursor(headings[place]))


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.firstBlock()
    while block.isValid():
        yield block
        block = block.next()


def _reshape(piece: QTextFragment, block: QTextBlock, letters: QTextCharFormat) -> None:
    cursor = QTextCursor(block)
    cursor.setPosition(piece.position())
    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
    cursor.setCharFormat(letters)


def _pieces(block: QTextBlock) -> list[QTextFragment]:
    """The parts of a block that look alike, read before any of them is changed."""
    pieces = []
    place = block.begin()
    while not place.atEnd():
        pieces.append(place.fragment())
        place += 1
    return pieces
