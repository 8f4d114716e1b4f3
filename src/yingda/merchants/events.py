"""Facts about merchants."""

from yingda.foundation.events import Event


class MerchantChanged(Event):
    """A merchant's name, look or settings changed."""

    tenant_id: str
    merchant_id: str

    def stream(self) -> str:
        """Facts of one merchant keep their order."""
        return self.merchant_id
