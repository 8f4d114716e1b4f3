"""What can go wrong with proposals."""

from yingda.foundation.errors import NotFound


class ProposalUnknown(NotFound):
    """There is nothing to propose from this source in this conversation (any more)."""

    code = "assisting.proposal_unknown"
