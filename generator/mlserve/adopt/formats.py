"""Which format is it? Found by content; the name's extension is only compared with that."""

import ast
import pickletools
from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import FileRefused, FormatUnknown

from . import compressed
from .files import Checked
from .onnx_shape import is_onnx

EXTENSIONS = {
    "onnx": {".onnx"},
    "skops": {".skops", ".zip"},
    "pickle": {
        ".pkl",
        ".pickle",
        ".joblib",
        ".gz",
        ".z",
        ".xz",
        ".bz2",
        ".lzma",
        ".sav",
        ".p",
        ".dump",
        ".cloudpickle",
    },
    "xgboost": {".json", ".ubj", ".xgb", ".model", ".bst"},
    "lightgbm": {".txt", ".lgb", ".model", ".lightgbm"},
    "python": {".py"},
}
TAKEN = (
    "ONNX, skops, joblib and pickle (with --trust), XGBoost JSON and UBJ, LightGBM text, an MLflow model folder, "
    "a Python file"
)
_PYTHON_FILE = "or give a Python file with load(path) and predict(model, batch)"
_OTHERS = {
    b"\x89HDF\r\n": f"HDF5 (Keras): export it to ONNX with tf2onnx, {_PYTHON_FILE}",
    b"CBM1": f'CatBoost: save it with save_model(path, format="onnx"), {_PYTHON_FILE}',
    b"binf": "XGBoost's old binary format: load it and save it again with save_model('model.ubj')",
    b"GGUF": f"GGUF, a language model: that is served by other programs, {_PYTHON_FILE}",
    b"\x93NUMPY": "a NumPy array, not a model",
    b"PAR1": "Parquet, rows and not a model: give it with --sample",
}
_MAX_PICKLE_0 = 2**20
_MAX_PYTHON = 2**20


@dataclass(frozen=True)
class Found:
    """A format, how the file is compressed (if it is), and what to say of it."""

    format: str
    compression: str = ""
    note: str = ""


def find(checked: Checked) -> Found:
    """Say which format *checked* is.

    Raises:
        FormatUnknown: none that is read; the message says what it is, where that can be seen.
        FileRefused: it is damaged.
    """
    try:
        found = _of_folder(checked.path) if checked.is_folder else _of_file(checked.path, checked.size)
    except OSError as error:
        raise FileRefused(f"{checked.path} cannot be read: {error.strerror or error}") from error
    return Found(found.format, found.compression, _lie(checked, found.format))


def _of_folder(path: Path) -> Found:
    if (path / "MLmodel").is_file():
        return Found("mlflow")
    if (path / "model.py").is_file():
        return Found("python")
    if (path / "saved_model.pb").is_file():
        raise FormatUnknown(f"{path} is a TensorFlow SavedModel: export it to ONNX with tf2onnx, {_PYTHON_FILE}")
    raise FormatUnknown(f"{path} is a folder without MLmodel (MLflow) or model.py: give the file of the model")


def _of_file(path: Path, size: int) -> Found:
    head = compressed.head(path, "")
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise FormatUnknown(f"{path} is {what}")
    if head[:4] == b"PK\x03\x04":
        return _of_zip(path, size)
    if how := compressed.kind(head):
        return _of_compressed(path, how)
    if _is_pickle(head, path, size):
        return Found("pickle")
    if head.startswith((b"tree\n", b"tree\r\n")):
        return Found("lightgbm")
    if head.lstrip()[:1] == b"{":
        return _of_braces(path, head)
    if is_onnx(path, size):
        return Found("onnx")
    if _is_python(path, size):
        return Found("python")
    raise FormatUnknown(f"{path} is none of the formats that are read ({TAKEN}); it begins with {head[:12]!r}")


def _of_zip(path: Path, size: int) -> Found:
    names = compressed.zip_names(path, size)
    if "schema.json" in names:
        return Found("skops")
    if any(name.endswith("data.pkl") for name in names):
        raise FormatUnknown(f"{path} is a PyTorch file: export it with torch.onnx.export, {_PYTHON_FILE}")
    if any(name.endswith(".weights.h5") for name in names):
        raise FormatUnknown(f"{path} is a Keras file: export it with model.export(path, format='onnx'), {_PYTHON_FILE}")
    if any(name.endswith(".npy") for name in names):
        raise FormatUnknown(f"{path} holds NumPy arrays, not a model")
    raise FormatUnknown(f"{path} is a zip file without schema.json (skops): unpack it, and give the model in it")


def _of_compressed(path: Path, how: str) -> Found:
    if _is_pickle(compressed.head(path, how), path, 0):
        return Found("pickle", how)
    raise FormatUnknown(f"{path} is compressed ({how}), and what it holds is no pickle: decompress it first")


def _of_braces(path: Path, head: bytes) -> Found:
    if b"learner" in head or b'"version"' in head:
        return Found("xgboost")
    if b"oblivious_trees" in head or b"features_info" in head:
        raise FormatUnknown(f"{path} is CatBoost JSON: save it with save_model(path, format='onnx'), {_PYTHON_FILE}")
    raise FormatUnknown(
        f"{path} is JSON, but not of XGBoost (it has no 'learner'): which model is it? Read are {TAKEN}"
    )


def _is_pickle(head: bytes, path: Path, size: int) -> bool:
    if head[:1] == b"\x80" and head[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}:
        return True
    if head[:1] not in {b"c", b"(", b"]", b"}"} or not 0 < size < _MAX_PICKLE_0:
        return False
    try:  # protocols 0 and 1 have no mark of their own
        return sum(1 for _ in pickletools.genops(path.read_bytes())) > 1
    except Exception:  # noqa: BLE001  (whatever other files look like as a pickle)
        return False


def _is_python(path: Path, size: int) -> bool:
    if size > _MAX_PYTHON:
        return False
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if path.suffix == ".py":
            raise FormatUnknown(f"{path} is not Python that can be read: {error}") from error
        return False
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    if path.suffix == ".py" and "load" not in names:
        raise FormatUnknown(f"{path} has no function load(path): write load(path) and predict(model, batch) in it")
    return "load" in names


def _lie(checked: Checked, name: str) -> str:
    suffix = checked.path.suffix.lower()
    known = {each for endings in EXTENSIONS.values() for each in endings}
    if checked.is_folder or suffix not in known or suffix in EXTENSIONS.get(name, set()):
        return ""
    return f"the name ends in {suffix}, but the content is {name}: it is read as what it is"
