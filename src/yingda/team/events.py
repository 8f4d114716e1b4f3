"""Facts about the people who answer."""

from yingda.foundation.events import Event


class PresenceChanged(Event):
    """A person's presence, load or capacity changed: what the live wall and their own bar show."""

    tenant_id: str
    staff_id: str
    name: str
    presence: str
    presence_since: int
    reason: str | None
    load: int
    capacity: int

    def topics(self) -> tuple[str, ...]:
        """Tell the person and everyone who watches the live wall."""
        return (f"staff:{self.staff_id}", f"wall:{self.tenant_id}")

    def stream(self) -> str:
        """Facts of one person keep their order."""
        return self.staff_id


class _AboutPerson(Event):
    tenant_id: str
    staff_id: str

    def stream(self) -> str:
        """Facts of one person keep their order."""
        return self.staff_id


class AgentBecameAvailable(_AboutPerson):
    """A person takes conversations again."""


class AgentWentOffline(_AboutPerson):
    """A person left, or has been gone for longer than the grace."""

    reason: str | None


class SeatChanged(_AboutPerson):
    """A seat's load, capacity, groups or skills changed; `freed` when it can take more now.

    `settled` says that whoever changed it sees in the same transaction who could be given to it.
    """

    load: int
    capacity: int
    freed: bool
    settled: bool = False


class StaffChanged(_AboutPerson):
    """A person's name, role or account state changed."""


class GroupChanged(Event):
    """A group's name, default mark or members changed."""

    tenant_id: str
    group_id: str

    def stream(self) -> str:
        """Facts of one group keep their order."""
        return self.group_id
