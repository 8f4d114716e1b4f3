"""The services tests ask for are real ones, and a required one cannot be skipped."""

import pytest

from tests import services

pytest_plugins = ["pytester"]

PLANTED = """
import pytest

@pytest.mark.redis
def test_that_gives_up():
    pytest.skip("no service")

def test_that_runs():
    pass
"""


def run_planted(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    pytester.makeconftest('pytest_plugins = ["tests.required"]')
    pytester.makeini("[pytest]\nmarkers =\n  redis: x")
    pytester.makepyfile(PLANTED)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they take longer than the tests


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")])
def test_a_skipped_required_test_fails_the_run(pytester, monkeypatch, options):
    monkeypatch.setenv("YINGDA_TEST_REQUIRE", "redis")
    result = run_planted(pytester, *options)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["REQUIRED *test_that_gives_up (redis): *no service"])


@pytest.mark.usefixtures("_here")
def test_a_skipped_test_nobody_requires_is_only_skipped(pytester, monkeypatch):
    monkeypatch.setenv("YINGDA_TEST_REQUIRE", "postgres,browser")
    assert run_planted(pytester).ret == pytest.ExitCode.OK


def test_a_required_service_that_is_missing_fails_the_test_that_asks_for_it(monkeypatch):
    monkeypatch.delenv("YINGDA_TEST_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception):
        services.go_without("redis", "not installed")
    monkeypatch.setenv("YINGDA_TEST_REQUIRE", "postgres,redis")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        services.go_without("redis", "not installed")


def test_a_postgres_database_is_empty_and_real(postgres_url):
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
    assert tables == (0,)


def test_redis_answers(redis_url):
    import redis

    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()
