"""Rewrite an ONNX graph: no maps among its outputs, the contract's names, any number of rows."""

from typing import Any

from .onnx_checks import graphs


def drop_zipmap(model: Any) -> list[Any]:
    """Give the probabilities as a tensor where a ZipMap made maps of them; return the classes that it knew."""
    from onnx import TensorProto, helper

    graph = model.graph
    for node in [each for each in graph.node if each.op_type == "ZipMap"]:
        labels = classes_of(node)
        for output in graph.output:
            if output.name == node.output[0]:
                output.CopyFrom(helper.make_tensor_value_info(node.input[0], TensorProto.FLOAT, ["rows", len(labels)]))
        graph.node.remove(node)
        return labels
    return []


def classes_of(node: Any) -> list[Any]:
    """Return the class labels among a node's attributes."""
    for attribute in node.attribute:
        if attribute.name in {"classlabels_strings", "cats_strings"} and attribute.strings:
            return [text.decode(errors="replace") for text in attribute.strings]
        if attribute.name in {"classlabels_int64s", "classlabels_ints"} and attribute.ints:
            return list(attribute.ints)
    return []


def rename(model: Any, old: str, new: str) -> None:
    """Call a value by another name, everywhere; one that has the name already gives it up."""
    if old == new:
        return
    if any(new in _names(graph) for graph in graphs(model.graph)):
        _replace(model, new, f"{new}_within")
    _replace(model, old, new)


def keep_outputs(model: Any, names: list[str]) -> None:
    """Keep these outputs, in this order."""
    kept = {output.name: output for output in model.graph.output}
    ordered = [kept[name] for name in names]
    copies = [type(output).FromString(output.SerializeToString()) for output in ordered]
    del model.graph.output[:]
    model.graph.output.extend(copies)


def as_column(model: Any, name: str) -> None:
    """Give the output *name*, one number a row, the shape [rows, 1]."""
    import numpy as np
    from onnx import helper, numpy_helper

    graph = model.graph
    inner = f"{name}_flat"
    rename(model, name, inner)
    (output,) = [each for each in graph.output if each.name == inner]
    kind = output.type.tensor_type.elem_type
    shape = numpy_helper.from_array(np.array([-1, 1], np.int64), f"{name}_shape")
    graph.initializer.append(shape)
    graph.node.append(helper.make_node("Reshape", [inner, shape.name], [name]))
    output.CopyFrom(helper.make_tensor_value_info(name, kind, ["rows", 1]))


def any_rows(model: Any, inputs: list[str]) -> list[str]:
    """Let the first dimension of inputs and outputs be any number; return the inputs where it was fixed."""
    fixed = []
    for value in [*model.graph.input, *model.graph.output]:
        tensor = value.type.tensor_type
        if not tensor.HasField("shape") or not tensor.shape.dim:
            continue
        first = tensor.shape.dim[0]
        if value.name in inputs and first.HasField("dim_value"):
            fixed.append(value.name)
        first.Clear()
        first.dim_param = "rows"
    if fixed:
        del model.graph.value_info[:]  # they may repeat the fixed number
    return fixed


def _names(graph: Any) -> set[str]:
    names = {each.name for part in (graph.input, graph.output, graph.initializer) for each in part}
    return names.union(*(set(node.output) | set(node.input) for node in graph.node))


def _replace(model: Any, old: str, new: str) -> None:
    for graph in graphs(model.graph):
        for part in (graph.input, graph.output, graph.initializer, graph.value_info):
            for each in part:
                if each.name == old:
                    each.name = new
        for node in graph.node:
            for names in (node.input, node.output):
                for index, name in enumerate(names):
                    if name == old:
                        names[index] = new
