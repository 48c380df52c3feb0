"""Owns https with a certificate that the practice brings, and notices when its files are renewed."""

from collections.abc import Mapping

from holdwell.address import https_address
from holdwell.clock import Clock
from holdwell.listener import Certificate
from holdwell.settings import Settings
from holdwell.trust.certificate import look_at
from holdwell.web.pages import Page

SOON_DAYS = 14


class BroughtReach:
    """The reach of `serve --cert FILE --key FILE --host NAME`."""

    def __init__(self, settings: Settings, clock: Clock, port: int) -> None:
        """Look at the certificate. Raises TrustError; ValueError where the settings name no files."""
        if settings.certificate_file is None or settings.key_file is None or settings.host is None:
            raise ValueError("a certificate without files or a name")
        self._clock = clock
        self._name = settings.host.lower().removesuffix(".")
        self._files = Certificate(settings.certificate_file, settings.key_file)
        self._stamp = self._stamp_of_files()
        self._seen = look_at(*self._files, self._name, clock.now_ms())
        self.address = https_address(settings, port, self._name, is_publicly_trusted=self._seen.distrust is None)
        self.addresses: list[str] = []
        self.certificate: Certificate | None = self._files
        self.pages: Mapping[str, Page] = {}

    def lines(self) -> list[str]:
        """What the practice should know of its certificate."""
        lines = []
        if self._seen.distrust is not None:
            lines.append(
                f"holdwell: this machine does not trust the certificate as it comes ({self._seen.distrust}). Devices "
                "that do not either get no app, and no codes for clients are made."
            )
        if self._seen.days_left < SOON_DAYS:
            lines.append(f"holdwell: the certificate runs out in {self._seen.days_left:.0f} days: renew it.")
        return lines

    async def announce(self) -> str | None:
        """The world's own name service does that."""
        return None

    def look_again(self) -> bool:
        """True where the files were renewed and fit. Raises TrustError where they were changed and do not: once."""
        stamp = self._stamp_of_files()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self._seen = look_at(*self._files, self._name, self._clock.now_ms())
        return True

    async def end(self) -> None:
        """Nothing was announced."""

    def _stamp_of_files(self) -> list[int]:
        return [file.stat().st_mtime_ns if file.exists() else 0 for file in self._files]
