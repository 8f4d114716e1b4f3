"""The forms of an answer and what to mend in it, on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from yingda.foundation.shapes import Draft, View
from yingda.knowledge.importing import limits
from yingda.knowledge.rendering.forms import SPOKEN_LIMIT, forms_of
from yingda.knowledge.rendering.linting import LintCode, lint, reading_seconds


class RenderingDraft(Draft):
    """An answer as it is being written; of a canned reply the title is the question."""

    question: Annotated[str, StringConstraints(max_length=limits.QUESTION_CHARACTERS)] = ""
    answer: Annotated[str, StringConstraints(max_length=limits.ANSWER_CHARACTERS)]
    spoken_limit: Annotated[int, Field(ge=20, le=500)] = SPOKEN_LIMIT


class FindingView(View):
    """One thing to mend, and the number or name that shows it."""

    code: LintCode
    value: str


class RenderingView(View):
    """The three forms of one answer, how long it takes to read, and what to mend."""

    page: str
    chat: str
    spoken: str
    spoken_limit: int
    reading_seconds: int
    findings: list[FindingView]


def rendered(draft: RenderingDraft) -> RenderingView:
    """Return every form of the answer."""
    forms = forms_of(draft.answer, draft.spoken_limit)
    return RenderingView(
        page=forms.page,
        chat=forms.chat,
        spoken=forms.spoken,
        spoken_limit=draft.spoken_limit,
        reading_seconds=reading_seconds(draft.answer),
        findings=[
            FindingView(code=one.code, value=one.value)
            for one in lint(draft.question, draft.answer)
        ],
    )
