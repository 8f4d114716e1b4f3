"""Facts about webhooks."""

from yingda.foundation.events import Event


class WebhookSwitchedOff(Event):
    """A webhook was switched off by itself: its endpoint is gone, or has failed for days."""

    tenant_id: str
    webhook_id: str
    name: str
    reason: str
    admin_ids: tuple[str, ...]

    def topics(self) -> tuple[str, ...]:
        """Tell everyone who can mend it."""
        return tuple(f"staff:{one}" for one in self.admin_ids)

    def stream(self) -> str:
        """Facts of one webhook keep their order."""
        return self.webhook_id
