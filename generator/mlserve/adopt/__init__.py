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
    └── work                 open → ask → choose → find → tell
        ├── opening          the module of each format
        │   ├── open_onnx    → onnx_checks, onnx_graph, onnx_session, onnx_task, drawing
        │   ├── open_skops   → open_pickle
        │   ├── open_pickle  → open_xgboost, open_lightgbm, estimator
        │   ├── open_xgboost open_lightgbm  → xgboost_categories lightgbm_categories → categories
        │   │   └── boosters     → boosters_onnx → onnx_graph, onnx_session
        │   ├── open_python  → python_file
        │   └── estimator    → estimator_task, knowledge, to_skops, to_onnx → converters
        ├── recorded         columns, tensors and example rows that MLflow recorded beside it
        ├── asking           rows, and the original's answers
        │   ├── sample       rows of a file → sample_files; matching brings them and the model together
        │   ├── drawing      rows, where there is no sample
        │   └── probing      rows near those of a sample
        ├── choosing         the first form that answers as the original  → comparing
        ├── findings         facts, manifest, example                     → described → histogram
        └── telling          the same for people, in words
        source  columns  tensors  refused: known to all of them
"""

from .adopting import Adopted, adopt, inspect
from .facts import Facts
from .given import Given

__all__ = ["Adopted", "Facts", "Given", "adopt", "inspect"]
