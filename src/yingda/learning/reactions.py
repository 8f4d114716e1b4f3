"""Something happened: note why a customer left the bot, and learn from what ended."""

from yingda.conversations.events import ConversationClosed, ConversationQueued, MessagePosted
from yingda.foundation.transaction import Tx
from yingda.learning import keeping, looking
from yingda.learning.events import ShadowDue, TopicsWanted
from yingda.learning.history import history_of
from yingda.learning.judging import drawing
from yingda.learning.keeping import Learned
from yingda.learning.needs import service as needs
from yingda.learning.needs.weighing import Needs
from yingda.learning.shadowing import service as shadowing
from yingda.quality.events import ConversationRated

WAITS_AGAIN = frozenset({"transferred", "timeout_transfer", "went_offline", "reopened"})


def is_first_wait(fact: ConversationQueued) -> bool:
    """Tell whether the customer may have come from the bot, not from a person."""
    return fact.reason not in WAITS_AGAIN


def is_left_message(fact: MessagePosted) -> bool:
    """Tell whether a customer left a message for people."""
    message = fact.message
    return message.sender_kind == "customer" and message.stage == "leave_message"


def note_transfer(tx: Tx, fact: ConversationQueued) -> None:
    """Keep the reason of a transfer as soon as it happens."""
    _note_transfers(tx, fact.conversation_id)


def note_left_message(tx: Tx, fact: MessagePosted) -> None:
    """Keep the reason of a transfer to people who are not there."""
    _note_transfers(tx, fact.conversation_id)


def look_back(tx: Tx, fact: ConversationClosed) -> Learned | None:
    """Work out what an ended conversation teaches; reads only."""
    return keeping.learned_from(tx, fact.conversation_id)


def learn(tx: Tx, fact: ConversationClosed, learned: Learned | None) -> None:
    """Keep what an ended conversation teaches."""
    if learned is not None:
        keeping.keep(tx, learned)
        if any(one.verdict in drawing.MATCHED for one in learned.history.said):
            drawing.want_first(tx, fact.merchant_id)
        if any(one.verdict == "unknown" for one in learned.history.said):
            looking.want_first(tx, fact.merchant_id)


def tell_need(tx: Tx, fact: ConversationClosed) -> Needs | None:
    """Tell what an ended conversation was for; reads only."""
    return needs.told_of(tx, fact.conversation_id)


def keep_need(tx: Tx, fact: ConversationClosed, found: Needs | None) -> None:
    """Keep what it was for."""
    if found is not None:
        needs.keep(tx, fact.conversation_id, found)


def note_rating(tx: Tx, fact: ConversationRated) -> None:
    """Let the customer's own word count for the last answer."""
    keeping.note_rating(tx, fact.conversation_id)


def put_together(tx: Tx, fact: TopicsWanted) -> looking.Found:
    """Look at what the bot did not know; reads only, and takes a while."""
    return looking.look(tx, fact.merchant_id)


def keep_topics(tx: Tx, fact: TopicsWanted, found: looking.Found) -> None:
    """Keep what the look found."""
    looking.keep(tx, fact.merchant_id, found)


def ask_candidate(tx: Tx, fact: ShadowDue) -> shadowing.Answered | None:
    """Ask the candidate what it would have said; reads only."""
    return shadowing.answers(tx, fact.merchant_id)


def keep_shadow(tx: Tx, fact: ShadowDue, found: shadowing.Answered | None) -> None:
    """Keep what the candidate would have said; nobody is told."""
    if found is not None:
        shadowing.keep(tx, found)


def _note_transfers(tx: Tx, conversation_id: str) -> None:
    history = history_of(tx, conversation_id)
    if history is not None:
        keeping.keep_transfers(tx, history, history.transfers())
