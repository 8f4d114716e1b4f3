"""What people do with a conversation: ask for a person, take, hand over, recall, end."""

from fastapi import APIRouter

from yingda.conversations import service
from yingda.conversations.api.reading import signed_in, visitor_shown
from yingda.conversations.lookup import conversation_view, staff_view
from yingda.conversations.models import Row
from yingda.conversations.schemas.conversations import ConversationView, VisitorConversationView
from yingda.conversations.schemas.handling import (
    AskHumanDraft,
    AssignDraft,
    CloseDraft,
    LeaveMessageDraft,
    TransferDraft,
)
from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.runtime import Runtime
from yingda.foundation.transaction import Tx
from yingda.foundation.web import Caller, CurrentRuntime, LeadCaller, StaffCaller, VisitorCaller
from yingda.team.queries import staff_for

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
Shown = ConversationView | VisitorConversationView


@router.post("/{conversation_id}/ask-human")
async def ask_human(
    conversation_id: str, draft: AskHumanDraft, caller: VisitorCaller, runtime: CurrentRuntime
) -> VisitorConversationView:
    """Queue for a person."""

    def work(tx: Tx) -> None:
        service.ask_human(tx, conversation_id, reason=f"customer_{draft.reason}", caller=caller)

    await runtime.db.write(work)
    return await visitor_shown(runtime, conversation_id, caller)


@router.post("/{conversation_id}/accept")
async def accept(
    conversation_id: str, caller: StaffCaller, runtime: CurrentRuntime
) -> ConversationView:
    """Open what one was given."""
    return await staff_shown(
        runtime, await runtime.db.write(service.accept, conversation_id, caller)
    )


@router.post("/{conversation_id}/take")
async def take(
    conversation_id: str, caller: StaffCaller, runtime: CurrentRuntime
) -> ConversationView:
    """Take a waiting conversation; a lead may take one over. 409 tells who was faster."""
    return await staff_shown(runtime, await runtime.db.write(service.take, conversation_id, caller))


@router.post("/{conversation_id}/assign")
async def assign(
    conversation_id: str, draft: AssignDraft, caller: LeadCaller, runtime: CurrentRuntime
) -> ConversationView:
    """Give the conversation to somebody."""

    def work(tx: Tx) -> Row:
        conversation_view(tx, caller, conversation_id)
        to = staff_for(tx, caller, draft.staff_id)
        why = [{"code": "assigned", "params": {"by": caller.name}}]
        return service.assign(tx, conversation_id, to, reason="takeover", why=why)

    return await staff_shown(runtime, await runtime.db.write(work))


@router.post("/{conversation_id}/transfer")
async def transfer(
    conversation_id: str, draft: TransferDraft, caller: StaffCaller, runtime: CurrentRuntime
) -> ConversationView:
    """Hand over to a group or a colleague, with a note."""
    row = await runtime.db.write(service.transfer, conversation_id, draft, caller)
    return await staff_shown(runtime, row)


@router.post("/{conversation_id}/close")
async def close(
    conversation_id: str, draft: CloseDraft, caller: Caller, runtime: CurrentRuntime
) -> Shown:
    """End the conversation."""
    signed_in(caller)
    row = await runtime.db.write(service.close, conversation_id, draft, caller)
    if caller.is_visitor:
        return await visitor_shown(runtime, conversation_id, caller)
    return await staff_shown(runtime, row)


@router.post("/{conversation_id}/leave-message")
async def leave_message(
    conversation_id: str,
    draft: LeaveMessageDraft,
    caller: VisitorCaller,
    runtime: CurrentRuntime,
) -> VisitorConversationView:
    """Leave a message instead of waiting."""
    await runtime.db.write(service.leave_message, conversation_id, draft, caller)
    return await visitor_shown(runtime, conversation_id, caller)


@router.post("/{conversation_id}/messages/{message_id}/recall")
async def recall(
    conversation_id: str, message_id: str, caller: Caller, runtime: CurrentRuntime
) -> MessageView:
    """Take back one's own message within two minutes."""
    signed_in(caller)
    return await runtime.db.write(service.recall, conversation_id, message_id, caller)


async def staff_shown(runtime: Runtime, row: Row) -> ConversationView:
    """Return the conversation as it is now; whoever gave it away sees what they gave."""
    shown = await runtime.db.read(staff_view, row)
    shown.epoch = runtime.epoch
    return shown
