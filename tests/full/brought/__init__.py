"""Real models that users might bring, made where their libraries are."""
