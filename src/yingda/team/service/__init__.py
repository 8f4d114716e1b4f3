"""What one can do with staff, groups and seats."""

from yingda.team.service.authorities import replace_authorities, set_authorities
from yingda.team.service.entry import enter, leave, sign_in
from yingda.team.service.groups import (
    change_group,
    found_group,
    join_group,
    open_group,
    set_members,
    set_waiting,
)
from yingda.team.service.locking import lock_groups
from yingda.team.service.people import (
    add_staff,
    change_oneself,
    change_staff,
    enrol,
    prove_own_password,
    set_own_password,
    set_password,
)
from yingda.team.service.seats import (
    set_loads,
    set_own_presence,
    set_presence,
    set_presence_of,
)

__all__ = [
    "add_staff",
    "change_group",
    "change_oneself",
    "change_staff",
    "enrol",
    "enter",
    "found_group",
    "join_group",
    "leave",
    "lock_groups",
    "open_group",
    "prove_own_password",
    "replace_authorities",
    "set_authorities",
    "set_loads",
    "set_members",
    "set_own_password",
    "set_own_presence",
    "set_password",
    "set_presence",
    "set_presence_of",
    "set_waiting",
    "sign_in",
]
