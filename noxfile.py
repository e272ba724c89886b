"""Every check in one command, with Python and pip only: ``python -m pip install nox && python -m nox``."""

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.default_venv_backend = "uv|venv"  # uv where it is there: it installs in seconds
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, group: str) -> None:
    """Install the generator and one of its dependency groups; an old pip knows no groups, so nox reads them."""
    session.install("--editable", ".", *nox.project.dependency_groups(PROJECT, group))


@nox.session
def lint(session: nox.Session) -> None:
    """Find what ruff finds, formatting included."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of generator, hooks and tests, strictly."""
    install(session, "types")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the fast tests: minutes."""
    install(session, "test")
    session.run("python", "-m", "pytest", *(session.posargs or ["--numprocesses=2"]))


@nox.session
def models(session: nox.Session) -> None:
    """Make models of every format and open them: two minutes, after large downloads."""
    session.install("--editable", ".[models]", *nox.project.dependency_groups(PROJECT, "models"))
    session.run("python", "-m", "pytest", "-m", "models", *(session.posargs or ["tests/adopt", "--numprocesses=2"]))


@nox.session
def full(session: nox.Session) -> None:
    """Install generated projects and run their own tests: minutes, and the network."""
    install(session, "test")
    if session.posargs:
        session.run("python", "-m", "pytest", "-m", "full", *session.posargs)
        return
    three_at_a_time = ["--numprocesses=3", "--dist=loadgroup"]  # they wait for servers now and then
    session.run("python", "-m", "pytest", "-m", "full and not alone and not every", *three_at_a_time)
    session.run("python", "-m", "pytest", "-m", "full and alone")
