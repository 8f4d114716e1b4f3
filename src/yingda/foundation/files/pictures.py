"""Pictures, read by the library for them, which an idle server does not carry."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from yingda.foundation.errors import Problem

IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
MAX_PIXELS = 50_000_000
THUMBNAIL_SIDE = 480
Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is decoded


class ImageTooLarge(Problem):
    """The picture has more pixels than anyone can look at."""

    status, code = 413, "files.image_too_large"


class PictureBroken(Problem):
    """The picture begins well and cannot be read to its end."""

    status, code = 415, "files.picture_broken"


def looked_at(content: bytes) -> tuple[str, int, int] | None:
    """Return a picture's type, width and height in pixels; None when it is none of ours."""
    try:
        with Image.open(BytesIO(content), formats=list(IMAGES)) as image:
            width, height = image.size
            mime = IMAGES[image.format or ""]
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(limit_megapixels=MAX_PIXELS // 1_000_000)
    return mime, width, height


def thumbnail(content: bytes) -> bytes:
    """Return a small WebP of a picture, upright, without the metadata of the original."""
    try:
        return _small(content)
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureBroken from error


def _small(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        mode = "RGBA" if upright.has_transparency_data else "RGB"
        out = BytesIO()
        upright.convert(mode).save(out, "WEBP", quality=80)
    return out.getvalue()
