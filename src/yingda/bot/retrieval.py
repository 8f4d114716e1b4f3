"""The engine: looks the question up among the shop's own questions, as a classifier sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yingda.bot import confidence, pleasantries, wishes
from yingda.bot.engine import Answer, Choices, Facts, Pleasantry, Unknown, Verdict, WantsHuman
from yingda.bot.normalising import clauses, core, denies, is_only_reference
from yingda.bot.understanding.trained import Found, Understood
from yingda.foundation.clock import Instant
from yingda.knowledge.models import AnswerMode
from yingda.knowledge.postings import Flags
from yingda.knowledge.ranking import Match, telling
from yingda.knowledge.searching import KnowledgeIndex

LONGEST_QUESTION = 300
MOST_CLAUSES = 4
TELLING_ENOUGH = 4
NEARLY_AS_GOOD = 0.75
AS_GOOD = 0.95


@dataclass(frozen=True)
class Thresholds:
    """How sure is sure: above `answer` the bot answers, above `choices` it asks which."""

    answer: float = 0.85
    choices: float = 0.35
    most_choices: int = 3


class RetrievalEngine:
    """Answers from one shop's knowledge as it is valid at one time."""

    def __init__(
        self,
        index: KnowledgeIndex,
        now: Instant,
        thresholds: Thresholds,
        understood: Understood | None = None,
    ) -> None:
        self._index = index
        self._understood = understood
        self._valid = index.valid(now)
        self._thresholds = thresholds
        self._for_people = index.for_people

    @property
    def name(self) -> str:
        """Name the engine; a shop with enough questions has a classifier of its own."""
        return "retrieval-2" if self._understood is None else "hybrid-1"

    def ask(self, question: str, facts: Facts) -> Verdict:
        """Return what to do about the question for a customer with these facts."""
        if wishes.is_nothing_else(question):
            return WantsHuman()
        told = self._valid & self._index.tellable(facts)
        if exact := self._exactly(question, told):
            return exact
        if kind := pleasantries.kind_of(question):
            return Pleasantry(kind)
        if wishes.wants_human(question):
            return WantsHuman()
        question = question[:LONGEST_QUESTION]
        if is_only_reference(question):
            return Pleasantry("which_about")
        each = [self._looked_up(one, told) for one in clauses(question)[:MOST_CLAUSES]]
        if several := self._several(each):
            return several
        verdict = self._looked_up(question, told)
        if isinstance(verdict, Unknown) and verdict.reason != "not_for_customers":
            return self._by_clause(each) or verdict
        return verdict

    def _several(self, each: Sequence[Verdict]) -> Answer | Choices | None:
        """Offer one answer to each of several questions in one message, where each has one.

        Where one of them takes a person, a person it is.
        """
        found: dict[str, Answer] = {}
        for verdict in each:
            if isinstance(verdict, Answer):
                found.setdefault(verdict.entry_id, verdict)
        if needs_person := self._for_people & found.keys():
            return found[min(needs_person)]
        if len(found) < 2:
            return None
        return Choices(tuple(found.values())[: self._thresholds.most_choices])

    def _by_clause(self, each: Sequence[Verdict]) -> Choices | None:
        """Offer what the sentences of a long question are about, one by one."""
        found: dict[str, Answer] = {}
        for verdict in each:
            options = verdict.options[:1] if isinstance(verdict, Choices) else ()
            for one in (verdict,) if isinstance(verdict, Answer) else options:
                if one.entry_id not in self._for_people:
                    found.setdefault(one.entry_id, one)
        best = sorted(found.values(), key=lambda one: -one.confidence)
        return Choices(tuple(best[: self._thresholds.most_choices])) if best else None

    def _exactly(self, question: str, told: Flags) -> Answer | Choices | None:
        found = [number for number in self._index.exactly(question) if told[number]]
        answers = tuple(Answer(self._index.entries[number].id, 1.0) for number in found)
        needs_person = [one for one in answers if one.entry_id in self._for_people]
        if len(answers) > 1 and not needs_person:
            return Choices(answers[: self._thresholds.most_choices])
        return next(iter((*needs_person, *answers)), None)

    def _looked_up(self, question: str, told: Flags) -> Verdict:
        asked = core(question)
        if exact := self._exactly(asked, told):
            return exact
        tellable, everything = self._found(asked, told)
        matches, sure = tellable.matches, tellable.sure
        meant = self._withheld(everything, matches)
        if meant == "internal":
            return Unknown("not_for_customers", sure)
        if not matches:
            return Unknown("nothing_alike")
        if sure < self._thresholds.choices and not confidence.is_near(matches):
            return Unknown("too_unsure", sure)
        best = self._index.entries[matches[0].document]
        doubtful = (
            meant is not None
            or is_brief(asked, matches[0].question)
            or denies(question, matches[0].question, best.questions)
        )
        if sure >= self._thresholds.answer and not doubtful:
            return Answer(best.id, round(sure, 3))
        options = self._options(matches, sure) if confidence.is_worth_offering(matches) else ()
        return Choices(options) if options else Unknown("too_unsure", sure)

    def _found(self, asked: str, told: Flags) -> tuple[Found, Found]:
        """Return what is found among what the customer may be told now, and among everything."""
        everything = np.ones_like(told)
        if self._understood is not None:
            return self._understood.found(asked, told, everything)
        ranking = self._index.ranking
        evidence = ranking.evidence(asked)
        if evidence is None:
            return Found((), 0.0), Found((), 0.0)
        both = [tuple(ranking.best(evidence, evidence.fused, one)) for one in (told, everything)]
        return Found(both[0], confidence.of(both[0])), Found(both[1], confidence.of(both[1]))

    def _withheld(self, everything: Found, matches: Sequence[Match]) -> AnswerMode | None:
        """Return the mode of the entry clearly meant, where this customer may not be told it now.

        What is for staff only, for others, or out of its dates must not be answered by what merely
        resembles it; the same question answered anew, or for this customer, comes as near.
        """
        if not everything.matches or everything.sure < self._thresholds.answer:
            return None
        best = everything.matches[0]
        mode = self._index.entries[best.document].answer_mode
        if matches and matches[0].document == best.document:
            return None
        if mode != "internal" and matches and matches[0].score >= AS_GOOD * best.score:
            return None
        return mode

    def _options(self, matches: Sequence[Match], sure: float) -> tuple[Answer, ...]:
        """Return what may be meant; what takes a person is never a choice."""
        shares = [
            (self._index.entries[one.document].id, one.score / matches[0].score) for one in matches
        ]
        near = [
            Answer(entry_id, round(sure * share, 3))
            for entry_id, share in shares
            if share >= NEARLY_AS_GOOD and entry_id not in self._for_people
        ]
        return tuple(near[: self._thresholds.most_choices])


def is_brief(asked: str, stored: str) -> bool:
    """Tell whether so little is said that it may mean anything: 签收了, 买错了.

    Not when it says as much as the stored question: 包邮吗 is all there is to ask.
    """
    said = telling(asked)
    enough = sum(2 if word.isascii() else 1 for word in said) >= TELLING_ENOUGH
    return not enough and set(said) != set(telling(stored))
