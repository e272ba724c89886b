"""Help for skl2onnx: the boosters that onnxmltools converts, and booleans that onnx refuses."""

import sys
from contextlib import suppress
from typing import Any


def register_boosters() -> None:
    """Let skl2onnx convert the estimators of LightGBM and XGBoost within a pipeline, where onnxmltools is there."""
    try:
        from skl2onnx import update_registered_converter
        from skl2onnx.common.shape_calculator import (
            calculate_linear_classifier_output_shapes,
            calculate_linear_regressor_output_shapes,
        )
    except ImportError:
        return
    if not {"lightgbm", "xgboost"} & set(sys.modules):
        return  # the estimator has none, and to import them takes seconds
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    for kind, convert in _booster_converters():
        if kind.__name__.endswith("Classifier"):
            shapes = calculate_linear_classifier_output_shapes
            update_registered_converter(kind, f"Mlserve{kind.__name__}", shapes, convert, options=options)
        else:
            shapes = calculate_linear_regressor_output_shapes
            update_registered_converter(kind, f"Mlserve{kind.__name__}", shapes, convert)


def take_booleans() -> None:
    """Let attributes be booleans: skl2onnx gives histogram trees some, which onnx from 1.23 on refuses."""
    from onnx import helper

    original = helper.make_attribute
    if getattr(original, "takes_booleans", False):
        return

    def make_attribute(key: str, value: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(value, list | tuple):
            value = [int(each) if type(each).__name__ in {"bool", "bool_"} else each for each in value]
        return original(key, value, *rest, **named)

    make_attribute.takes_booleans = True  # type: ignore[attr-defined]  # so that it is wrapped once
    helper.make_attribute = make_attribute


def _booster_converters() -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    with suppress(ImportError):
        from lightgbm import LGBMClassifier, LGBMRegressor
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

        found += [(LGBMClassifier, convert_lightgbm), (LGBMRegressor, convert_lightgbm)]
    with suppress(ImportError):
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
        from xgboost import XGBClassifier, XGBRegressor

        found += [(XGBClassifier, convert_xgboost), (XGBRegressor, convert_xgboost)]
    return found
