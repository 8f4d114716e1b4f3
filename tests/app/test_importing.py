"""`yingda import knowledge` on a real database: each file all or nothing, no row silent."""

import io

import pytest

from yingda.app import importing
from yingda.app.importing import Wishes, import_files
from yingda.foundation.settings import Settings
from yingda.knowledge.models import KnowledgeEntry
from yingda.merchants.schemas import MerchantDraft
from yingda.merchants.service import found_tenant, open_merchant

CSV = "问题,答案\n怎么退货,七天内\n领奖,加微信 abc12345 免费领取\n,没有问题\n"


@pytest.fixture
def shop_settings(tmp_path, store_url):
    secret = "a secret for tests, and long enough"
    return Settings(data_dir=tmp_path / "data", database_url=store_url, secret=secret)


@pytest.fixture
async def answers(shop_settings):
    """Give a look at what is stored: question to answer."""
    await with_database(shop_settings, found)

    async def stored():
        rows = await with_database(shop_settings, lambda tx: tx.session.query(KnowledgeEntry).all())
        return {row.question: row.answer for row in rows}

    return stored


async def with_database(settings, work):
    db = importing.runtime_for(settings).db
    db.start()
    try:
        return await db.write(work)
    finally:
        db.stop()


def found(tx):
    tenant = found_tenant(tx, "Qinghe")
    open_merchant(tx, tenant.id, MerchantDraft(name="Qinghe", slug="qinghe"))


@pytest.fixture
def said(monkeypatch):
    from rich.console import Console

    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    console = Console(record=True, width=200, file=io.StringIO())
    monkeypatch.setattr(importing, "console", console)
    return lambda: console.export_text(clear=False)


@pytest.fixture
def faq(tmp_path):
    path = tmp_path / "faq.csv"
    path.write_text(CSV, encoding="gb18030")
    return path


async def test_a_file_is_imported_and_every_doubtful_row_named(shop_settings, answers, faq, said):
    assert await import_files(shop_settings, [faq], "qinghe", Wishes()) == 0
    assert await answers() == {"怎么退货": "七天内"}
    assert "faq.csv: 存入 1 条（干净 1, 可疑 1, 读不懂 1）" in said()
    assert "3: 领奖 — 疑似广告" in said()
    assert "4:  — 没有问题" in said()


async def test_a_rehearsal_stores_nothing(shop_settings, answers, faq, said):
    await import_files(shop_settings, [faq], None, Wishes(accept=True, dry_run=True))
    assert await answers() == {}
    assert "存入 2 条" in said()


async def test_known_answers_are_replaced_only_when_asked(shop_settings, answers, faq, said):
    await import_files(shop_settings, [faq], None, Wishes(accept=True))
    faq.write_text("q,a\n怎么退货,十五天内\n", encoding="utf-8")
    await import_files(shop_settings, [faq], None, Wishes())
    assert (await answers())["怎么退货"] == "七天内"
    await import_files(shop_settings, [faq], None, Wishes(replace=True))
    assert (await answers())["怎么退货"] == "十五天内"


async def test_a_useless_file_does_not_stop_the_others(shop_settings, answers, faq, said, tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("x")
    assert await import_files(shop_settings, [other, faq], "qinghe", Wishes()) == 1
    assert "不支持这种文件" in said()
    assert len(await answers()) == 1


async def test_an_unknown_shop_is_a_problem_not_a_crash(shop_settings, answers, faq, said):
    assert await import_files(shop_settings, [faq], "nobody", Wishes()) == 1
    assert await answers() == {}
