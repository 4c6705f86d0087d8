"""From the settings to a call at Digis; in training, to the built-in one. And the door for Digis' own fetches."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.base.errors import BrevdueError
from desktop_app.base.log import Log
from desktop_app.base.secrets import SecretStore
from desktop_app.base.settings import Settings
from desktop_app.digis.export_door import ExportDoor
from desktop_app.digis.outcomes import DigisEndpoint, Patience
from desktop_app.digis.payload import PayloadRules
from desktop_app.digis.service import POSTFIX, DigisService, DigisSettings
from desktop_app.services.training import TrainingGround

if TYPE_CHECKING:
    from desktop_app.digis.export_server import ExportServer

EXPORT_KEY = "digis.export_key"
_NEEDED = ("digis.url", "digis.service_auth_token", "digis.user_auth_token")


class DigisEntrance:
    """Knows what the settings say of Digis at the moment. Asking may read the keyring and start a server."""

    def __init__(self, settings: Settings, secrets: SecretStore, training: TrainingGround) -> None:
        self._settings = settings
        self._secrets = secrets
        self._training = training

    def settings(self) -> DigisSettings:
        """What the sync needs to know, but for the way to the server."""
        settings = self._settings
        return DigisSettings(
            enabled=settings.flag("digis.enabled"),
            rules=self._rules(),
            retry_unknown=settings.flag("digis.retry_unknown"),
            patience=Patience(gap=60 / settings.integer("digis.per_minute")),
            address="" if self._training.is_training else settings.text("digis.url"),
            missing=() if self._training.is_training else tuple(self._missing()),
        )

    def endpoint(self) -> DigisEndpoint:
        """The way to the server, with the key; in training to the built-in one, which is started."""
        return self._training_endpoint() if self._training.is_training else self._endpoint()

    def _missing(self) -> Iterator[str]:
        for key in _NEEDED:
            if not self._settings.text(key):
                yield key
        if not self._secrets.get(POSTFIX):
            yield POSTFIX

    def _endpoint(self) -> DigisEndpoint:
        settings = self._settings
        ca_file = settings.text("digis.ca_file")
        return DigisEndpoint(
            url=settings.text("digis.url"),
            service_part=settings.text("digis.service_auth_token"),
            user_part=settings.text("digis.user_auth_token"),
            postfix=self._secrets.get(POSTFIX) or "",
            authorization=settings.text("digis.authorization_header"),
            ca_file=Path(ca_file) if ca_file else None,
            external_id_keys=self._external_id_keys(),
        )

    def _training_endpoint(self) -> DigisEndpoint:
        sandbox = self._training.digis()
        return DigisEndpoint(
            url=sandbox.url,
            service_part=self._settings.text("digis.service_auth_token"),
            user_part=self._settings.text("digis.user_auth_token"),
            postfix=sandbox.url_postfix,
            authorization=self._settings.text("digis.authorization_header"),
            ca_file=sandbox.ca_file,
            external_id_keys=self._external_id_keys(),
        )

    def _external_id_keys(self) -> tuple[str, ...]:
        written = self._settings.text("digis.external_id_keys")
        return tuple(key.strip() for key in written.split(",") if key.strip())

    def _rules(self) -> PayloadRules:
        settings = self._settings
        return PayloadRules(
            template_id=settings.integer("digis.template_id"),
            creation_type_id=settings.integer("digis.creation_type_id"),
            unique_url_type=settings.integer("digis.unique_url_type"),
            send_sms=settings.flag("digis.send_sms"),
            send_email=settings.flag("digis.send_email"),
            convert_to_unique_url=settings.flag("digis.convert_to_unique_url"),
            no_sms_without_consent=settings.flag("digis.no_sms_without_consent"),
            region=settings.text("digis.region") or "SE",
        )


class ExportDoorkeeper:
    """Opens and closes the address for Digis' fetches as the settings say. A program has one."""

    def __init__(self, settings: Settings, secrets: SecretStore, digis: DigisService, log: Log) -> None:
        self._settings = settings
        self._secrets = secrets
        self._digis = digis
        self._log = log
        self._lock = threading.Lock()
        self._server: ExportServer | None = None
        self._door: ExportDoor | None = None
        self._refused: ExportDoor | None = None
        self.problem: BrevdueError | None = None
        """Why the export is not offered although the settings say so."""

    @property
    def port(self) -> int | None:
        """The port that is listened on; None while nothing is."""
        return None if self._server is None else self._server.port

    def follow_settings(self) -> None:
        """Do what the settings say now. Quick when nothing has changed; never raises."""
        with self._lock:
            wanted = self._wanted()
            if wanted == self._door or (wanted is not None and wanted == self._refused):
                return
            self._close()
            self._refused = self.problem = None
            if wanted is not None:
                self._open(wanted)

    def stop(self) -> None:
        """Stop listening."""
        with self._lock:
            self._close()

    def _wanted(self) -> ExportDoor | None:
        settings = self._settings
        if not settings.flag("digis.export_enabled"):
            return None
        certificate = settings.text("digis.export_certificate")
        return ExportDoor(
            host=settings.text("digis.export_host"),
            port=settings.integer("digis.export_port"),
            key=self._secrets.get(EXPORT_KEY) or "",
            certificate=Path(certificate) if certificate else None,
        )

    def _open(self, door: ExportDoor) -> None:
        from desktop_app.digis.export_server import ExportServer

        try:
            server = ExportServer(door, self._digis.open_stream, self._digis.note_fetch)
            server.start()
        except BrevdueError as error:
            self.problem, self._refused = error, door
            self._log.event("digis_export_not_offered", error=error.title.message)
            return
        self._server, self._door = server, door

    def _close(self) -> None:
        server, self._server, self._door = self._server, None, None
        if server is not None:
            server.stop()
