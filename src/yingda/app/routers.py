"""Every capability's routes."""

from yingda.app.demo import api as demo
from yingda.bot import api as bot
from yingda.bot.assisting import api as assisting
from yingda.bot.clarifying import api as clarifying
from yingda.bot.flows import api as flows
from yingda.bot.lifting import api as lifting
from yingda.bot.phases import api as phases
from yingda.channels.web import api as web
from yingda.conversations import api as conversations
from yingda.customers import api as customers
from yingda.helpcenter import api as helpcenter
from yingda.helpcenter.phone import api as phone
from yingda.insight import api as insight
from yingda.integrations import api as integrations
from yingda.knowledge import api as knowledge
from yingda.knowledge.rendering import api as rendering
from yingda.learning import api as learning
from yingda.learning.blindspots import api as blindspots
from yingda.learning.costing import api as costing
from yingda.learning.judging import api as judging
from yingda.learning.labelling import api as labelling
from yingda.learning.needs import api as needs
from yingda.learning.precision import api as precision
from yingda.learning.shadowing import api as shadowing
from yingda.merchants import api as merchants
from yingda.orders import api as orders
from yingda.quality import api as quality
from yingda.quality.inspecting import api as inspecting
from yingda.team import api as team

ROUTERS = (
    conversations.router,
    web.router,
    team.router,
    merchants.router,
    customers.router,
    orders.router,
    knowledge.router,
    rendering.router,
    bot.router,
    phases.router,
    assisting.router,
    helpcenter.router,
    phone.router,
    lifting.router,
    flows.router,
    clarifying.router,
    integrations.router,
    quality.router,
    inspecting.router,
    insight.router,
    costing.router,
    learning.router,
    shadowing.router,
    judging.router,
    labelling.router,
    precision.router,
    blindspots.router,
    needs.router,
    demo.router,
)
