"""Who may manage whom: everyone those below, the owner everyone."""

from yingda.foundation.auth.principal import Role

_RANK: dict[Role, int] = {"owner": 4, "admin": 3, "lead": 2, "agent": 1, "merchant_staff": 1}


def may_manage(manager: Role | None, managed: Role) -> bool:
    """Tell whether a `manager` may create, change or close accounts of the role `managed`."""
    if manager is None or _RANK[manager] < _RANK["lead"]:
        return False
    return manager == "owner" or _RANK[manager] > _RANK[managed]
