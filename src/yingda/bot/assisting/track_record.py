"""What people made of proposals so far, as a factor for ranking: counted, not modelled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from yingda.bot.assisting.models import Proposal
from yingda.foundation.db import Tx

Source = tuple[str, str]
"""The kind and the id of what a proposal came from."""

_DOUBT = 3.0
_LOWEST = 0.3


@dataclass(frozen=True)
class Record:
    """How often a source was sent as it was, sent after a change, and left aside."""

    sent: int = 0
    edited: int = 0
    ignored: int = 0

    @property
    def used(self) -> int:
        """Return how often it went out in some form."""
        return self.sent + self.edited

    @property
    def factor(self) -> float:
        """Return what to multiply a score by: 1 for the untried, up to 2, never below 0.3.

        A change counts half. Three imagined uses of each kind keep one click from deciding.
        """
        good = self.sent + 0.5 * self.edited
        tried = self.sent + self.edited + self.ignored
        return max(_LOWEST, 2 * (good + _DOUBT) / (tried + 2 * _DOUBT))


def records_of(tx: Tx, merchant_id: str, sources: Iterable[Source]) -> Mapping[Source, Record]:
    """Return the record of each source that has one."""
    wanted = list(dict.fromkeys(sources))
    counted = (
        select(Proposal.kind, Proposal.source_id, Proposal.outcome, func.count())
        .where(
            Proposal.merchant_id == merchant_id,
            tuple_(Proposal.kind, Proposal.source_id).in_(wanted),
        )
        .group_by(Proposal.kind, Proposal.source_id, Proposal.outcome)
    )
    counts: dict[Source, dict[str, int]] = {}
    for kind, source_id, outcome, count in tx.session.execute(counted) if wanted else ():
        counts.setdefault((kind, source_id), {})[outcome] = count
    return {
        source: Record(one.get("sent", 0), one.get("edited", 0), one.get("ignored", 0))
        for source, one in counts.items()
    }
