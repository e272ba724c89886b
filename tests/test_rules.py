"""Names that would give a broken project are refused, with the reason and a name that would do."""

import keyword
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds import Run

from hooks.rules import NAMES, check, problems
from mlserve.defaults import complete

REFUSED = [
    ("package_name", "class", "is a Python keyword", "my_class"),
    ("package_name", "none", "is a Python keyword", "my_none"),
    ("package_name", "json", "is a module of Python's standard library", "my_json"),
    ("package_name", "annotationlib", "is a module of Python's standard library", "my_annotationlib"),
    ("package_name", "distutils", "is a module of Python's standard library", "my_distutils"),
    ("package_name", "numpy", "is a dependency of the generated project", "my_numpy"),
    ("package_name", "sklearn", "is a dependency of the generated project", "my_sklearn"),
    ("package_name", "prometheus_client", "is a dependency of the generated project", "my_prometheus_client"),
    ("project_slug", "fastapi", "is a dependency of the generated project", "my-fastapi"),
    ("project_slug", "scikit-learn", "is a dependency of the generated project", "my-scikit-learn"),
    ("package_name", "models", "is a folder of the generated project", "my_models"),
    ("package_name", "tests", "is a folder of the generated project", "my_tests"),
    ("project_slug", "nul", "is a device on Windows", "my-nul"),
    ("project_slug", "3d-vision", "begins with a digit", "my-3d-vision"),
    ("package_name", "2fast", "begins with a digit", "my_2fast"),
    ("package_name", "a/b", "holds a path separator or '..'", "a_b"),
    ("package_name", "a\\b", "holds a path separator or '..'", "a_b"),
    ("project_slug", "../evil", "holds a path separator or '..'", "evil"),
    ("project_slug", "..", "holds a path separator or '..'", "my-project"),
    ("project_slug", "/etc", "holds a path separator or '..'", "etc"),
    ("project_slug", "", "is empty", "my-project"),
    ("package_name", "", "is empty", "my_project"),
    ("project_slug", "x" * 65, "is longer than 64 characters", "x" * 64),
    ("package_name", "MyPackage", "may hold only lower-case letters", "mypackage"),
    ("package_name", "my-package", "may hold only lower-case letters", "my_package"),
    ("package_name", "_private", "may hold only lower-case letters", "private"),
    ("package_name", "naïve", "may hold only lower-case letters", "naive"),
    ("project_slug", "한글", "may hold only lower-case letters", "my-project"),
    ("project_slug", "a___b", "two hyphens or underscores in a row", "a-b"),
    ("project_slug", "a-_b", "two hyphens or underscores in a row", "a-b"),
    ("project_slug", "x\n", "may hold only lower-case letters", "x"),
    ("project_name", "", "is empty", "My Project"),
    ("project_name", " \t", "is empty", "My Project"),
    ("project_name", "../x", "--output-dir says where the project goes", "x"),
    ("project_name", "a\\b", "--output-dir says where the project goes", "a b"),
    ("project_name", "x" * 65, "is longer than 64 characters", "x" * 64),
    ("author_email", "nobody", "is not an e-mail address", "you@example.com"),
    ("author_email", "a@b>\nX: y", "is not an e-mail address", "you@example.com"),
    ("package_index", "ftp://host/simple", "is not an http(s) URL", "https://pypi.example.com/simple/"),
    ("package_index", "https://", "is not an http(s) URL", "https://pypi.example.com/simple/"),
    ("package_index", "https://host:port/", "is not an http(s) URL", "https://pypi.example.com/simple/"),
    ("package_index", 'https://host/"x', "is not an http(s) URL", "https://pypi.example.com/simple/"),
    ("package_index", "https://me:secret@host/", "user name or password", "https://pypi.example.com/simple/"),
]
TAKEN = ["my-project", "a", "churn_2", "x" * 64]


@pytest.mark.parametrize(("key", "answer", "reason", "suggestion"), REFUSED)
def test_a_bad_answer_is_refused_with_reason_and_suggestion(
    key: str, answer: str, reason: str, suggestion: str
) -> None:
    problem = check(key, answer)

    assert problem is not None
    assert reason in problem.reason
    assert problem.suggestion == suggestion


@pytest.mark.parametrize(("key", "answer", "reason", "suggestion"), REFUSED)
def test_what_is_suggested_would_be_taken(key: str, answer: str, reason: str, suggestion: str) -> None:  # noqa: ARG001
    assert check(key, suggestion) is None


@pytest.mark.parametrize("answer", TAKEN)
def test_a_good_name_is_taken(answer: str) -> None:
    assert check("project_slug", answer) is None
    assert check("package_name", answer.replace("-", "_")) is None


@pytest.mark.parametrize("url", ["", "https://pypi.example.com/simple/", "http://[::1]:8080/root/+simple", "https://h"])
def test_a_good_index_is_taken(url: str) -> None:
    assert check("package_index", url) is None


@given(st.sampled_from(NAMES), st.text(max_size=100))
def test_whatever_is_refused_the_suggestion_would_be_taken(key: str, answer: str) -> None:
    problem = check(key, answer)

    assert problem is None or check(key, problem.suggestion) is None


@pytest.mark.parametrize("name", sorted({*keyword.kwlist, *sys.stdlib_module_names}))
def test_no_keyword_and_no_standard_module_is_taken(name: str) -> None:
    assert check("package_name", name) is not None


def test_a_secret_is_not_repeated_in_the_message() -> None:
    assert "secret" not in str(check("package_index", "https://me:secret@host/"))


def test_one_bad_name_gives_one_message() -> None:
    assert [problem.key for problem in problems(complete({"project_name": "fastapi"}))] == ["project_slug"]


@pytest.mark.parametrize(
    ("name", "slug"), [("한글 프로젝트", "hangeul-peurojegteu"), ("🙂", "my-project"), ("Größe & Maß", "grosse-mass")]
)
def test_any_script_gets_a_valid_folder(name: str, slug: str) -> None:
    answers = complete({"project_name": name})

    assert answers["project_slug"] == slug
    assert problems(answers) == []


def test_the_command_refuses_and_writes_nothing(run: Run) -> None:
    result = run("new", "fastapi", "--yes")

    assert result.exit_code == 1
    assert "project_slug 'fastapi' is a dependency of the generated project; try 'my-fastapi'" in result.output
