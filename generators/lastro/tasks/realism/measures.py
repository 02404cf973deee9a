"""All measures, by subject, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator

from lastro.tasks.realism.bands.behaviour import BEHAVIOUR
from lastro.tasks.realism.bands.cards import CARDS
from lastro.tasks.realism.bands.categories import CATEGORIES
from lastro.tasks.realism.bands.credit import CREDIT
from lastro.tasks.realism.bands.lives import LIVES
from lastro.tasks.realism.bands.look_alikes import LOOK_ALIKES
from lastro.tasks.realism.bands.own_money import OWN_MONEY
from lastro.tasks.realism.bands.payments import PAYMENTS
from lastro.tasks.realism.bands.population import POPULATION
from lastro.tasks.realism.bands.prices import PRICES
from lastro.tasks.realism.bands.products import PRODUCTS
from lastro.tasks.realism.bands.relations import RELATIONS
from lastro.tasks.realism.bands.statutes import STATUTES
from lastro.tasks.realism.measure import Measure

SUBJECTS: dict[str, tuple[Measure, ...]] = {
    "Customers": POPULATION,
    "Payments": PAYMENTS,
    "Categories": CATEGORIES,
    "Behaviour": BEHAVIOUR,
    "Prices and wages": PRICES,
    "Statutes": STATUTES,
    "Own money": OWN_MONEY,
    "Products": PRODUCTS,
    "Credit": CREDIT,
    "Cards": CARDS,
    "Lives": LIVES,
    "Relations": RELATIONS,
    "Look-alikes of crime": LOOK_ALIKES,
}


def measures() -> Iterator[Measure]:
    """Every measure."""
    for subject in SUBJECTS.values():
        yield from subject
