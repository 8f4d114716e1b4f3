"""What can go wrong around staff, groups and seats."""

from yingda.foundation.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated


class StaffUnknown(NotFound):
    """No such person, or not one the caller may know of."""

    code = "team.staff_unknown"


class GroupUnknown(NotFound):
    """No such group, or not one the caller may know of."""

    code = "team.group_unknown"


class AccountTaken(Conflict):
    """Somebody signs in with this account name already."""

    code = "team.account_taken"


class GroupNameTaken(Conflict):
    """Another group has this name."""

    code = "team.group_name_taken"


class LastOwner(Conflict):
    """Somebody must remain who owns the installation."""

    code = "team.last_owner"


class NotYourself(Conflict):
    """Nobody can shut themselves out or change their own role."""

    code = "team.not_yourself"


class MerchantMissing(Invalid):
    """Merchant staff belong to one merchant; everybody else to the tenant."""

    code = "team.merchant_missing"


class MemberInactive(Invalid):
    """A person whose account is closed cannot join a group."""

    code = "team.member_inactive"


class DefaultGroupNeeded(Conflict):
    """A default group can only be replaced, by making another one the default."""

    code = "team.default_group_needed"


class AuthorityTwice(Conflict):
    """The same amount of the same matter is decided by one group, not by two."""

    code = "team.authority_twice"


class GroupElsewhere(Invalid):
    """A group of one shop decides nothing for another shop."""

    code = "team.group_elsewhere"


class CurrentPasswordWrong(Invalid):
    """To change one's own password one must know it."""

    code = "team.current_password_wrong"


class BadCredentials(Unauthenticated):
    """Account and password do not belong together; which of them is wrong is not said."""

    code = "auth.bad_credentials"


class TooManyAttempts(TooMany):
    """Too many attempts to sign in, for this account or from this address."""

    code = "auth.too_many_attempts"


class SetupClosed(NotFound):
    """The link is used, expired or wrong, or the installation has its owner."""

    code = "team.setup_closed"
