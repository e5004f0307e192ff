"""Driver of a real scanner behind a KVM-over-IP box: its screen and its keyboard, nothing else.

The state of such a scanner cannot be read, and the driver says so. The box is reached once, by
``connect``: RFB servers shut out a client that keeps connecting without signing in, so whether the
console still answers is told by the console connection itself.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import (
    Capability,
    ScannerDescription,
    ScannerPhase,
    ScannerRefusedError,
    ScannerStatus,
    ScannerUnreachableError,
    Series,
)


class ConsoleOnlyDriver:
    """Implements ``ScannerDriver`` for a scanner that gives us its console only."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        model: ScannerModel,
        serial_number: str,
        software_version: str = "",
        timeout_s: float = 5.0,
    ) -> None:
        self._host = host
        self._port = port
        self._timeout_s = timeout_s
        self._description = ScannerDescription(
            model=model,
            serial_number=serial_number,
            software_version=software_version,
            capabilities=frozenset({Capability.VIEW, Capability.CONTROL}),
        )
        self._closed: asyncio.Event | None = None

    async def connect(self) -> ScannerDescription:
        """Reach the KVM-over-IP box. Raises ScannerUnreachableError."""
        await self.close()
        try:
            async with asyncio.timeout(self._timeout_s):
                _, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise ScannerUnreachableError(
                f"no answer from the console at {self._host}:{self._port}: {error}"
            ) from error
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        self._closed = asyncio.Event()
        return self._description

    async def close(self) -> None:
        """Leave the scanner as it is and free the connection."""
        closed, self._closed = self._closed, None
        if closed is not None:
            closed.set()

    async def watch(self) -> AsyncIterator[ScannerStatus]:
        """Yield the one thing that is known, that nothing is, and end with the connection."""
        closed = self._closed
        if closed is None:
            return
        yield ScannerStatus(phase=ScannerPhase.UNKNOWN, exam=None)
        await closed.wait()

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:  # noqa: ARG002
        """Refuse: parameters are entered by hand on this scanner."""
        raise self._refusal("parameters cannot be written; enter them at the console")

    async def start(self, series_id: str) -> None:  # noqa: ARG002
        """Refuse: the operator starts this scanner at its console."""
        raise self._refusal("scans are started at the console")

    async def stop(self) -> None:
        """Refuse: the operator stops this scanner at its console."""
        raise self._refusal("scans are stopped at the console")

    def _refusal(self, why: str) -> Exception:
        if self._closed is None:
            return ScannerUnreachableError(
                f"not connected to the console at {self._host}:{self._port}"
            )
        return ScannerRefusedError(f"this scanner gives its console only: {why}")
