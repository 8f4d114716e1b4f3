"""The story: which fact calls for which reactions. This file is the product, in a minute's read."""

from yingda.bot import reactions as bot
from yingda.bot.assisting import reactions as assisting
from yingda.bot.flows import reactions as flows
from yingda.bot.flows import timers as flow_timers
from yingda.bot.flows.queries import some_under_way
from yingda.bot.lifting import timers as lifting_timers
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
from yingda.foundation.story import Story, thinking, together, when
from yingda.foundation.timers import TimerEffect
from yingda.helpcenter import reactions as helpcenter
from yingda.helpcenter import timers as helpcenter_timers
from yingda.helpcenter.events import ExposuresGathered
from yingda.helpcenter.phone import reactions as phone
from yingda.helpcenter.phone.linking import some_awaited
from yingda.integrations import reactions as integrations
from yingda.integrations import timers as integration_timers
from yingda.integrations.queries import wanted
from yingda.learning import reactions as learning
from yingda.learning import timers as learning_timers
from yingda.learning.events import ShadowDue, TopicsWanted
from yingda.quality import reactions as quality
from yingda.quality.events import ConversationRated
from yingda.quality.inspecting.drawing import some_restricted, some_served
from yingda.routing import reactions as routing
from yingda.routing import timers as routing_timers
from yingda.routing.tasks import some_tasks_open
from yingda.team import timers as team_timers
from yingda.team.events import AgentBecameAvailable, AgentWentOffline, GroupChanged, SeatChanged

STORY = Story(
    (
        when(ConversationOpened, thinking(helpcenter.find_greeting, helpcenter.greet)),
        # Who comes from a call goes on where it was left.
        when(ConversationOpened, phone.follow_chat, asked=some_awaited),
        when(
            MessagePosted,
            thinking(bot.find_answer, bot.say_answer),
            only=bot.is_for_the_bot,
        ),
        # A person goes on with a task, or nobody does; where none is under way, nothing is stored.
        when(ConversationQueued, flows.stop_for_queue, asked=some_under_way),
        when(ConversationAssigned, flows.stop_for_person, asked=some_under_way),
        when(ConversationClosed, flows.stop_at_end, asked=some_under_way),
        # By how many hands a task comes to people who may decide it; noted before it is given.
        when(ConversationQueued, routing.follow_task, only=routing.may_move_task),
        when(ConversationQueued, together(routing.find_agents)),
        when(
            ConversationAssigned,
            together(routing.settle_assignments),
            only=lambda fact: not fact.opened and not fact.settled,
        ),
        when(ConversationAssigned, together(routing.note_openings), only=lambda fact: fact.opened),
        when(ConversationAssigned, routing.follow_task_to_person, asked=some_tasks_open),
        when(ConversationClosed, routing.end_tasks, asked=some_tasks_open),
        when(LegEnded, together(routing.use_free_seats)),
        when(AgentBecameAvailable, together(routing.use_free_seats)),
        when(
            SeatChanged,
            together(routing.use_free_seats),
            only=lambda fact: fact.freed and not fact.settled,
        ),
        when(GroupChanged, together(routing.look_at_groups)),
        when(AgentWentOffline, routing.requeue_conversations, routing.tell_who_waits),
        when(
            WaitEnded,
            together(routing.shorten_queues),
            only=lambda fact: fact.outcome != "accepted",
        ),
        when(ConversationClosed, quality.ask_for_rating),
        # What can be learned from how it went: nobody waits for that.
        when(ConversationClosed, assisting.keep_case, later=True),
        when(ConversationQueued, learning.note_transfer, only=learning.is_first_wait, later=True),
        when(MessagePosted, learning.note_left_message, only=learning.is_left_message, later=True),
        when(ConversationClosed, thinking(learning.look_back, learning.learn), later=True),
        when(ConversationClosed, thinking(learning.tell_need, learning.keep_need), later=True),
        when(ConversationRated, learning.note_rating, later=True),
        # Of what L3 groups serve a lead looks at a share; where there are none, nothing is stored.
        when(ConversationClosed, quality.draw_for_lead, asked=some_restricted, later=True),
        when(ConversationRated, quality.draw_disliked, asked=some_served, later=True),
        when(TopicsWanted, thinking(learning.put_together, learning.keep_topics), later=True),
        when(ShadowDue, thinking(learning.ask_candidate, learning.keep_shadow), later=True),
        when(ExposuresGathered, thinking(helpcenter.learn, helpcenter.keep_learned), later=True),
        when(CustomersMerged, conversations.follow_merge),
        when(CustomersSplit, conversations.follow_split),
        when(CustomerChanged, conversations.follow_name),
        # What other systems listen to; where nobody does, nothing is stored.
        when(ConversationOpened, integrations.tell_opened, asked=wanted("conversation.opened")),
        when(
            ConversationAssigned,
            integrations.tell_assigned,
            asked=wanted("conversation.assigned"),
        ),
        when(ConversationClosed, integrations.tell_closed, asked=wanted("conversation.closed")),
        when(ConversationRated, quality.tell_rated, asked=wanted("conversation.rated")),
        when(MessagePosted, integrations.tell_posted, asked=wanted("message.posted")),
        when(CustomersMerged, integrations.tell_merged, asked=wanted("customer.merged")),
        when(CustomersSplit, integrations.tell_split, asked=wanted("customer.split")),
    )
)

TIMERS: dict[str, TimerEffect] = {
    IDLE_TIMER: conversation_timers.end_when_idle,
    **helpcenter_timers.TIMERS,
    **flow_timers.TIMERS,
    **integration_timers.TIMERS,
    **learning_timers.TIMERS,
    **lifting_timers.TIMERS,
    **routing_timers.TIMERS,
    **team_timers.TIMERS,
}
