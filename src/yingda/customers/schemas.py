"""Shapes of customers on the wire."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from yingda.customers.identities import IdentityKind
from yingda.customers.models import CustomerIdentity, CustomerMerge
from yingda.foundation.shapes import Draft, View
from yingda.merchants.models import Language

CustomerName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)
]
TraitName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
TraitText = Annotated[str, StringConstraints(max_length=500)]
Trait = TraitText | bool | int | float
MAX_TRAITS = 50


class CustomerChange(Draft):
    """What to change about a customer; a trait set to null is forgotten."""

    name: CustomerName | None = None
    language: Language | None = None
    traits: dict[TraitName, Trait | None] | None = Field(default=None, max_length=MAX_TRAITS)
    tier: int | None = Field(default=None, ge=0, le=5)
    blocked: bool | None = None


class MergeDraft(Draft):
    """The customer that turned out to be the same person."""

    other_id: str = Field(max_length=32)


class SplitDraft(Draft):
    """The merge to undo."""

    merge_id: str = Field(max_length=32)


class IdentityView(View):
    """What a customer is recognised by; a browser's secret is never shown."""

    id: str
    kind: IdentityKind
    value: str | None
    verified: bool
    created_at: int

    @classmethod
    def of(cls, identity: CustomerIdentity) -> Self:
        """Return the view of `identity`."""
        view = cls.model_validate(identity, from_attributes=True)
        return view.model_copy(update={"value": None}) if view.kind == "visitor" else view


class MergeView(View):
    """One merge in a customer's history."""

    id: str
    kept_id: str
    kept_name: str
    merged_id: str
    merged_name: str
    at: int
    by: str
    undone_at: int | None

    @classmethod
    def of(cls, merge: CustomerMerge, names: Mapping[str, str]) -> Self:
        """Return the view of `merge`, with the customers' present names."""
        return cls(
            id=merge.id,
            kept_id=merge.kept_id,
            kept_name=names[merge.kept_id],
            merged_id=merge.merged_id,
            merged_name=names[merge.merged_id],
            at=merge.at,
            by=merge.by,
            undone_at=merge.undone_at,
        )


class CustomerRow(View):
    """A customer in a list."""

    id: str
    merchant_id: str
    name: str
    tier: int
    language: Language
    blocked: bool
    created_at: int


class CustomerView(CustomerRow):
    """A customer beside a conversation."""

    traits: dict[str, Trait]
    identities: list[IdentityView]
    conversation_count: int
    merged_into_id: str | None
    merges: list[MergeView]
