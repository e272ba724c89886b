"""From a trained model file (and perhaps sample rows) to facts, a contract and an artifact.

Two processes. This one decides and writes, with the standard library only; the other opens the model, with the model's
libraries only, so that ``--python`` may name the environment in which it was made. Arrows point downwards only:

    __init__                 Given, inspect, adopt, Facts, Adopted
    └── adopting             the straight way                         → slug
        ├── reading          check → find → read
        │   ├── files        regular, not empty, not too large, no link that leaves
        │   ├── formats      which format, by content                 → compressed, files, onnx_shape
        │   ├── mlflow       what an MLmodel file says
        │   ├── pickles      what a pickle names, without opening it  → compressed
        │   └── process      the child process, bounded               → start
        ├── contract         facts → contract.json                    → facts
        └── artifact         staging, manifest.json, the moves        → files
    table                    facts, for people                        → facts

    start                    runs child/ in any Python from 3.11 on, and nothing else of what is installed here
    child/                   imports the standard library, numpy and the model's libraries
    ├── __main__             one request, one answer                  → limits
    └── work                 open → match → choose → describe
        ├── opening          the module of each format
        │   ├── open_onnx    → onnx_checks, onnx_graph, onnx_session, drawing
        │   ├── open_skops   → open_pickle
        │   ├── open_pickle  → open_xgboost, open_lightgbm, estimator
        │   ├── open_xgboost open_lightgbm  → xgboost_categories lightgbm_categories → categories
        │   │   └── boosters     → boosters_onnx → onnx_graph, onnx_session
        │   ├── open_python
        │   └── estimator    → knowledge, to_onnx, to_skops
        ├── recorded         columns, tensors and example rows that MLflow recorded
        ├── sample           rows of a file                           → matching brings them and the model together
        ├── drawing          rows, where there is no sample
        ├── choosing         the first form that answers as the original  → comparing
        └── described        features, histograms, golden samples     → histogram
        source  columns  tensors  refused: known to all of them
"""

from .adopting import Adopted, adopt, inspect
from .facts import Facts
from .given import Given

__all__ = ["Adopted", "Facts", "Given", "adopt", "inspect"]
