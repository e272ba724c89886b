"""What goes into the report names no place that only this machine has."""

import pytest

from peers.privacy import without_places


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Command '/home/me/.cache/x/bin/python' failed", "Command 'python' failed"),
        ("in (/srv/run-1/log.txt), line 3", "in (log.txt), line 3"),
        ("no 200 from http://127.0.0.1:8600/v1/predict", "no 200 from http://127.0.0.1:8600/v1/predict"),
        ("fetching https://pypi.example.com/simple/x/ failed", "fetching (a URL) failed"),
        ("POST /predict answered 3/4 of all", "POST /predict answered 3/4 of all"),
    ],
)
def test_folders_and_hosts_are_left_out(text: str, told: str) -> None:
    assert without_places(text) == told
