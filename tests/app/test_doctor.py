"""The doctor speaks the language of the terminal, and names the remedy."""

import pytest
from typer.testing import CliRunner

from yingda.app.cli import app


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setenv("YINGDA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("YINGDA_DATABASE_URL", "")

    def ask(locale, **settings):
        monkeypatch.setenv("LC_ALL", locale)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, ["doctor"]).output

    return ask


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("zh_CN.UTF-8", "数据库: 首次启动时生成"),
        ("zh_TW.UTF-8", "資料庫: 首次啟動時產生"),
        ("de_AT@euro", "database: made on first start"),
        ("en_GB.UTF-8", "database: made on first start"),
        ("C.UTF-8", "database: made on first start"),
    ],
)
def test_each_terminal_is_told_in_its_own_language(ask, locale, line):
    assert line in ask(locale)


def test_a_secret_others_can_read_is_named_with_the_remedy(ask, tmp_path):
    key = tmp_path / "secret.key"
    key.write_text("x" * 64)
    key.chmod(0o644)
    said = ask("zh_CN.UTF-8")
    assert "有问题  密钥" in said
    assert "chmod 600" in said


def test_a_setting_that_cannot_be_read_is_named(ask):
    assert "upload_limit_mb" in ask("en_US", YINGDA_UPLOAD_LIMIT_MB="none")
