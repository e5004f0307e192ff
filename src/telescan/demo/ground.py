"""What the demo needs of this machine before anything starts; each lack is one clear line."""

import fcntl
import os
import socket
from pathlib import Path

from telescan.configuration import ConfigurationError


def claim_folder(folder: Path) -> int:
    """Make the data folder and lock it for this process; the lock ends with the process.

    Returns the lock's file descriptor. Raises ConfigurationError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"--data {folder}: cannot be written ({error.strerror}). Choose a folder that can."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise ConfigurationError(
            f"--data {folder}: another demo is running with this folder."
            " End it, or choose another folder."
        ) from error
    return descriptor


def require_free_port(port: int, option: str) -> None:
    """Check that nobody listens on a loopback port. Raises ConfigurationError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigurationError(
                f"{option} {port}: the port cannot be used ({error.strerror}). Choose another one."
            ) from error


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody uses now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
