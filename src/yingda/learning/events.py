"""Facts of learning."""

from yingda.foundation.events import Event


class ShadowDue(Event):
    """A shop's candidate is to be asked what was asked of its live bot meanwhile."""

    merchant_id: str

    def stream(self) -> str:
        """Ask for one shop at a time."""
        return self.merchant_id


class TopicsWanted(Event):
    """A shop's unknown questions are to be put together anew."""

    merchant_id: str

    def stream(self) -> str:
        """One look at a time for each shop."""
        return self.merchant_id
