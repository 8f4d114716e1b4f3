"""What can go wrong around products and orders."""

from yingda.foundation.errors import Invalid, NotFound, TooLarge


class OrderUnknown(NotFound):
    """No such order, or not one the caller may know of."""

    code = "orders.order_unknown"


class ProductUnknown(NotFound):
    """No such product, or not one the caller may know of."""

    code = "orders.product_unknown"


class FileUnreadable(Invalid):
    """Not a text file in an encoding we know, or not one with our columns."""

    code = "orders.file_unreadable"


class HeaderMissing(Invalid):
    """The first line does not name every column that is needed."""

    code = "orders.header_missing"


class TooManyRows(Invalid):
    """The file has more rows than one import takes."""

    code = "orders.too_many_rows"


class FileTooLarge(TooLarge):
    """The file is larger than one import takes."""

    code = "orders.file_too_large"
