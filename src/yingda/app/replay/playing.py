"""Plays one recorded conversation: a real visitor, the bot, and whichever agent gets it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TextIO

from yingda.app.replay.pausing import gap_before
from yingda.app.replay.recording import Recording, Said
from yingda.app.replay.serving import Agent, Floor
from yingda.app.replay.visiting import Reaction, Stage, Visitor
from yingda.app.replay.wire import Refused, Unreachable
from yingda.conversations.remarks import is_closing_remark

REMARK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How the people of a replay behave, where the recording cannot say."""

    patience: int = 1
    """After how many questions the bot could not answer a customer asks for a person."""

    bot_seconds: float = 5.0
    """Real seconds to wait for the bot."""

    queue_seconds: float = 120.0
    """Real seconds to wait for a person."""

    decisions: TextIO | None = None
    """Where each decision of the bot is written down, for people to judge."""


class Play:
    """One conversation being played."""

    def __init__(
        self, recording: Recording, visitor: Visitor, floor: Floor, stage: Stage, manners: Manners
    ) -> None:
        self._recording = recording
        self._visitor = visitor
        self._floor = floor
        self._stage = stage
        self._manners = manners
        self._agent: Agent | None = None
        self._misses = 0
        self._reason = "asked_by_the_customer_or_the_bot"
        self._replied = False
        self._abandoned = False

    async def run(self) -> None:
        """Play from the first message to the last; errors are counted, never raised."""
        tally = self._stage.tally
        try:
            await self._visitor.arrive()
            await self._play_messages()
            await self._finish()
            tally.conversations += 1
        except (Refused, Unreachable, TimeoutError) as error:
            tally.errors[str(error) or type(error).__name__] += 1
            tally.given_up += 1
        finally:
            with suppress(Exception):
                await self._visitor.hang_up()

    async def _play_messages(self) -> None:
        previous_at: float | None = None
        messages = self._recording.messages
        for number, said in enumerate(messages):
            if self._stage.pauses.stopping.is_set() or self._abandoned:
                return
            if not said.text.strip():
                continue
            await self._stage.pauses.recorded(gap_before(said.by, said.at, previous_at))
            previous_at = said.at if said.at is not None else previous_at
            if said.by == "customer":
                await self._ask(said, _next_reply(messages, number))
            else:
                await self._reply(said)

    async def _ask(self, said: Said, recorded_reply: str) -> None:
        asks_the_bot = self._visitor.with_the_bot
        message = await self._visitor.say(said.text)
        self._stage.tally.customer_messages += 1
        if not asks_the_bot:
            return
        reaction = await self._visitor.reaction(message["seq"], self._patience_for(said))
        self._stage.tally.decided(reaction.decision, reaction.took_ms)
        self._write_down(said.text, reaction, recorded_reply)
        if reaction.decision in {"unknown", "choices"}:
            self._misses += 1
            if self._misses >= self._manners.patience:
                self._reason = f"after_{reaction.decision}"
                await self._visitor.ask_human("unknown")

    def _patience_for(self, said: Said) -> float:
        # Thanks and goodbyes ask nothing: nobody waits long for what comes after them.
        remark = is_closing_remark("text", {"text": said.text})
        return (
            min(REMARK_SECONDS, self._manners.bot_seconds) if remark else self._manners.bot_seconds
        )

    async def _reply(self, said: Said) -> None:
        if self._visitor.with_the_bot:
            return  # the bot has answered what a person answered then
        agent = await self._owner()
        if agent is None:
            return
        if said.transferred and self._replied:
            if await agent.transfer(self._visitor.conversation_id, said.to, "replay"):
                agent = await self._owner()
            if agent is None:
                return
        await agent.reply(self._visitor.conversation_id, said.text)
        self._replied = True

    async def _owner(self) -> Agent | None:
        self._agent = await self._floor.owner_of(
            self._visitor.conversation_id, self._manners.queue_seconds
        )
        if self._agent is None:
            self._stage.tally.never_accepted += 1
            self._abandoned = True
        return self._agent

    async def _finish(self) -> None:
        recording, conversation_id = self._recording, self._visitor.conversation_id
        self._stage.tally.waited(self._visitor.messages.values(), self._reason)
        if not recording.ended:
            return
        if self._agent is not None:
            await self._agent.close(conversation_id, recording.summary, recording.tags)
        else:
            await self._visitor.leave()
        if recording.rating is not None:
            await self._visitor.rate(recording.rating)

    def _write_down(self, question: str, reaction: Reaction, recorded_reply: str) -> None:
        file = self._manners.decisions
        if file is None:
            return
        content: dict[str, Any] = (reaction.message or {}).get("content", {})
        row = {
            "conversation": self._recording.id,
            "question": question,
            "decision": reaction.decision,
            "content": content,
            "recorded_reply": recorded_reply,
            "took_ms": reaction.took_ms,
        }
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()


def _next_reply(messages: Sequence[Said], number: int) -> str:
    return next((said.text for said in messages[number + 1 :] if said.by == "agent"), "")
