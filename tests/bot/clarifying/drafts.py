"""The washing machine whose model ends in x: the discriminator these tests write down."""

DISCRIMINATORS = "/api/bot/discriminators"
ASK = "您家里只能上排水还是下排水？"
TELL = "型号带 x 的是下排水，不带 x 的是上排水。"
DRAIN = {
    "products": ["洗衣机", "washing machine"],
    "subjects": ["排水", "drain"],
    "answers": [["上排水", "上排", "drains upwards"], ["下排水", "下排", "drains downwards"]],
    "ask": {"zh-CN": ASK, "en": "Does your home drain upwards or downwards?"},
    "tell": {"zh-CN": TELL},
}
