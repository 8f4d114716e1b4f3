"""What can go wrong around webhooks."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class WebhookUnknown(NotFound):
    """No such webhook, or not one of the caller's tenant."""

    code = "webhooks.unknown"


class DeliveryUnknown(NotFound):
    """This webhook has no such delivery, or it has been forgotten by now."""

    code = "webhooks.delivery_unknown"


class WebhookOff(Conflict):
    """The webhook is switched off: nothing is sent to it."""

    code = "webhooks.off"


class TooManyWebhooks(Conflict):
    """The tenant has as many webhooks as it may have."""

    code = "webhooks.too_many"


class AddressRefused(Invalid):
    """A webhook cannot be sent to this address; said beside the field it stands in."""

    code = "webhooks.address_wrong"

    def __init__(self, **params: object) -> None:
        errors = [{"field": "url", "code": self.code, "params": params}]
        super().__init__(errors=errors, **params)


class AddressWrong(AddressRefused):
    """Not an address that a webhook can be sent to."""

    code = "webhooks.address_wrong"


class HttpsNeeded(AddressRefused):
    """The address is not https, and the operator has not allowed plain http."""

    code = "webhooks.https_needed"


class AddressInternal(AddressRefused):
    """The address is inside the operator's own network, which is not allowed."""

    code = "webhooks.address_internal"
