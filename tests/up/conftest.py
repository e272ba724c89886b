"""Fixtures for the tests of `mlserve up`: one installed project, and runs in it that end with the test."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sockets import free_port

from up.running import Running, without_poetry
from up.tiny_microservice import write_microservice
from up.tiny_project import write_project

FAILING_POETRY = """#!/bin/sh
case "$*" in *--version*) echo "Poetry (version 2.5.1)"; exit 0;; esac
echo "Package tiny-trainer (1.0) not found."; exit 1
"""

Start = Callable[..., Running]


def after(run: Running, *words: str) -> Running:
    """Wait until *run* has said all of *words*, one after the other, and end it."""
    try:
        for each in words:
            run.until(each)
    finally:
        run.close()
        run.ends()
    return run


@pytest.fixture(scope="session")
def bare_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Give a PATH whose only `poetry` is a given script."""

    def path_with(script: str) -> str:
        folder = tmp_path_factory.mktemp("bin")
        poetry = folder / "poetry"
        poetry.write_text(script)
        poetry.chmod(0o755)
        return f"{folder}{os.pathsep}{without_poetry(os.environ['PATH'])}"

    return path_with


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory, bare_path: Callable[[str], str]) -> Running:
    """Give the first run in a fresh project, with a Poetry that cannot and inside another environment."""
    project = write_project(tmp_path_factory.mktemp("first") / "tiny")
    elsewhere = str(tmp_path_factory.mktemp("elsewhere"))
    run = Running(
        project,
        port=str(free_port()),
        PATH=bare_path(FAILING_POETRY),
        VIRTUAL_ENV=sys.prefix,
        CONDA_PREFIX=elsewhere,
        PIP_TARGET=elsewhere,
        PYTHONUSERBASE=elsewhere,
    )
    return after(run, "Swagger: ")


@pytest.fixture
def installed(first_run: Running) -> Path:
    """Give a project that is installed and trained."""
    (first_run.directory / "stops").unlink(missing_ok=True)
    return first_run.directory


@pytest.fixture(scope="session")
def first_pair(tmp_path_factory: pytest.TempPathFactory) -> Running:
    """Give the first run in a fresh project of two services."""
    run = Running(write_microservice(tmp_path_factory.mktemp("first") / "pair"), port=str(free_port()))
    return after(run, "services/ml/.venv with pip", "services/api/.venv with pip", "Swagger: ")


@pytest.fixture
def pair(first_pair: Running) -> Path:
    """Give a project of two services that is installed and trained."""
    (first_pair.directory / "events").unlink(missing_ok=True)
    return first_pair.directory


@pytest.fixture
def start() -> Iterator[Start]:
    """Start `mlserve up`; what is left of it ends with the test."""
    runs: list[Running] = []

    def begin(directory: Path, **options: str) -> Running:
        runs.append(Running(directory, **options))
        return runs[-1]

    yield begin
    for run in runs:
        run.close()


@pytest.fixture
def port() -> str:
    """Give a free port."""
    return str(free_port())


@pytest.fixture
def another_port(port: str) -> str:
    """Give a free port that is not *port*."""
    with socket.create_server(("127.0.0.1", int(port))):
        return str(free_port())
