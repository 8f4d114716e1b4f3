"""Facts of the telephone."""

from yingda.foundation.events import Event


class CallPassedOn(Event):
    """A caller is put through to the people of a group: who it is and what they want.

    `conversation_id` is their last chat, None when there is none. The number itself is not told:
    some who hear this see no numbers.
    """

    tenant_id: str
    merchant_id: str
    group_id: str
    call_id: str
    customer_id: str | None
    customer_name: str | None
    conversation_id: str | None
    asked: str | None

    def topics(self) -> tuple[str, ...]:
        """Tell the people of the group."""
        return (f"group:{self.group_id}",)

    def stream(self) -> str:
        """Facts of one group keep their order."""
        return self.group_id
