"""``.env.example`` lists every setting, with its default."""

import pytest

from {{ cookiecutter.package_name }}.ml.settings import (
    MLSettings,
)

PREFIX = "ML_"


def test_every_setting_is_documented_with_its_default(pytestconfig: pytest.Config) -> None:
    example = (pytestconfig.rootpath / ".env.example").read_text(encoding="utf-8")
    lines = [line for line in example.splitlines() if line.startswith(PREFIX)]

    documented = dict(line.split("=", 1) for line in lines)

    assert documented == {
        f"{PREFIX}{name.upper()}": str(field.default)
        for name, field in MLSettings.model_fields.items()
    }


def test_a_setting_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ML_THREADS", "-1")

    with pytest.raises(ValueError, match="greater than or equal to 0"):
        MLSettings()
