"""Every table of the product, in one place, for migrations."""

import yingda.bot.assisting.models
import yingda.bot.clarifying.models
import yingda.bot.flows.models
import yingda.bot.lifting.models
import yingda.bot.models
import yingda.bot.phases.models
import yingda.conversations.models
import yingda.customers.models
import yingda.foundation.auth.api_tokens
import yingda.foundation.auth.sessions
import yingda.foundation.epoch
import yingda.foundation.outbox
import yingda.foundation.timers
import yingda.helpcenter.models
import yingda.helpcenter.phone.models
import yingda.integrations.models
import yingda.knowledge.models
import yingda.knowledge.reads.models
import yingda.learning.costing.models
import yingda.learning.judging.models
import yingda.learning.labelling.models
import yingda.learning.models
import yingda.learning.needs.models
import yingda.learning.shadowing.models
import yingda.merchants.models
import yingda.orders.models
import yingda.quality.inspecting.models
import yingda.quality.models
import yingda.routing.models
import yingda.team.models  # noqa: F401 - importing the models is the point of this module
from yingda.foundation.columns import Base

METADATA = Base.metadata
