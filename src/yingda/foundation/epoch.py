"""The epoch: names this course of history; a restore starts a new one, and clients refetch all."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base
from yingda.foundation.transaction import Tx


class Installation(Base):
    """The one row about this installation."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[int] = mapped_column(BigInteger)


def current_epoch(tx: Tx) -> str:
    """Return the epoch; the first call of an installation begins it."""
    installation = tx.session.get(Installation, 1)
    if installation is None:
        installation = Installation(id=1, epoch=tx.ids.new(), started_at=tx.now)
        tx.session.add(installation)
    return installation.epoch


def begin_epoch(tx: Tx) -> str:
    """Begin a new course of history, as after a restore."""
    current_epoch(tx)
    tx.session.flush()
    installation = tx.session.get_one(Installation, 1)
    installation.epoch, installation.started_at = tx.ids.new(), tx.now
    return installation.epoch
