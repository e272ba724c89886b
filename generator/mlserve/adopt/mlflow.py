"""An MLflow model folder: which flavour it has, its signature and its input example."""

import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from mlserve.errors import FileRefused, ModelUnsupported

FLAVOURS = ("onnx", "xgboost", "lightgbm", "sklearn")
_MAX_YAML = 2**20
_TYPES = {
    "double": "number",
    "float": "number",
    "long": "integer",
    "integer": "integer",
    "boolean": "boolean",
    "string": "string",
}


@dataclass(frozen=True)
class Recorded:
    """What an MLmodel file says.

    Attributes:
        file: the model itself.
        flavour: what wrote it.
        columns: of the signature: name, type (may be empty), nullable.
        tensors: of a signature that has such: name (may be empty), dtype as NumPy calls it, shape with -1 for any size.
        example: the file of the input example, if it is there.
        is_frame: whether that is one of a DataFrame, and not of arrays.
        libraries: with their versions.
    """

    file: Path
    flavour: str
    columns: list[dict[str, Any]] = field(default_factory=list)
    tensors: list[dict[str, Any]] = field(default_factory=list)
    example: Path | None = None
    is_frame: bool = False
    libraries: dict[str, str] = field(default_factory=dict)


def read(folder: Path) -> Recorded:
    """Read what MLflow recorded of the model in *folder*; no code of it runs.

    Raises:
        FileRefused: the MLmodel file is damaged, or names a file outside the folder.
        ModelUnsupported: it has only flavours that are not read.
    """
    recorded = _yaml(folder / "MLmodel")
    flavours = recorded.get("flavors")
    if not isinstance(flavours, dict):
        raise FileRefused(
            f"{folder / 'MLmodel'} names no flavors: save the model again with mlflow.<flavour>.save_model"
        )
    flavour = next((each for each in FLAVOURS if isinstance(flavours.get(each), dict)), None)
    if flavour is None:
        raise ModelUnsupported(
            f"{folder / 'MLmodel'} has only the flavours {', '.join(map(str, flavours)) or '(none)'}, which only "
            f"MLflow runs: read are {', '.join(FLAVOURS)}. Way out: a Python file whose load(path) calls "
            "mlflow.pyfunc.load_model, with --trust and --sample"
        )
    about = flavours[flavour]
    data = about.get("data") or about.get("pickled_model") or about.get("model_path")
    versions = {name.removesuffix("_version"): about[name] for name in about if str(name).endswith("_version")}
    names = {"xgb": "xgboost", "lgb": "lightgbm", "sklearn": "scikit-learn"}
    return Recorded(
        file=_inside(folder, data),
        flavour=flavour,
        columns=_columns(recorded.get("signature")),
        tensors=_tensors(recorded.get("signature")),
        example=_example(folder, recorded.get("saved_input_example_info")),
        is_frame=_kind(recorded.get("saved_input_example_info")) == "dataframe",
        libraries={
            "mlflow": str(recorded.get("mlflow_version", "?")),
            **{names.get(name, name): str(version) for name, version in versions.items()},
        },
    )


def _yaml(path: Path) -> dict[str, Any]:
    import yaml  # comes with cookiecutter

    text = path.read_bytes()[: _MAX_YAML + 1]
    try:
        if len(text) > _MAX_YAML:
            raise FileRefused(f"{path} is larger than an MLmodel file is")
        if any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in yaml.scan(text)):
            raise FileRefused(f"{path} has anchors, which MLflow does not write: they may make it grow without end")
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FileRefused(f"{path} is damaged: {error}") from error
    if not isinstance(data, dict):
        raise FileRefused(f"{path} is damaged: it holds no mapping")
    return data


def _inside(folder: Path, name: Any) -> Path:
    path = folder / PurePosixPath(str(name))
    if not isinstance(name, str) or not path.resolve().is_relative_to(folder):
        raise FileRefused(f"{folder / 'MLmodel'} names the file {name!r}, which is not in the folder")
    if not path.exists():
        raise FileRefused(f"{folder / 'MLmodel'} names {name}, which is not there: copy the whole folder")
    if path.is_dir():  # mlflow.onnx saves large models as a folder with their external data
        inner = sorted(path.glob("*.onnx"))
        if len(inner) != 1:
            raise FileRefused(f"{path} is a folder with {len(inner)} .onnx files: there must be one")
        return inner[0]
    return path


def _columns(signature: Any) -> list[dict[str, Any]]:
    """Return the columns of a signature; none where it has tensors, or is not there."""
    try:
        inputs = json.loads(signature["inputs"])
        return [
            {
                "name": str(each["name"]),
                "type": _TYPES.get(str(each["type"]), ""),
                "nullable": each.get("required") is False,
            }
            for each in inputs
            if each["type"] != "tensor"
        ]
    except (TypeError, KeyError, ValueError):
        return []


def _tensors(signature: Any) -> list[dict[str, Any]]:
    """Return the tensors of a signature; none where it has columns, or is not there."""
    try:
        return [
            {
                "name": str(each.get("name") or ""),
                "dtype": str(each["tensor-spec"]["dtype"]),
                "shape": [int(size) for size in each["tensor-spec"]["shape"]],
            }
            for each in json.loads(signature["inputs"])
            if each["type"] == "tensor"
        ]
    except (TypeError, KeyError, ValueError, AttributeError):
        return []


def _kind(info: Any) -> str:
    return str(info.get("type")) if isinstance(info, dict) else ""


def _example(folder: Path, info: Any) -> Path | None:
    if _kind(info) not in {"dataframe", "ndarray"}:
        return None
    path = folder / PurePosixPath(str(info.get("artifact_path")))
    return path if path.is_file() and path.resolve().is_relative_to(folder) else None
