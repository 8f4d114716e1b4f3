"""What one can do with webhooks."""

from yingda.integrations.service.announcing import announce, send_test
from yingda.integrations.service.delivering import (
    Answer,
    Batch,
    Parcel,
    let_go,
    next_batch,
    settle,
    take_on,
)
from yingda.integrations.service.endpoints import (
    add_webhook,
    change_webhook,
    remove_webhook,
    rotate_secret,
)
from yingda.integrations.service.forgetting import forget_old, remember_to_forget
from yingda.integrations.service.replaying import replay_delivery, replay_since

__all__ = [
    "Answer",
    "Batch",
    "Parcel",
    "add_webhook",
    "announce",
    "change_webhook",
    "forget_old",
    "let_go",
    "next_batch",
    "remember_to_forget",
    "remove_webhook",
    "replay_delivery",
    "replay_since",
    "rotate_secret",
    "send_test",
    "settle",
    "take_on",
]
