"""The story: which fact calls for which reactions. This file is the product, in a minute's read."""

from yingda.bot import reactions as bot
from yingda.conversations import reactions as conversations
from yingda.conversations import timers as conversation_timers
from yingda.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationOpened,
    ConversationQueued,
    LegEnded,
    MessagePosted,
    WaitEnded,
)
from yingda.conversations.timing import IDLE_TIMER
from yingda.customers.events import CustomerChanged, CustomersMerged, CustomersSplit
from yingda.foundation.story import Story, thinking, when
from yingda.foundation.timers import TimerEffect
from yingda.quality import reactions as quality
from yingda.routing import reactions as routing
from yingda.routing import timers as routing_timers
from yingda.team import timers as team_timers
from yingda.team.events import AgentBecameAvailable, AgentWentOffline, GroupChanged, SeatChanged

STORY = Story(
    (
        when(ConversationOpened, bot.greet),
        when(
            MessagePosted,
            thinking(bot.find_answer, bot.say_answer),
            only=bot.is_for_the_bot,
        ),
        when(ConversationQueued, routing.find_agent),
        when(ConversationAssigned, routing.settle_assignment),
        when(LegEnded, routing.use_free_seat),
        when(AgentBecameAvailable, routing.use_free_seat),
        when(SeatChanged, routing.use_free_seat, only=lambda fact: fact.freed),
        when(GroupChanged, routing.look_at_group),
        when(AgentWentOffline, routing.requeue_conversations, routing.tell_who_waits),
        when(WaitEnded, routing.shorten_queue, only=lambda fact: fact.outcome != "accepted"),
        when(ConversationClosed, quality.ask_for_rating),
        when(CustomersMerged, conversations.follow_merge),
        when(CustomersSplit, conversations.follow_split),
        when(CustomerChanged, conversations.follow_name),
    )
)

TIMERS: dict[str, TimerEffect] = {
    IDLE_TIMER: conversation_timers.end_when_idle,
    **routing_timers.TIMERS,
    **team_timers.TIMERS,
}
