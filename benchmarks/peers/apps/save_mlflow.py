"""Save a model in MLflow's format. Arguments: the file of the model, the folder to write."""

import sys

import joblib
import mlflow.sklearn

if __name__ == "__main__":
    mlflow.sklearn.save_model(
        joblib.load(sys.argv[1]),
        sys.argv[2],
        pyfunc_predict_fn="predict_proba",
        serialization_format="cloudpickle",
        pip_requirements=[],  # it is served where it is saved
    )
