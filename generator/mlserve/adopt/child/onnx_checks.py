"""What must hold of an ONNX file before anything runs it: its operators, its opsets, and where its data are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .refused import Refused, short

_KNOWN = {"", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc"}
MAX_EMBEDDED = 2**31 - 2**24
"""Protocol buffers hold no more than 2 GiB."""


def read(path: Path) -> Any:
    """Parse the file at *path*, check it and take in its external data.

    Raises:
        Refused: it is damaged, has operators or opsets that ONNX Runtime lacks, or data outside its folder.
    """
    import onnx

    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:
        raise Refused("damaged", f"{path} cannot be read as ONNX: {short(error)}. Copy or export it again") from error
    _check_operators(path, model)
    _check_opsets(path, model)
    _embed(path, model)
    return model


def graphs(graph: Any) -> Iterator[Any]:
    """Yield *graph* and all graphs within its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [attribute.g, *attribute.graphs] if attribute.type in {5, 10} else []:
                yield from graphs(inner)


def _check_operators(path: Path, model: Any) -> None:
    local = {function.domain for function in model.functions}
    strange = sorted(
        {
            f"{node.domain}::{node.op_type}"
            for graph in graphs(model.graph)
            for node in graph.node
            if node.domain not in _KNOWN | local
        }
    )
    if strange:
        raise Refused(
            "unsupported",
            f"{path} has operators of domains that ONNX Runtime does not have: {', '.join(strange[:10])}. "
            "Way out: export it without them, or give a Python file whose load(path) registers their library",
        )


def _check_opsets(path: Path, model: Any) -> None:
    import onnx.defs

    newest = {"": onnx.defs.onnx_opset_version(), "ai.onnx": onnx.defs.onnx_opset_version()}
    newest["ai.onnx.ml"] = onnx.defs.onnx_ml_opset_version()
    for opset in model.opset_import:
        if opset.version > newest.get(opset.domain, opset.version):
            raise Refused(
                "unsupported",
                f"{path} has opset {opset.version} of {opset.domain or 'ai.onnx'}; the newest that can be run here "
                f"is {newest[opset.domain]}: export it with target_opset={newest[opset.domain]}, or install a newer "
                "onnxruntime",
            )


def _embed(path: Path, model: Any) -> None:
    """Take external data into *model*, from the model's own folder and from nowhere else."""
    import onnx.external_data_helper as external

    folder = path.parent.resolve()
    total = 0
    for tensor in _tensors(model):
        if not external.uses_external_data(tensor):
            continue
        location = next((entry.value for entry in tensor.external_data if entry.key == "location"), "")
        file = folder / location
        if (
            not location
            or Path(location).is_absolute()
            or not file.resolve().is_relative_to(folder)
            or "\0" in location
        ):
            raise Refused(
                "damaged",
                f"{path} keeps the data of {tensor.name!r} in {location!r}, which is not in its folder: nothing was "
                "read. Way out: onnx.save(model, path), which puts all into one file",
            )
        if not file.is_file():
            raise Refused("damaged", f"{path} needs {file}, which is not there: copy that too")
        total += next(
            (int(entry.value) for entry in tensor.external_data if entry.key == "length"), file.stat().st_size
        )
        if total > MAX_EMBEDDED:
            raise Refused("unsupported", f"{path} has more than 2 GiB of external data: larger models are not taken")
    if total:
        try:
            external.load_external_data_for_model(model, str(folder))
        except Exception as error:
            raise Refused("damaged", f"the external data of {path} cannot be read: {short(error)}") from error


def _tensors(model: Any) -> Iterator[Any]:
    parts = [*graphs(model.graph), *model.functions]
    for part in parts:
        yield from getattr(part, "initializer", [])
        for sparse in getattr(part, "sparse_initializer", []):
            yield from (sparse.values, sparse.indices)
        for node in part.node:
            for attribute in node.attribute:
                yield from ([attribute.t] if attribute.type == 4 else [])  # noqa: PLR2004  (TENSOR)
                yield from attribute.tensors
