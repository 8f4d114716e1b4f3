"""Facts about customers."""

from yingda.foundation.events import Event


class CustomerChanged(Event):
    """What staff see of a customer (name, tier, language, blocked) changed."""

    tenant_id: str
    merchant_id: str
    customer_id: str

    def stream(self) -> str:
        """Facts of one merchant's customers keep their order: merges join them."""
        return self.merchant_id


class CustomersMerged(Event):
    """Two customers turned out to be one person: `merged_id` now lives on in `kept_id`.

    `member_ids` are `merged_id` and everyone who had been merged into it before.
    """

    tenant_id: str
    merchant_id: str
    merge_id: str
    kept_id: str
    merged_id: str
    member_ids: tuple[str, ...]

    def stream(self) -> str:
        """Merges and splits of one merchant keep their order."""
        return self.merchant_id


class CustomersSplit(Event):
    """A merge was undone: what belonged to `member_ids` goes from `kept_id` back to `merged_id`."""

    tenant_id: str
    merchant_id: str
    merge_id: str
    kept_id: str
    merged_id: str
    member_ids: tuple[str, ...]

    def stream(self) -> str:
        """Merges and splits of one merchant keep their order."""
        return self.merchant_id
