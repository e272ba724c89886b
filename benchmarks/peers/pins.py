"""The releases that are measured: the newest ones that go together, on the day that this file names."""

DAY = "2026-11-26"

NUMPY = "numpy==2.4.6"
ONNXRUNTIME = "onnxruntime==1.32.0"
SKLEARN = "scikit-learn==1.9.1"  # one for all: the same file of a model is loaded everywhere
