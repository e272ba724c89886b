"""The templates of past releases are here, whole, and can be made again."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from mlserve.options import questions, template_version
from mlserve.past import HERE, order, past_versions, unpack
from mlserve.past.__main__ import keep
from mlserve.source import SOURCE, Source
from update.projects import OLD, Kept, Project

COMMITS = {"0.1.0": "400f454", "0.2.0": "9251c20", "0.3.0": "01fe388"}


@pytest.mark.parametrize("version", past_versions())
def test_an_archive_names_its_version(version: str, tmp_path: Path) -> None:
    unpack(HERE / f"{version}.tar.xz", tmp_path)

    assert questions(Source(tmp_path))["_template_version"] == version
    assert {path.name for path in tmp_path.iterdir()} == {"template", "cookiecutter.json"}


def test_todays_version_is_newer_than_all_that_are_kept() -> None:
    assert max(past_versions(), key=order) == past_versions()[-1]
    assert order(template_version()) > order(past_versions()[-1])


@pytest.mark.parametrize(("version", "commit"), COMMITS.items())
def test_an_archive_can_be_made_again_from_its_commit(version: str, commit: str, tmp_path: Path) -> None:
    known = subprocess.run(["git", "cat-file", "-e", commit], cwd=SOURCE, capture_output=True, check=False)
    if known.returncode:
        pytest.skip("a shallow clone has no old commits")

    archives = keep(version, commit, tmp_path), HERE / f"{version}.tar.xz"

    again, kept = (
        {(member.name, member.mode, member.mtime, packed.extractfile(member).read()) for member in packed}  # type: ignore[union-attr]
        for packed in map(tarfile.open, archives)
    )
    assert again == kept


@pytest.mark.parametrize("kind", ["folder", "archive", "archive of a folder", "commit"])
def test_the_origin_can_be_named(simple: Project, tmp_path: Path, kind: str) -> None:
    checkout = tmp_path / "checkout"
    unpack(HERE / f"{OLD}.tar.xz", checkout)
    origin = checkout
    if kind == "archive":
        origin = HERE / f"{OLD}.tar.xz"
    if kind == "archive of a folder":
        origin = tmp_path / "mlserve.tar.gz"
        with tarfile.open(origin, "w:gz") as packed:
            packed.add(checkout, "mlserve-main")
    if kind == "commit":
        commit = Project(checkout).start().head
        (checkout / "cookiecutter.json").write_text("{}", encoding="utf-8")
        origin = Path(f"{checkout}@{commit}")
    simple.replace("pyproject.toml", f'template_version = "{OLD}"', 'template_version = "0.2.1"')
    simple.commit()

    done = simple.update("--from", str(origin), "--to", "0.3.0")

    assert done.exit_code == 0, done.output
    assert simple.record["template_version"] == "0.3.0"


def test_a_file_that_is_no_archive_is_refused(simple: Project, tmp_path: Path) -> None:
    (tmp_path / "x.tar.xz").write_text("x", encoding="utf-8")

    done = simple.update("--from", str(tmp_path / "x.tar.xz"))

    assert (done.exit_code, "cannot be unpacked" in done.output) == (1, True)


NEEDED = ("mlserve.update.", "mlserve.past", "mlserve.doctor", "mlserve.adopt")


def test_new_and_help_do_not_load_what_only_updates_need() -> None:
    code = "import mlserve.cli, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert [name for name in json.loads(done.stdout) if name.startswith(NEEDED)] == []


def test_a_project_can_be_made_of_any_release(generated: Kept) -> None:
    assert len({len(list(generated(version, version).rglob("*"))) for version in past_versions()}) == len(
        past_versions()
    )
