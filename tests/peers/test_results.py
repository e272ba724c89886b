"""Figures are kept in a small file, in which nothing is lost that a table shows."""

import json
from dataclasses import replace
from pathlib import Path

from peers.results import Results


def test_what_was_written_is_read_again(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "peers-forest.json")
    first = Results.read(tmp_path / "peers-forest.json")
    first.write(tmp_path / "again.json")

    assert first.peers == results.peers
    assert first.starts == results.starts
    assert Results.read(tmp_path / "again.json") == first


def test_a_load_is_one_short_line_and_numbers_have_five_figures(results: Results, tmp_path: Path) -> None:
    results.runs = [replace(results.runs[0], per_second=1234.56789)]
    results.write(tmp_path / "peers-forest.json")

    text = (tmp_path / "peers-forest.json").read_text()
    assert '\n [1, "bare", 16, 1234.6, 0, 16.0, 32.0, 1000.0, 0.25]\n' in text
    assert json.loads(text)["rounds"] == 2
