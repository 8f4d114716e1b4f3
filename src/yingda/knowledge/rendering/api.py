"""How an answer will look, over HTTP; nothing is stored."""

from fastapi import APIRouter

from yingda.foundation.web import StaffCaller
from yingda.knowledge.rendering.schemas import RenderingDraft, RenderingView, rendered

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])


@router.post("/renderings")
def render_answer(caller: StaffCaller, draft: RenderingDraft) -> RenderingView:
    """Return an answer as a page, in a chat and spoken, and what keeps its reader waiting."""
    del caller
    return rendered(draft)
