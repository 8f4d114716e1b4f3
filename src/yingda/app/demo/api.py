"""How to try the demo: its accounts and the customers one can be; empty everywhere else."""

from fastapi import APIRouter
from pydantic import Field

from yingda.app.demo.accounts import Account, read_shop
from yingda.app.demo.personas import PersonaView, personas
from yingda.foundation.shapes import View
from yingda.foundation.web import CurrentRuntime

router = APIRouter(prefix="/api/demo", tags=["demo"])


class DemoView(View):
    """What a newcomer needs to be a customer in one tab and an agent in another."""

    demo: bool
    accounts: list[Account] = Field(default_factory=list)
    shop_url: str | None = None
    public_key: str | None = None
    personas: list[PersonaView] = Field(default_factory=list)


@router.get("")
async def read_demo(runtime: CurrentRuntime) -> DemoView:
    """Show the demo's ways in, only while this process runs a demo."""
    shop = read_shop(runtime.settings.data_dir) if runtime.settings.demo else None
    if shop is None:
        return DemoView(demo=False)
    return DemoView(
        demo=True,
        accounts=shop.accounts,
        shop_url="/shop",
        public_key=shop.public_key,
        personas=await runtime.db.read(personas, shop.merchant_id),
    )
