"""The two versions of Digipost's batch interface, and the two kinds of jobs."""

from enum import StrEnum


class Interface(StrEnum):
    """A version of Digipost's batch interface. Use `V2_1` unless the account demands the older one."""

    V2_1 = "2_1"
    V2_0 = "2_0"

    @property
    def namespace(self) -> str:
        """The XML namespace of jobs and results in this version."""
        return f"http://www.digipost.no/xsd/avsender{self.value}"


class JobKind(StrEnum):
    """A lookup asks who is a Digipost user; a mailing sends letters. The value is the XML's root element."""

    LOOKUP = "mottakersplitt"
    MAILING = "masseutsendelse"

    @property
    def folder(self) -> str:
        """The folder on the server that takes the job's zip."""
        return self.value

    @property
    def receipt_folder(self) -> str:
        """The folder on the server where the receipts appear."""
        return f"{self.value}/kvittering"

    @property
    def job_file(self) -> str:
        """The XML's name inside the uploaded zip."""
        return f"{self.value}.xml"

    @property
    def result_file(self) -> str:
        """The XML's name inside a receipt's zip."""
        return f"{self.value}-resultat.xml"
