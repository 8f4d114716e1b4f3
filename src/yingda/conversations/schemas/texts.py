"""Limits on what people write and on the names they refer by."""

from typing import Annotated

from pydantic import StringConstraints

TEXT_LIMIT = 5_000
Text = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=TEXT_LIMIT)
]
ClientKey = Annotated[str, StringConstraints(min_length=1, max_length=64)]
IdText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
