"""What else there is in an owner's repository: its history, its own tables, renames, files of all kinds."""

import os
from pathlib import Path

from update.projects import Project

TABLES = '''"""The table of invoices."""

from sqlalchemy import Column, Integer, Table

from ..store.tables import metadata

invoices = Table("invoices", metadata, Column("id", Integer, primary_key=True))
'''
MIGRATION = '''"""Billing: the table of invoices."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "billing_001"
down_revision: str | None = None
branch_labels: Any = ("billing",)
depends_on: Any = None


def upgrade() -> None:
    """Bring the tables to this version."""
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
    )


def downgrade() -> None:
    """Bring them back."""
    op.drop_table("invoices")
'''
LABEL = 'LABEL org.opencontainers.image.vendor="Demo"'
README = "\n## Ours\n\nSee the wiki.\n"
DELETED = ".editorconfig"
BINARY = bytes(range(256)) * 64


def make(project: Project, api: str, libraries: Path) -> Project:
    """Do to *project*, whose service server is in *api*, what happens to repositories; return a shallow clone of it.

    Its path has spaces and Hangul, its HEAD is detached, nobody is named in it; a submodule comes from *libraries*.
    """
    source = f"{api}src/demo/api"
    project.git("mv", f"{source}/leaving.py", f"{source}/leavers.py")
    project.replace(f"{source}/main.py", "from .leaving import", "from .leavers import")
    project.write(f"{source}/billing/__init__.py", '"""Billing."""\n')
    project.write(f"{source}/billing/tables.py", TABLES)
    project.write(f"{source}/store/migrations/versions/billing_001.py", MIGRATION)
    project.replace(f"{api}Dockerfile", "\nUSER ", f"\n{LABEL}\nUSER ")
    project.write("README.md", project.read("README.md") + README)
    project.git("rm", "--quiet", DELETED)
    project.write("docs/그림 1.bin", BINARY)
    project.write("scripts/deploy.sh", "#!/bin/sh\n")
    (project.path / "scripts/deploy.sh").chmod(0o755)
    project.write(".gitattributes", project.read(".gitattributes").replace("* text=auto eol=lf\n", ""))
    crlf = f"{source}/methods.py"
    project.write(crlf, (project.path / crlf).read_bytes().replace(b"\n", b"\r\n"))
    library = Project(libraries)
    library.write("notes.txt", "for all of us\n")
    library.start()
    project.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path.as_uri(), "vendor/notes"
    )
    project.commit("ours")

    clone = Project(project.path.with_name("우리 프로젝트") / project.path.name)
    project.git("clone", "--quiet", "--depth=1", project.path.as_uri(), str(clone.path))
    clone.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init")
    clone.git("checkout", "--quiet", "--detach")
    nested = Project(clone.path / "notebooks")
    nested.write("draft.txt", "a draft\n")
    nested.start()
    nested.write("draft.txt", "not committed\n")
    read_only = clone.path / source / "observe.py"
    read_only.chmod(0o444)
    return clone


def lost(project: Project) -> list[str]:
    """Return what of that is not in *project* any more, in whichever layout it is."""
    api = "services/api/" if (project.path / "services").is_dir() else ""
    source = project.path / api / "src/demo/api"
    kept = {
        "the renamed module": (source / "leavers.py").is_file() and not (source / "leaving.py").exists(),
        "its import": "from .leavers import" in (source / "main.py").read_text(encoding="utf-8"),
        "the table": (source / "billing/tables.py").read_text(encoding="utf-8") == TABLES,
        "the migration": (source / "store/migrations/versions/billing_001.py").read_text(encoding="utf-8") == MIGRATION,
        "the Dockerfile's line": LABEL in project.read(f"{api}Dockerfile"),
        "the README's end": project.read("README.md").endswith(README),
        "the deletion": not (project.path / DELETED).exists(),
        "the binary file": (project.path / "docs/그림 1.bin").read_bytes() == BINARY,
        "the script's bit": os.access(project.path / "scripts/deploy.sh", os.X_OK),
        "line endings": b"\r\n" in (source / "methods.py").read_bytes(),
        "the submodule": project.read("vendor/notes/notes.txt") == "for all of us\n",
        "the nested repository": project.read("notebooks/draft.txt") == "not committed\n",
        "the detached HEAD": project.git("rev-parse", "--abbrev-ref", "HEAD") == "HEAD",
    }
    return [what for what, is_there in kept.items() if not is_there]
