"""Facts about orders."""

from yingda.foundation.events import Event


class OrderChanged(Event):
    """The shop told us of a new order (`status_before` is None) or a change in one."""

    tenant_id: str
    merchant_id: str
    order_id: str
    customer_id: str | None
    status: str
    status_before: str | None

    def stream(self) -> str:
        """Facts of one order keep their order."""
        return self.order_id
