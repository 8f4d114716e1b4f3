"""What can go wrong around merchants."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class MerchantUnknown(NotFound):
    """No such merchant, or not one the caller may know of."""

    code = "merchants.unknown"


class SlugTaken(Conflict):
    """Another merchant of this tenant already has this short name."""

    code = "merchants.slug_taken"


class ApiTokenUnknown(NotFound):
    """This shop has no such API token, or it has been revoked."""

    code = "merchants.api_token_unknown"


class ApiTokenNameTaken(Conflict):
    """The shop already has an API token with this name: a name says which one to revoke."""

    code = "merchants.api_token_name_taken"


class ChooseMerchant(Invalid):
    """There are several merchants; the request must say which one it means."""

    code = "merchants.choose_one"


class TimezoneUnknown(Invalid):
    """Not a time zone of the IANA database."""

    code = "merchants.timezone_unknown"
