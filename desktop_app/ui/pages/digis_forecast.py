"""A dry run: what should be known of those who would be sent, and everybody with the reason why not."""

from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import plural, text
from desktop_app.digis.forecast import Forecast
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.components.layout import column
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.digis_payload import oddities
from desktop_app.ui.pages.digis_source import ForecastSource
from desktop_app.ui.theme import Space, Tone


class ForecastView(QWidget):
    """Asks nobody and sends nobody."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        say = context.say
        self.banner = Banner(context.theme)
        self.grid = DataGrid(
            context,
            ForecastSource(context.services.digis),
            name=say(text("Dry run")),
            names_people=True,
            filters=[
                Filter("would", say(text("Would be sent")), "send"),
                Filter("not", say(text("Not sent")), "neutral"),
            ],
            sort="name",
        )
        parts = column(self.banner, self.grid, space=Space.CARD)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def refresh(self) -> None:
        """Look anew."""
        self.grid.refresh()
        self._context.reader.read(self, self._context.services.digis.forecast, self._tell)

    def _tell(self, forecast: Forecast) -> None:
        would = plural(
            "{count} member would be sent.", "{count} members would be sent.", count=forecast.would_send
        )
        odd = oddities(forecast)
        say = self._context.say
        self.banner.say(" ".join(map(say, [would, *odd])), Tone.ATTENTION if odd else Tone.QUIET)
