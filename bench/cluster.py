"""The message path over two processes that share PostgreSQL and Redis."""

from collections.abc import Callable
from pathlib import Path

from bench import services
from bench.message_path import SEATS, TALKS, Measured, Servers, closed_loop, open_loop, run
from bench.server import serving
from bench.shop import Shop, build


def measure(folder: Path, seconds: float) -> Measured:
    """Measure the closed loop: visitors at one process, agents at the other."""
    return on_two(folder, lambda shop, servers: run(closed_loop(shop, servers, seconds)))


def measure_offered(folder: Path, per_second: int, seconds: float) -> Measured:
    """Measure a fixed rate over both processes."""
    return on_two(folder, lambda shop, servers: run(open_loop(shop, servers, per_second, seconds)))


def on_two(folder: Path, measure: Callable[[Shop, Servers], Measured]) -> Measured:
    """Run two servers behind one PostgreSQL and one Redis, and measure."""
    with services.postgres() as (database_url, _), services.redis() as redis_url:
        shop = build(folder, talks=TALKS, seats=SEATS, database_url=database_url)
        shared = {"database_url": database_url, "redis_url": redis_url}
        with serving(folder, **shared) as first, serving(folder, **shared) as second:
            return measure(shop, [first, second])
