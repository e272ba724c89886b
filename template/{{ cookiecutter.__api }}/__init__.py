"""The service server: what clients see. Reaches a model only through ``predictor.Predictor``."""
