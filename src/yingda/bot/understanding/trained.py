"""A classifier with its calibrator, as it is kept for one merchant and put to an index."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from yingda.bot.understanding.calibration import Calibrator
from yingda.bot.understanding.fusing import Understanding
from yingda.bot.understanding.linear import LinearModel
from yingda.knowledge.postings import Flags
from yingda.knowledge.ranking import Match
from yingda.knowledge.searching import KnowledgeIndex


@dataclass(frozen=True)
class Trained:
    """What training made; without a calibrator there were too few questions to learn one."""

    model: LinearModel
    calibrator: Calibrator

    @classmethod
    def of(cls, packed: bytes, calibrator: dict[str, Any]) -> Self:
        """Read what was stored."""
        return cls(LinearModel.unpacked(packed), Calibrator.of(calibrator))

    def stored_calibrator(self) -> dict[str, Any]:
        """Return the calibrator as plain values."""
        return asdict(self.calibrator)


class Understood:
    """One index as a trained classifier understands it."""

    def __init__(self, index: KnowledgeIndex, trained: Trained) -> None:
        ids = [entry.id for entry in index.entries]
        self.understanding = Understanding(index.ranking, ids, trained.model)
        self.calibrator = trained.calibrator

    def found(self, asked: str, told: Flags, valid: Flags) -> tuple["Found", "Found"]:
        """Return what is found among what the customer may be told, and among everything."""
        ranked = self.understanding.ranked(asked)
        if ranked is None:
            return Found((), 0.0), Found((), 0.0)
        found = []
        for among in (told, valid):
            if not among.any():
                found.append(Found((), 0.0))
                continue
            matches = tuple(self.understanding.matches(ranked, among))
            found.append(Found(matches, self.calibrator.confidence(ranked.signals(among))))
        first, second = found
        return first, second


@dataclass(frozen=True)
class Found:
    """The best matches and how sure the first is."""

    matches: tuple[Match, ...]
    sure: float
