"""A predictor that is asked only once it is known to be the model that the contract promises."""

from .contract import Contract
from .predictor import Answer, ModelInfo, Predictor, Tensor


class Checked:
    """Wrap a ``Predictor``; not ready (``ConnectionError``) while it differs from the contract."""

    def __init__(self, predictor: Predictor, contract: Contract) -> None:
        self._predictor = predictor
        self._contract = contract
        self._fits = False

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs*, as ``Predictor.predict`` does."""
        if not self._fits:
            await self.model()
        return await self._predictor.predict(inputs, timeout=timeout)

    async def model(self) -> ModelInfo:
        """Describe the model, or say where it differs from the contract."""
        info = await self._predictor.model()
        differences = self._contract.differences(info)
        self._fits = not differences
        if differences:
            raise ConnectionError("; ".join(["The model breaks the contract", *differences]))
        return info
