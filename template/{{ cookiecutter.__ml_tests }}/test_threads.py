"""The CPUs that are planned with are those that the process may use."""

import os
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.ml.threads import usable_cpus

ALL = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.mark.parametrize(
    ("limit", "expected"), [("50000 100000", 1), ("100000 100000", 1), ("max 100000", ALL)]
)
def test_a_quota_of_cgroup_version_2_counts(tmp_path: Path, limit: str, expected: int) -> None:
    (tmp_path / "cpu.max").write_text(limit + "\n")

    assert usable_cpus(tmp_path) == expected


def test_a_quota_of_cgroup_version_1_counts(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("100000\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")

    assert usable_cpus(tmp_path) == 1


def test_without_a_quota_the_affinity_counts(tmp_path: Path) -> None:
    assert usable_cpus(tmp_path) == ALL
