"""The words shops use as column headings and order states in their files."""

from typing import Final

from yingda.orders.models import OrderStatus

PRODUCT_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "external_id": ("external_id", "sku", "product_id", "商品编号", "商品编码", "货号"),
    "title": ("title", "name", "product", "商品名称", "商品标题", "名称", "品名"),
    "price": ("price", "价格", "单价", "售价"),
    "currency": ("currency", "币种", "币别", "货币"),
    "stock": ("stock", "quantity", "库存", "库存数量"),
    "image_url": ("image_url", "image", "图片", "图片链接", "主图"),
    "url": ("url", "link", "链接", "商品链接"),
}
ORDER_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "external_id": ("external_id", "order_id", "order_no", "order number", "订单编号", "订单号"),
    "status": ("status", "state", "状态", "订单状态"),
    "created_at": ("created_at", "created", "order date", "下单时间", "创建时间"),
    "paid_at": ("paid_at", "paid", "付款时间", "支付时间"),
    "amount": ("amount", "total", "金额", "订单金额", "实付金额", "总额"),
    "currency": ("currency", "币种", "币别", "货币"),
    "customer": ("customer", "customer_id", "buyer", "客户编号", "买家编号", "会员编号"),
    "customer_name": ("customer_name", "buyer_name", "客户姓名", "收货人", "收件人", "买家姓名"),
    "refunded_at": ("refunded_at", "退款时间"),
    "refund_reason": ("refund_reason", "退款原因"),
    "carrier": ("carrier", "快递公司", "物流公司", "货运公司"),
    "tracking_no": ("tracking_no", "tracking number", "快递单号", "物流单号", "运单号"),
    "expected_at": ("expected_at", "expected", "预计送达", "预计到达时间"),
    "address": ("address", "地址", "收货地址", "收件地址"),
    "product": ("product", "sku", "product_id", "商品编号", "商品编码", "货号"),
    "title": ("title", "item", "product_name", "商品名称", "商品标题", "品名"),
    "quantity": ("quantity", "qty", "数量", "购买数量"),
    "price": ("price", "unit price", "单价", "价格"),
}
_STATUS_WORDS: Final[dict[OrderStatus, tuple[str, ...]]] = {
    "unpaid": ("unpaid", "pending", "待付款", "未付款", "等待付款"),
    "paid": ("paid", "已付款", "待发货", "待出货", "已支付"),
    "shipped": ("shipped", "已发货", "已出货", "运送中", "运输中", "待收货"),
    "delayed": ("delayed", "延迟", "物流异常", "配送延迟"),
    "delivered": ("delivered", "已签收", "已送达", "已取货"),
    "refunding": ("refunding", "退款中", "退货中"),
    "refunded": ("refunded", "已退款"),
    "cancelled": ("cancelled", "canceled", "已取消", "交易关闭", "已关闭"),
    "completed": ("completed", "complete", "已完成", "交易成功", "交易完成"),
}
STATUSES: Final[dict[str, OrderStatus]] = {
    word: status for status, words in _STATUS_WORDS.items() for word in words
}
MONEY_SIGNS: Final = "¥￥$€£元"
