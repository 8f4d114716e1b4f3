"""Facts of the help centre."""

from yingda.foundation.events import Event


class ExposuresGathered(Event):
    """For an hour customers chose among what was suggested; the ranker can learn from it."""

    merchant_id: str

    def stream(self) -> str:
        """Learn once at a time for each shop."""
        return self.merchant_id
