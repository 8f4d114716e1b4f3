"""What can go wrong around customers."""

from yingda.foundation.errors import Conflict, Invalid, NotFound, Unauthenticated


class CustomerUnknown(NotFound):
    """No such customer, or not one the caller may know of."""

    code = "customers.unknown"


class MergeUnknown(NotFound):
    """This customer has no such merge in its history."""

    code = "customers.merge_unknown"


class MergeWithItself(Invalid):
    """A customer cannot be merged with itself."""

    code = "customers.merge_with_itself"


class OtherMerchant(Conflict):
    """Customers of two merchants are two relations, even when they are one person."""

    code = "customers.other_merchant"


class AlreadyMerged(Conflict):
    """One of the two already lives on in another customer."""

    code = "customers.already_merged"


class AlreadySplit(Conflict):
    """This merge has been undone before."""

    code = "customers.already_split"


class IdentityInvalid(Invalid):
    """Nobody can be recognised by this value."""

    code = "customers.identity_invalid"


class TooManyTraits(Invalid):
    """A customer has room for a limited number of traits."""

    code = "customers.too_many_traits"


class IdentityTokenRefused(Unauthenticated):
    """The identity token is forged, expired, of another merchant, or no token at all."""

    code = "customers.identity_token_refused"
