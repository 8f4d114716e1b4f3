"""What can go wrong around flows and their actions."""

from yingda.foundation.errors import Conflict, Forbidden, Invalid, NotFound


class FlowUnknown(NotFound):
    """No such flow, or not one the caller may know of."""

    code = "flows.unknown"


class FlowKeyTaken(Conflict):
    """Another flow of the shop has this name."""

    code = "flows.key_taken"


class FlowFaulty(Invalid):
    """The flow cannot be published as it is; `errors` name each fault."""

    code = "flows.faulty"


class FlowChangedMeanwhile(Conflict):
    """Somebody else saved the flow since it was read."""

    code = "flows.changed_meanwhile"


class FlowNotLive(Conflict):
    """The flow is not published."""

    code = "flows.not_live"


class ActionUnknown(NotFound):
    """No such action, or not one the caller may know of."""

    code = "flows.action_unknown"


class ActionKeyTaken(Conflict):
    """Another action of the shop has this name."""

    code = "flows.action_key_taken"


class ActionAddressWrong(Invalid):
    """The address is not one that an action may have."""

    code = "flows.action_address_wrong"


class ActionOff(Conflict):
    """The action is switched off."""

    code = "flows.action_off"


class ActionNotAllowed(Forbidden):
    """The caller's group may not run this action: `name` says which."""

    code = "flows.action_not_allowed"


class OverYourLimit(Forbidden):
    """It is about more than the caller may decide: `limit`, in the shop's currency.

    `left` is what remains of it after what was moved before for the same order.
    """

    code = "flows.over_your_limit"


class OverTheOrder(Forbidden):
    """More would be moved than the order's `amount`; `left` is what remains of it."""

    code = "flows.over_the_order"


class InputWrong(Invalid):
    """Something the action needs is missing, or is not what it takes."""

    code = "flows.input_wrong"
