"""The person who asks, as far as rights are concerned."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["owner", "admin", "lead", "agent", "merchant_staff"]
Kind = Literal["anonymous", "visitor", "staff", "shop_system"]

LEADING: frozenset[Role] = frozenset({"owner", "admin", "lead"})
ADMINISTERING: frozenset[Role] = frozenset({"owner", "admin"})


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller. A visitor's id is a customer id; tenant staff have no `merchant_ids` (all).

    A shop's system has the id of its API token, and reaches only routes that ask for it by name.
    """

    kind: Kind = "anonymous"
    tenant_id: str = ""
    id: str = ""
    name: str = ""
    role: Role | None = None
    merchant_ids: frozenset[str] = field(default_factory=frozenset)
    group_ids: frozenset[str] = field(default_factory=frozenset)
    veiled: bool = False
    """Whether this is one of the temporary or outsourced staff, who see nobody's particulars."""
    opens_documents: bool = False
    """Whether such a one may open documents all the same, in which there are no stars."""

    @property
    def is_staff(self) -> bool:
        """Tell whether this is one of the people who answer."""
        return self.kind == "staff"

    @property
    def is_visitor(self) -> bool:
        """Tell whether this is somebody who asks."""
        return self.kind == "visitor"

    @property
    def leads(self) -> bool:
        """Tell whether this is a lead, an admin or the owner."""
        return self.role in LEADING

    @property
    def administers(self) -> bool:
        """Tell whether this is an admin or the owner."""
        return self.role in ADMINISTERING

    def may_see_merchant(self, merchant_id: str, tenant_id: str) -> bool:
        """Tell whether the shop is the caller's own, or of the caller's tenant."""
        if self.tenant_id != tenant_id or self.kind == "anonymous":
            return False
        if self.is_staff and self.role != "merchant_staff":
            return True
        return merchant_id in self.merchant_ids


ANONYMOUS = Principal()
