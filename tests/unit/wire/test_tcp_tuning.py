"""TCP's options, as the kernel took them."""

import socket

from telescan.wire.tcp_tuning import tune


def test_a_listening_socket_gives_its_options_to_those_it_accepts():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        has_bbr = tune(listener)
        with socket.create_connection(listener.getsockname()) as caller:
            accepted, _ = listener.accept()
            with accepted:
                assert tune(caller) is has_bbr
                for end in (accepted, caller):
                    assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                    name = end.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16)
                    assert (name.rstrip(b"\0") == b"bbr") is has_bbr
