"""Mending's front door: who was not reached because of their details, and the letters of those who are mended."""

from desktop_app.mailing import mending
from desktop_app.mailing.disk_faults import disk_faults_in_words
from desktop_app.mailing.mending import MailboxSharer, MendingNumbers, PersonToMend
from desktop_app.mailing.stopping import send_again
from desktop_app.mailing.workshop import Workshop


class MendingDesk:
    """Looks at a mailing's remainder and the register as they are now. The mending itself is done in the register."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._database = workshop.database

    def page(
        self,
        mailing_id: int,
        offset: int = 0,
        limit: int = 200,
        *,
        mended: bool | None = None,
        search: str = "",
    ) -> list[PersonToMend]:
        """People not reached because of their details, by name; only mended ones, or only others, if asked for."""
        with self._database.read() as connection:
            return mending.page_to_mend(connection, mailing_id, offset, limit, mended=mended, search=search)

    def count(self, mailing_id: int, *, mended: bool | None = None, search: str = "") -> int:
        """How many people `page` finds."""
        with self._database.read() as connection:
            return mending.count_people(connection, mailing_id, mended=mended, search=search)

    def numbers(self, mailing_id: int) -> MendingNumbers:
        """How many people are still to be mended, and how many are mended and can get their letter again."""
        with self._database.read() as connection:
            return mending.mending_numbers(connection, mailing_id)

    def following(self, mailing_id: int, after_letter: int | None = None) -> PersonToMend | None:
        """Who is to be mended next, after this letter in the list; None when nobody is left."""
        with self._database.read() as connection:
            return mending.next_to_mend(connection, mailing_id, after_letter)

    def person(self, mailing_id: int, letter_id: int) -> PersonToMend | None:
        """The person of this letter, if they are among those who can be mended."""
        with self._database.read() as connection:
            return mending.person_to_mend(connection, mailing_id, letter_id)

    def shares_mailbox(self, mailing_id: int, letter_id: int) -> MailboxSharer | None:
        """Who else of the mailing has the mailbox for which this letter was kept back, if it was."""
        with self._database.read() as connection:
            return mending.mailbox_sharer(connection, mailing_id, letter_id)

    def send_again(self, mailing_id: int, reason: str) -> int:
        """New letters for exactly those who are mended, looked up first where the mailing is only for users.

        They go out with the next `send`. Returns how many. Raises `ReasonNeeded`.
        """
        with disk_faults_in_words(self._workshop.folder.database_file):
            with self._database.read() as connection:
                chosen = mending.mended_letters(connection, mailing_id)
            return send_again(self._workshop, mailing_id, chosen, reason)
