"""Which driver a scanner's settings ask for. A new kind of scanner is one more entry here."""

from collections.abc import Callable

from telescan.configuration import ConfigurationError
from telescan.gateway.settings import DriverKind, ScannerEntry
from telescan.scanner.console_only import ConsoleOnlyDriver
from telescan.scanner.driver import ScannerDriver
from telescan.scanner.virtual import VirtualScannerDriver


def make_driver(entry: ScannerEntry) -> ScannerDriver:
    """Return the driver of a scanner, not yet connected."""
    return _DRIVERS[entry.driver](entry)


def _virtual(entry: ScannerEntry) -> ScannerDriver:
    if entry.control is None:
        raise ConfigurationError(f"scanner {entry.scanner_id}: control is missing")
    return VirtualScannerDriver(entry.control.host, entry.control.port)


def _console_only(entry: ScannerEntry) -> ScannerDriver:
    if entry.model is None:
        raise ConfigurationError(f"scanner {entry.scanner_id}: model is missing")
    return ConsoleOnlyDriver(
        entry.console.host,
        entry.console.port,
        model=entry.model,
        serial_number=entry.serial_number,
    )


_DRIVERS: dict[DriverKind, Callable[[ScannerEntry], ScannerDriver]] = {
    DriverKind.VIRTUAL: _virtual,
    DriverKind.CONSOLE_ONLY: _console_only,
}
