"""How committed facts are counted."""

from yingda.bot.events import BotGaveUp
from yingda.conversations.events import MessagePosted
from yingda.foundation.clock import SECOND
from yingda.foundation.events import Event
from yingda.foundation.meters import Meters
from yingda.routing.events import AgentFound

CHANNEL = "web"
"""The one channel there is; when there are more, the fact will name its own."""


def count_message(meters: Meters, _event: Event) -> None:
    """Count a message that was stored."""
    meters.count("cs_messages_accepted", CHANNEL)


def count_fallback(meters: Meters, event: Event) -> None:
    """Count a question the bot did not answer."""
    assert isinstance(event, BotGaveUp)
    meters.count("cs_bot_fallback", event.reason)


def count_wait(meters: Meters, event: Event) -> None:
    """Count how long a customer waited until routing found somebody."""
    assert isinstance(event, AgentFound)
    meters.observe("cs_routing_wait_seconds", event.waited_ms / SECOND)


def count_facts(meters: Meters) -> None:
    """Say how each fact is counted."""
    meters.on(MessagePosted, count_message)
    meters.on(BotGaveUp, count_fallback)
    meters.on(AgentFound, count_wait)
