"""One list of options: flags, prompts, help, checks and Config all follow cookiecutter.json."""

import json
from dataclasses import fields

import pytest
from kinds import Run

from hooks.rules import RULES
from mlserve.config import Config
from mlserve.options import Option, options, questions

OPTIONS = list(options().values())
by_option = pytest.mark.parametrize("option", OPTIONS, ids=[option.key for option in OPTIONS])


def test_config_has_exactly_the_public_keys_in_their_order() -> None:
    assert [field.name for field in fields(Config)] == [key for key in questions() if not key.startswith("_")]


def test_every_question_has_a_text_and_every_choice_too() -> None:
    texts = questions()["__prompts__"]

    assert list(texts) == list(options())
    for key, default in questions().items():
        if isinstance(default, list):
            assert list(texts[key]) == ["__prompt__", *default]


def test_rules_are_about_questions_that_exist() -> None:
    assert set(RULES) <= set(options())


@by_option
def test_every_question_is_a_flag_with_its_choices_in_the_help(run: Run, option: Option) -> None:
    help_text = " ".join(run("new", "--help").output.split())

    if option.open:
        assert f"{option.flag} {'|'.join(option.choices) or 'TEXT'} {option.question}." in help_text
    else:
        assert option.flag not in help_text


@by_option
def test_every_choice_is_taken_and_any_other_is_refused(run: Run, option: Option) -> None:
    for value in option.choices:
        assert run("new", "x", "--dry-run", option.flag, value).exit_code == 0
    if option.choices:
        refused = run("new", "x", "--dry-run", option.flag, "nonsense")
        assert refused.exit_code == 2
        assert all(repr(value) in refused.output for value in option.choices)


@by_option
def test_options_lists_every_question(run: Run, option: Option) -> None:
    listed = {each["key"]: each for each in json.loads(run("options", "--json").output)}[option.key]

    assert listed["flag"] == option.flag
    assert listed["question"] == option.question
    assert listed["choices"] == (option.choices or None)
    assert option.flag in run("options").output


def test_the_same_cleaning_is_written_for_each_free_text() -> None:
    names = ("project_name", "description", "author_name", "author_email")
    for form in ("", "_quoted", "_md"):
        written = {questions()[f"__{name}{form}"].replace(name, "X") for name in names}
        assert len(written) == 1
