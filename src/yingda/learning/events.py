"""Facts of learning."""

from yingda.foundation.events import Event


class TopicsWanted(Event):
    """A shop's unknown questions are to be put together anew."""

    merchant_id: str

    def stream(self) -> str:
        """One look at a time for each shop."""
        return self.merchant_id
