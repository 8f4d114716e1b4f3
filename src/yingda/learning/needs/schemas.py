"""Needs on the wire."""

from typing import Annotated

from pydantic import Field, model_validator

from yingda.bot.needs.telling import Need
from yingda.foundation.shapes import Draft, View


class NeedDraft(Draft):
    """What a conversation was for, as a person says it."""

    main: Need
    others: Annotated[list[Need], Field(max_length=2)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _apart(self) -> "NeedDraft":
        self.others = [one for one in dict.fromkeys(self.others) if one != self.main]
        return self


class ConversationNeedView(View):
    """What a conversation is for; `main` is None before the customer said anything.

    `corrected_by` is the name of who said so.
    """

    main: Need | None
    others: list[Need]
    corrected_by: str | None
