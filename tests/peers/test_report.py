"""The report shows all that was measured, who is better than we are, and what is missing."""

from pathlib import Path
from xml.etree import ElementTree as ET

from peers.figures import COLD, RATE
from peers.plot import ranked, svg
from peers.report import write_report
from peers.results import Results
from peers.wins import win_lines, wins


def report(results: Results, folder: Path) -> str:
    """Return the text of a report of one scenario."""
    results.write(folder / "peers-forest.json")
    write_report(folder)
    return (folder / "peers.md").read_text(encoding="utf-8")


def test_the_first_paragraph_says_how_it_was_measured(results: Results, tmp_path: Path) -> None:
    _, _, paragraph, *_ = report(results, tmp_path).splitlines()

    assert "on 2026-11-26 (A CPU, 2 CPUs, 8 GiB, Linux 6.1, Python 3.11.7): 2 rounds, loads of 5 s after" in paragraph
    assert "a warm-up of 3 s. Meanwhile everything else on the machine used 0.38 CPUs in the median, 0.50 at most." in (
        paragraph
    )


def test_a_row_has_the_ratios_of_its_rounds(results: Results, tmp_path: Path) -> None:
    lines = report(results, tmp_path).splitlines()

    (flask,) = (line for line in lines if line.startswith("| Flask") and "0.10" in line)
    assert flask.startswith(
        "| Flask by hand, `sklearn` | 110 | 0.10 (0.10 to 0.10) | 4.50 (4.00 to 5.00) | 147 | 293 |"
    )
    assert flask.endswith("| 9,167 | 0 |")


def test_who_is_better_is_found_and_named(results: Results) -> None:
    assert [(win.peer, win.figure) for win in wins(results)] == [("flask", "memory MB")]
    assert "- Flask by hand, `sklearn`: memory MB (50; monolith 80)" in list(win_lines(results))


def test_a_limit_cannot_win_and_without_a_winner_the_report_says_so(results: Results) -> None:
    del results.peers["flask"]

    assert list(win_lines(results)) == ["No peer is better than the monolith in any figure.", ""]


def test_what_looks_equal_in_the_table_is_no_win() -> None:
    assert not COLD.is_better(0.501, 0.504)
    assert COLD.is_better(0.49, 0.51)
    assert RATE.is_better(3000, 2000)


def test_what_was_left_out_stands_there_with_its_reason(results: Results, tmp_path: Path) -> None:
    results.failures = ["round 2, Flask: no 200"]

    text = report(results, tmp_path)

    assert "\n- Ray Serve: it ended at its start\n- round 2, Flask: no 200\n" in text


def test_the_model_alone_is_told_in_rows(results: Results, tmp_path: Path) -> None:
    text = report(results, tmp_path)

    assert "| ONNX Runtime, 64 rows a call | 1,500 (1,000 to 2,000) | 96,000 | 10.0 |" in text


def test_the_plot_is_an_image_of_all_servers_the_fastest_first(results: Results, tmp_path: Path) -> None:
    report(results, tmp_path)

    texts = [each.text for each in ET.parse(tmp_path / "peers-forest.svg").iter() if each.text]  # noqa: S314  (ours)
    assert ranked(results) == ["bare", "monolith", "flask"]
    assert texts.index("mlserve, monolith") < texts.index("Flask by hand, sklearn")
    assert "16 connections" in texts


def test_there_is_a_plot_of_a_single_value(results: Results) -> None:
    results.runs = results.runs[:1]

    assert "limit: a bare ASGI constant" in svg(results)
