"""``.env.example`` lists every setting, with its default."""

import pytest

from {{ cookiecutter.package_name }}.api.settings import (
    APISettings,
)

PREFIX = "API_"


def test_every_setting_is_documented_with_its_default(pytestconfig: pytest.Config) -> None:
    example = (pytestconfig.rootpath / ".env.example").read_text(encoding="utf-8")
    lines = [line for line in example.splitlines() if line.startswith(PREFIX)]

    documented = dict(line.split("=", 1) for line in lines)

    assert documented == {
        f"{PREFIX}{name.upper()}": str(field.default)
        for name, field in APISettings.model_fields.items()
    }


def test_a_setting_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "65536")

    with pytest.raises(ValueError, match="less than or equal to 65535"):
        APISettings()
