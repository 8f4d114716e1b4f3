"""Opens the demo shop before anything is served: loaded, and with a day that has begun."""

from yingda.app.demo.accounts import DemoShop, keep_shop
from yingda.app.demo.history import day_at, live_through_today
from yingda.app.demo.loading import load_demo
from yingda.app.demo.stocking import SHOP
from yingda.app.wiring import runtime_for
from yingda.foundation.settings import Settings


async def load_once(settings: Settings) -> DemoShop:
    """Load the demo shop into a migrated database, give its first day a history, and stop."""
    runtime = runtime_for(settings)
    runtime.db.start()
    try:
        shop = await load_demo(runtime.db, settings)
    finally:
        runtime.db.stop()
    # Only the first day: a start later on shall take no longer than any other.
    if not shop.lived_on:
        now = runtime.clock.now()
        await live_through_today(settings, shop, now, runtime.ids)
        shop = shop.model_copy(update={"lived_on": day_at(now, SHOP.timezone)})
        keep_shop(settings.data_dir, shop)
    return shop
