"""Passwords: hashed with argon2id, verified in equal time whether or not the account exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from yingda.foundation.errors import Invalid

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 200


class PasswordTooWeak(Invalid):
    """The password is too short, too long, or contains the account name."""

    code = "auth.password_too_weak"


def hash_password(password: str, account: str = "") -> str:
    """Return the argon2id hash; refuse what is too easily guessed."""
    too_weak = not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH
    if too_weak or (account and account.casefold() in password.casefold()):
        raise PasswordTooWeak(minimum=MINIMUM_LENGTH)
    return hasher().hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Tell whether it is the password; without a hash it takes as long and says no."""
    try:
        hasher().verify(password_hash or decoy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def hasher() -> PasswordHasher:
    """Return the hasher with OWASP's second recommended setting (19 MiB, t=2, p=1)."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def decoy() -> str:
    """Return the hash that is verified for accounts that do not exist."""
    return hasher().hash("nobody has this password")
