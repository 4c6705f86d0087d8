"""The form of the one database: every room's migrations, in one row."""

from desktop_app.base.database import Migration
from desktop_app.base.departures import MIGRATIONS as DEPARTURES_MIGRATIONS
from desktop_app.digis.migrations import MIGRATIONS as DIGIS_MIGRATIONS
from desktop_app.jobs.migrations import MIGRATIONS as JOBS_MIGRATIONS
from desktop_app.mailing.migrations import MIGRATIONS as MAILING_MIGRATIONS
from desktop_app.privacy.migrations import MIGRATIONS as PRIVACY_MIGRATIONS
from desktop_app.register.migrations import MIGRATIONS as REGISTER_MIGRATIONS
from desktop_app.wizards.migrations import MIGRATIONS as WIZARDS_MIGRATIONS

MIGRATIONS: tuple[Migration, ...] = (
    *REGISTER_MIGRATIONS,
    *MAILING_MIGRATIONS,
    *DIGIS_MIGRATIONS,
    *JOBS_MIGRATIONS,
    *WIZARDS_MIGRATIONS,
    *PRIVACY_MIGRATIONS,
    *DEPARTURES_MIGRATIONS,
)
"""The migrations of all rooms, in the order in which they are applied."""
