"""What can go wrong in a conversation."""

from yingda.foundation.errors import Conflict, Forbidden, Invalid, NotFound


class ConversationNotFound(NotFound):
    """There is no such conversation, or the caller must not learn that there is."""

    code = "conversations.not_found"


class MessageNotFound(NotFound):
    """There is no such message in this conversation."""

    code = "conversations.message_not_found"


class ConversationClosed(Conflict):
    """The conversation has ended; nothing can be added to it."""

    code = "conversations.closed"


class KeyReused(Conflict):
    """The `client_key` already names a message with another body."""

    code = "conversations.key_reused"


class Taken(Conflict):
    """Somebody else has it: `by` says who."""

    code = "conversations.taken"


class NotYours(Conflict):
    """Only the person who has the conversation may do this; take it first."""

    code = "conversations.not_yours"


class NothingToDo(Conflict):
    """The conversation is not in a state in which this means anything: `stage` says which."""

    code = "conversations.not_now"


class TooLateToRecall(Conflict):
    """A message can be recalled only for a short while: `limit_seconds`."""

    code = "conversations.recall_too_late"


class EmptyText(Invalid):
    """A message needs something in it."""

    code = "text.empty"


class NotYourMessage(Forbidden):
    """Only the sender can recall a message."""

    code = "conversations.not_your_message"


class TargetUnknown(Invalid):
    """The group or colleague to hand over to does not exist, or is switched off."""

    code = "conversations.target_unknown"


class NobodyMay(Invalid):
    """No group holds the authority `needs` for this much in this shop."""

    code = "conversations.nobody_may"
