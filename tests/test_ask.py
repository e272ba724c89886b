"""Questions are asked one by one, and again until the answer will do."""

import io

import pytest
from kinds import Run

from hooks.components import COMPONENTS
from mlserve.ask import ask
from mlserve.options import Option, options


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_an_empty_line_takes_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "")

    assert ask(options()["project_slug"], "my-project", {}) == "my-project"


def test_a_bad_name_is_refused_while_asking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "class", "churn")

    assert ask(options()["package_name"], "x", {}) == "churn"
    assert "'class' is a Python keyword; try 'my_class'" in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["2", "Apache-2.0", " 2 "])
def test_a_choice_is_made_by_number_or_name(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    typed(monkeypatch, answer)

    assert ask(options()["license"], "MIT", {}) == "Apache-2.0"


def test_a_wrong_choice_is_refused_while_asking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "9", "GPL", "")

    assert ask(options()["license"], "MIT", {}) == "MIT"
    assert capsys.readouterr().err.count("choose a number from 1 to 4, or one of: MIT,") == 2


def test_a_choice_that_does_not_go_with_what_was_given_is_refused_while_asking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "simple", "2", "full")

    assert ask(options()["preset"], "standard", {"feedback": "yes"}) == "full"
    assert capsys.readouterr().err.count("needs history") == 2


def test_on_a_terminal_everything_that_is_open_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def note(option: Option, default: str, _known: object) -> str:
        asked.append(option.key)
        return default

    monkeypatch.setattr("mlserve.answering.on_a_terminal", lambda: True)
    monkeypatch.setattr("mlserve.ask.ask", note)

    assert run("new", "x", "--license", "MIT", "--dry-run").exit_code == 0
    assert asked == [
        key for key, option in options().items() if option.asked({}) and key not in {"project_name", "license"}
    ]
    assert "preset" in asked
    assert set(asked).isdisjoint(COMPONENTS)  # they are flags: the preset answers for them


def test_what_was_given_is_refused_before_anything_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlserve.answering.on_a_terminal", lambda: True)

    result = run("new", "x", "--package-name", "class")

    assert result.exit_code == 1
    assert "is a Python keyword" in result.output
    assert "Folder and distribution name" not in result.output


def test_what_does_not_go_together_is_refused_before_anything_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlserve.answering.on_a_terminal", lambda: True)

    result = run("new", "x", "--preset", "full", "--history", "no")

    assert result.exit_code == 1
    assert "feedback 'preset' needs history" in result.output
    assert "Folder and distribution name" not in result.output


def test_what_runs_a_model_is_asked_where_it_is_ones_own() -> None:
    runtime = options()["runtime"]

    assert [dataset for dataset in options()["dataset"].choices if runtime.asked({"dataset": dataset})] == ["own"]
