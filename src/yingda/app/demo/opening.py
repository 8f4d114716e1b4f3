"""Opens the demo shop before anything is served: loaded, and with a day that has begun."""

from yingda.app.asgi import create_app
from yingda.app.demo.accounts import DemoShop, keep_shop
from yingda.app.demo.history import day_at, live_through_today
from yingda.app.demo.loading import load_demo
from yingda.app.demo.stocking import SHOP
from yingda.foundation.runtime import Runtime
from yingda.foundation.settings import Settings


async def load_once(settings: Settings) -> DemoShop:
    """Load the demo shop into a migrated database, give today a history once, and stop."""
    runtime: Runtime = create_app(settings).state.runtime
    runtime.db.start()
    try:
        shop = await load_demo(runtime.db, settings)
    finally:
        runtime.db.stop()
    now = runtime.clock.now()
    today = day_at(now, SHOP.timezone)
    if shop.lived_on != today:
        await live_through_today(settings, shop, now, runtime.ids)
        shop = shop.model_copy(update={"lived_on": today})
        keep_shop(settings.data_dir, shop)
    return shop
