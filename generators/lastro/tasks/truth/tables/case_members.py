"""Case members: the customers who have a place in a case, as victims or otherwise."""

from __future__ import annotations

from lastro.bank.crime.choices import CaseRole
from lastro.engine.rows.columns import Row, col
from lastro.tasks.truth.choices import Recruitment
from lastro.tasks.truth.tables.cases import Case


class CaseMember(Row):
    member_id = col.key("Place identifier")
    case_id = col.ref(Case, "Case")
    customer_id = col.ref("customers.Customer", "Customer who has the place")
    account_id = col.ref("accounts.Account", "Main account of the customer, which the case uses")
    role = col.choice("What the customer is in the case", CaseRole)
    place = col.integer("Number among those of the role, from 1", minimum=1)
    recruitment = col.choice(
        "How the account came into criminals' hands: lent by its owner, opened to be sold, or lent by an owner who was "
        "deceived; null for all others",
        Recruitment, nullable=True,
    )  # fmt: skip
    left_at = col.moment(
        "The last posting of the customer in the case so far; null for none", state=True, nullable=True
    )
