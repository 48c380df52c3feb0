"""Owns https with a certificate that the practice brings, and notices when its files are renewed."""

from collections.abc import Mapping

from holdwell.address import Address, https_address, is_public_name
from holdwell.clock import Clock
from holdwell.listener import Certificate
from holdwell.settings import Settings
from holdwell.trust.authority import DAY_MS
from holdwell.trust.certificate import look_at
from holdwell.web.pages import Page

SOON_DAYS = 14


class BroughtReach:
    """The reach of `serve --cert FILE --key FILE --host NAME`."""

    def __init__(self, settings: Settings, clock: Clock, port: int) -> None:
        """Look at the certificate. Raises TrustError; ValueError where the settings name no files."""
        if settings.certificate_file is None or settings.key_file is None or settings.host is None:
            raise ValueError("a certificate without files or a name")
        self._settings = settings
        self._clock = clock
        self._port = port
        self._name = settings.host.lower().removesuffix(".")
        self._files = Certificate(settings.certificate_file, settings.key_file)
        self._stamp = self._stamp_of_files()
        self._look(clock.now_ms())
        # Was it told what the last look found? `lines` tells of the first.
        self._is_told = True
        self.addresses: list[str] = []
        self.certificate: Certificate | None = self._files
        self.pages: Mapping[str, Page] = {}

    @property
    def address(self) -> Address:
        """The name, worth what the certificate of now is worth: one that has run out, nothing."""
        is_trusted = self._seen.distrust is None and self._clock.now_ms() < self._good_until
        return https_address(self._settings, self._port, self._name, is_publicly_trusted=is_trusted)

    def lines(self) -> list[str]:
        """What the practice should know of its certificate."""
        lines = []
        if self._seen.distrust is not None:
            lines.append(
                f"holdwell: this machine does not trust the certificate as it comes ({self._seen.distrust}). Devices "
                "that do not either get no app, and no codes for clients are made."
            )
        elif not is_public_name(self._name):
            lines.append(
                f"holdwell: {self._name} is a name of one network only, so that no codes for clients are made. For "
                "those, take a name of the public Internet."
            )
        if self._seen.days_left < SOON_DAYS:
            lines.append(f"holdwell: the certificate runs out in {self._seen.days_left:.0f} days: renew it.")
        return lines

    async def announce(self) -> str | None:
        """The world's own name service does that."""
        return None

    def look_again(self) -> bool:
        """True where the files were renewed and fit. Raises TrustError where they were changed and do not: once.

        Once a day they are looked at though nobody touched them: a certificate runs out by itself.
        """
        stamp, now_ms = self._stamp_of_files(), self._clock.now_ms()
        is_renewed = stamp != self._stamp
        if is_renewed or now_ms - self._looked_at >= DAY_MS:
            self._stamp = stamp
            self._look(now_ms)
            self._is_told = False
        return is_renewed

    def _look(self, now_ms: int) -> None:
        self._looked_at = now_ms
        self._seen = look_at(*self._files, self._name, now_ms)
        self._good_until = now_ms + self._seen.days_left * DAY_MS

    async def news(self) -> list[str]:
        """What the last look at the files found, where that was not told yet."""
        is_told, self._is_told = self._is_told, True
        return [] if is_told else self.lines()

    async def end(self) -> None:
        """Nothing was announced."""

    def _stamp_of_files(self) -> list[int]:
        return [file.stat().st_mtime_ns if file.exists() else 0 for file in self._files]
