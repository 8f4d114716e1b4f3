"""Files are what their bytes are; those that lie, or could run, are refused."""

import io
import zipfile

import pytest
from PIL import Image

from tests.access.world import picture


def bomb():
    """Return a picture of a hundred million pixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def noise(size=64):
    """Return a picture that does not compress, so that half of it is half a picture."""
    out = io.BytesIO()
    Image.effect_noise((size, size), 50).save(out, "PNG")
    return out.getvalue()


REFUSED_TYPES = {
    "html as a picture": (HTML, "a.png", "image/png"),
    "html as itself": (HTML, "a.html", "text/html"),
    "html as text": (HTML, "a.txt", "text/html"),
    "svg": (SVG, "a.svg", "image/svg+xml"),
    "svg as png": (SVG, "a.png", "image/png"),
    "svg with a parameter": (SVG, "a.svg", "image/svg+xml; x"),
    "a program": (b"\x7fELF" + b"\x00" * 60, "a", "application/x-executable"),
    "a program as pdf": (b"MZ" + b"\x00" * 60, "a.pdf", "application/pdf"),
    "a picture as pdf": (picture(), "a.pdf", "application/pdf"),
    "a pdf as a picture": (b"%PDF-1.7\n%%EOF\n", "a.png", "image/png"),
    "nothing": (b"", "a.png", "image/png"),
    "a picture's first bytes": (picture()[:40], "a.png", "image/png"),
}
PDF = b"%PDF-1.7\n" + b"x" * 1024 * 1024
REFUSED = {name: (*file, 415, "files.type_refused") for name, file in REFUSED_TYPES.items()} | {
    "half a picture": (noise()[:2_000], "a.png", "image/png", 415, "files.picture_broken"),
    "a bomb": (bomb(), "a.png", "image/png", 413, "files.image_too_large"),
    "too large": (PDF, "a.pdf", "application/pdf", 413, "files.too_large"),
    "far too large": (PDF * 3, "a.pdf", "application/pdf", 413, "request.too_large"),
}


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"upload_limit_mb": 1})


@pytest.mark.parametrize("name", REFUSED)
async def test_a_file_that_lies_is_refused(name, visitor, refused):
    content, file, said, status, code = REFUSED[name]
    await visitor.begins()

    def ask(headers):
        return visitor.ask(
            "POST",
            "/api/files",
            data={"conversation_id": visitor.conversation_id},
            files={"file": (file, content, said)},
            headers=headers,
        )

    await refused(ask, status, code)


NAMES = {
    "../../etc/passwd.png": "passwd.png",
    "C:\\windows\\a.png": "a.png",
    "innocent\u202egnp.exe.png": "innocentgnp.exe.png",
    "a\x07b.png": "ab.png",
    "..": "file",
    "x" * 300 + ".png": ("x" * 116) + ".png",
}


@pytest.mark.parametrize("said", NAMES)
async def test_a_name_is_shown_without_its_tricks(said, visitor):
    from yingda.foundation.files.sniffing import safe_name

    assert safe_name(said) == NAMES[said]


async def test_a_picture_with_a_page_behind_it_is_served_as_a_picture_only(visitor):
    """A polyglot: a true PNG with HTML after it. Its type is fixed, sniffing is off."""
    await visitor.begins()
    answer = await visitor.upload(picture() + HTML, "a.png", "image/png")
    file = await visitor.done(answer)
    served = await visitor.get(file["url"])
    assert served.headers["content-type"] == "image/png"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in served.headers["content-security-policy"]
    assert "default-src 'none'" in served.headers["content-security-policy"]
    small = await visitor.get(file["thumbnail_url"])
    assert HTML not in small.content


async def test_what_is_no_picture_is_a_download(visitor):
    await visitor.begins()
    for content, name, mime in (
        (b"%PDF-1.7\n%%EOF\n", "报价.pdf", "application/pdf"),
        (archive("word/document.xml", "[Content_Types].xml"), "a.docx", ""),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
    ):
        file = await visitor.done(await visitor.upload(content, name, mime))
        served = await visitor.get(file["url"])
        assert served.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in served.headers["content-security-policy"]
        assert served.content == content


async def test_a_file_is_shown_only_in_its_conversation(visitor, other_visitor, refused):
    await visitor.begins()
    file = await visitor.done(await visitor.upload(picture(), "a.png", "image/png"))
    await other_visitor.begins()
    body = {"client_key": "k", "content_type": "image", "file_id": file["id"]}
    path = f"/api/conversations/{other_visitor.conversation_id}/messages"
    await refused(
        lambda headers: other_visitor.post(path, body, headers=headers), 404, "files.not_found"
    )
