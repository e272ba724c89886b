"""Where the server listens is decided and checked first; each refusal names the way out."""

import errno
import os
import re
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlserve.errors import MlserveError
from mlserve.up import address, ports
from mlserve.up.address import Address
from mlserve.up.listeners import holder_of


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port on which something listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.fixture
def free() -> int:
    """Give a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_without_a_wish_it_is_loopback_and_8000() -> None:
    assert address.choose(None, None, {}) == Address("127.0.0.1", 8000)


def test_flags_come_before_settings() -> None:
    settings = {"API_HOST": "0.0.0.0", "API_PORT": "9000"}  # noqa: S104

    assert address.choose("::1", 8100, settings) == Address("::1", 8100)
    assert address.choose(None, None, settings) == Address("0.0.0.0", 9000)  # noqa: S104


def test_a_flag_makes_a_broken_setting_harmless() -> None:
    assert address.choose(None, 8100, {"API_PORT": "what"}).port == 8100


@pytest.mark.parametrize("port", [0, -1, 65536, 10**30])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(MlserveError, match=r"\(--port\) is not a valid port: .* from 1 to 65535"):
        address.choose(None, port, {})


@pytest.mark.parametrize("text", ["http", "80.5", "8 000", "-1", "0", "٣", "²"])
def test_a_setting_that_is_no_port_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(MlserveError, match=rf"{re.escape(text)}.* \(API_PORT\) is not a valid port"):
        address.choose(None, None, {"API_PORT": text})


@pytest.mark.parametrize("host", ["", " ", "http://localhost", "two words", "[]"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(MlserveError, match="is no host to listen on"):
        address.choose(host, None, {})


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/docs"),
        ("0.0.0.0", "http://127.0.0.1:8000/docs"),  # noqa: S104
        ("::", "http://[::1]:8000/docs"),
        ("[::1]", "http://[::1]:8000/docs"),
        ("localhost", "http://localhost:8000/docs"),
    ],
)
def test_the_url_can_be_opened_on_this_machine(host: str, url: str) -> None:
    assert address.choose(host, None, {}).url("/docs") == url


def test_a_free_port_is_accepted(free: int) -> None:
    ports.require_free(Address("127.0.0.1", free))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc")
def test_a_taken_port_names_its_holder_and_a_free_one(taken: int) -> None:
    with pytest.raises(MlserveError) as refused:
        ports.require_free(Address("127.0.0.1", taken))

    assert f"Port {taken} is taken by process {os.getpid()} (" in refused.value.message
    offered = re.search(r"--port (\d+)", refused.value.message)
    assert offered
    ports.require_free(Address("127.0.0.1", int(offered[1])))


def test_a_taken_port_is_seen_on_every_interface_as_well(taken: int) -> None:
    with pytest.raises(MlserveError, match="is taken by"):
        ports.require_free(Address("0.0.0.0", taken))  # noqa: S104


def test_a_taken_port_with_an_unknown_holder_still_has_a_way_out(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "holder_of", lambda _: None)

    with pytest.raises(MlserveError, match=r"is taken by another process: stop that, or choose another one: --port \d"):
        ports.require_free(Address("127.0.0.1", taken))


def test_the_highest_port_taken_still_offers_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_bind_error", lambda _host, port: OSError(errno.EADDRINUSE, "") if port else None)

    with pytest.raises(MlserveError, match=r"choose another one: --port \d+"):
        ports.require_free(Address("127.0.0.1", 65535))


def test_a_privileged_port_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_host: str, port: int) -> OSError | None:
        return PermissionError(errno.EACCES, "Permission denied") if port < 1024 else None

    monkeypatch.setattr(ports, "_bind_error", refuse)

    with pytest.raises(MlserveError, match=r"port 80: it is a privileged port\. Choose one from 1024 on: --port 8000"):
        ports.require_free(Address("127.0.0.1", 80))


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 300, "a..b"])
def test_an_unknown_host_is_refused(host: str) -> None:
    with pytest.raises(MlserveError, match="is not known"):
        ports.require_free(Address(host, 8000))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(MlserveError, match=r"192\.0\.2\.1 is no address of this machine"):
        ports.require_free(Address("192.0.2.1", 8000))


def test_a_held_port_can_be_listened_on_by_whoever_asks_for_it() -> None:
    with ports.held(besides=()) as held:
        ports.require_free(held)

        with socket.create_server((held.host, held.port)) as server, socket.create_connection(server.getsockname()):
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is only free at that moment")
@pytest.mark.parametrize("reuse", [0, 1])
def test_a_held_port_is_given_to_nobody_who_asks_for_any(taken: int, reuse: int) -> None:
    with ports.held(besides=()) as held, socket.socket() as server, socket.socket() as client:
        for other in (server, client):
            _allow_only(other, held.port)
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)

        with pytest.raises(OSError, match="in use"):
            server.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="Cannot assign"):
            client.connect(("127.0.0.1", taken))


def test_a_held_port_is_none_that_is_meant_for_another_server() -> None:
    with ports.held(besides=range(45_000)) as held:
        assert held.port >= 45_000


def test_nobody_holds_a_free_port(free: int) -> None:
    assert holder_of(free) is None


def _allow_only(each: socket.socket, port: int) -> None:
    """Leave the kernel a single port to choose for a socket."""
    ip_local_port_range = 51  # <linux/in.h>; Python has no name for it
    try:
        each.setsockopt(socket.IPPROTO_IP, ip_local_port_range, struct.pack("=HH", port, port))
    except OSError:
        pytest.skip("Linux before 6.3 cannot narrow the choice")
