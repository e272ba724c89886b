"""What does not merge is left as `git merge` leaves it, and there is a way on and a way back."""

import pytest
from checks import contents

from update.projects import NEW, Project, everything

MAIN = "src/demo/api/main.py"
MINE = "    add_components(app, schemas.components(), mine=True)"


@pytest.fixture
def conflicting(simple: Project) -> Project:
    """A project in which the owner changed a line that the template changed, too."""
    simple.replace(MAIN, "    add_components(app, schemas.components())", MINE)
    simple.write("notes.txt", "mine\n")
    return simple.commit()


def test_markers_stand_in_the_file_and_the_rest_is_merged(conflicting: Project) -> None:
    head = conflicting.head

    done = conflicting.update("--to", NEW)

    assert done.exit_code == 3
    assert f"\n  {MAIN}\n" in done.output
    between = conflicting.read(MAIN).split("<<<<<<< yours\n")[1].split(f">>>>>>> mlserve {NEW}\n")[0]
    assert between == f"{MINE}\n=======\n    add_components(app, schemas.components)\n"
    assert "gc.freeze()" in conflicting.read("src/demo/api/__main__.py")
    assert conflicting.head == head
    status = conflicting.git("status", "--porcelain").splitlines()
    assert [line for line in status if line[:2] in {"UU", "AA", "DU", "UD"}] == [f"UU {MAIN}"]
    assert len(conflicting.git("ls-files", "--unmerged").splitlines()) == 3


def test_the_owner_settles_it_and_goes_on(conflicting: Project) -> None:
    conflicting.update("--to", NEW)
    ours = conflicting.git("show", f":2:{MAIN}")
    conflicting.write(MAIN, ours + "\n")
    conflicting.git("add", MAIN)

    conflicting.git("commit", "--quiet", "--no-edit")

    assert conflicting.git("log", "-1", "--format=%s") == "Update the mlserve template from 0.2.0 to 0.3.0"
    assert conflicting.git("status", "--porcelain") == ""
    assert MINE in conflicting.read(MAIN)
    assert conflicting.update("--to", NEW).output.startswith("Up to date")


def test_one_command_leads_back(conflicting: Project) -> None:
    conflicting.write("draft.txt", "not committed\n")
    before = contents(conflicting.path)

    done = conflicting.update("--to", NEW)
    assert "reset --merge" in done.output
    conflicting.git("reset", "--merge")

    assert contents(conflicting.path) == before
    assert conflicting.git("status", "--porcelain") == "?? draft.txt"


def test_another_update_waits_until_it_is_settled(conflicting: Project) -> None:
    conflicting.update("--to", NEW)
    before = everything(conflicting.path)

    done = conflicting.update("--to", NEW)

    assert (done.exit_code, MAIN in done.output) == (1, True)
    assert everything(conflicting.path) == before


@pytest.mark.parametrize("flags", [["--branch", "update"], ["--dry-run"]])
def test_without_a_working_tree_conflicts_are_named_and_nothing_is_changed(
    conflicting: Project, flags: list[str]
) -> None:
    before = everything(conflicting.path)

    done = conflicting.update("--to", NEW, *flags)

    assert (done.exit_code, MAIN in done.output) == (1, True)
    assert everything(conflicting.path) == before


def test_a_file_that_the_owner_deleted_and_the_template_changed_is_a_conflict(simple: Project) -> None:
    simple.git("rm", "--quiet", MAIN)
    simple.commit()

    done = simple.update("--to", NEW)

    assert (done.exit_code, f"\n  {MAIN}\n" in done.output) == (3, True)
    assert simple.git("status", "--porcelain", MAIN) == f"DU {MAIN}"


def test_what_the_owner_has_done_alike_is_no_conflict(simple: Project) -> None:
    simple.replace(MAIN, "schemas.components()", "schemas.components")
    simple.commit()

    assert simple.update("--to", NEW).exit_code == 0


def test_the_report_of_a_binary_file_names_it(simple: Project) -> None:
    simple.write("Dockerfile", bytes(range(256)))
    simple.commit()

    done = simple.update("--to", NEW)

    assert (done.exit_code, "\n  Dockerfile\n" in done.output) == (3, True)
    assert (simple.path / "Dockerfile").read_bytes() == bytes(range(256))
