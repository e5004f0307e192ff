"""What the demo lacks on a machine is said in one clear line."""

import os
import socket
from pathlib import Path

import pytest

from telescan.configuration import ConfigurationError
from telescan.demo.ground import claim_folder, free_ports, require_free_port


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"--port {port}: .*Choose another"):
            require_free_port(port, "--port")


def test_a_free_port_is_accepted() -> None:
    require_free_port(free_ports(1)[0], "--port")


def test_free_ports_are_different() -> None:
    assert len(set(free_ports(20))) == 20


def test_a_folder_serves_one_demo_at_a_time(tmp_path: Path) -> None:
    held = claim_folder(tmp_path / "data")
    with pytest.raises(ConfigurationError, match="another demo is running"):
        claim_folder(tmp_path / "data")
    os.close(held)
    os.close(claim_folder(tmp_path / "data"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"--data .*: cannot be written"):
        claim_folder(tmp_path / "file" / "data")
