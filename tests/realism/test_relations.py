"""Relations: people live together and pay each other again and again, judged from the files of 2,000 customers."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from projects import ROOT
from realism.components import Rows, of_all, of_groups

PAID = """select payer.customer_id, payee.customer_id
    from transactions t join accounts a using (account_id) join accounts b on b.account_id = t.counterparty_account_id
    join customers payer on payer.customer_id = a.customer_id join customers payee on payee.customer_id = b.customer_id
    where t.direction = 'Debit' and a.customer_id <> b.customer_id"""


@pytest.fixture(scope="module")
def paid(rows: Rows) -> list[tuple[str, str]]:
    """Payer and payee of every transfer between customers."""
    return rows(PAID)


def test_people_of_one_household_share_address_and_city(rows: Rows) -> None:
    homes = rows("""select count(*), count(distinct address || postal_code || city || state) from customers
        where household_id is not null group by household_id""")
    together = sum(people for people, _ in homes if people > 1)
    assert {addresses for _, addresses in homes} == {1}
    assert 0.25 < together / 2_000 < 0.5


def test_children_are_a_generation_younger_and_families_share_surnames(rows: Rows) -> None:
    homes = defaultdict(list)
    for household, name, born in rows("""select household_id, name, year(birth_date) from customers
            where household_id is not null"""):
        last = [word for word in name.split() if word not in ("Júnior", "Filho", "Neto")][-1]
        homes[household].append((last, born))
    families = [members for members in homes.values() if len(members) > 1]
    shared = sum(len({last for last, _ in members}) < len(members) for members in families)
    assert 0.5 < shared / len(families) < 0.85
    born = [sorted(year for _, year in members) for members in families]
    gaps = [years[-1] - years[0] for years in born]
    assert not [gap for gap in gaps if 10 < gap < 18]
    assert sum(gap >= 18 for gap in gaps) > 40


def test_businesses_live_with_nobody(rows: Rows) -> None:
    assert rows("select count(*) from customers where household_id is not null and customer_type = 'Business'") == [
        (0,)
    ]


def test_transfers_between_customers_repeat_and_are_returned(paid: list[tuple[str, str]]) -> None:
    pairs = Counter(frozenset(pair) for pair in paid)
    directed = set(paid)
    assert sum(count > 1 for count in pairs.values()) / len(pairs) >= 0.40
    assert 0.3 < sum(pair[::-1] in directed for pair in directed) / len(directed) < 0.7


def test_some_are_known_to_many(paid: list[tuple[str, str]]) -> None:
    known = Counter(person for pair in {frozenset(pair) for pair in paid} for person in pair)
    degrees = sorted(known.values())
    assert degrees[len(degrees) // 2] in (2, 3, 4)
    assert degrees[-1] >= 6 * degrees[len(degrees) // 2]


def test_money_stays_within_a_thousand_customers_whose_transfers_hang_together(
    rows: Rows, paid: list[tuple[str, str]]
) -> None:
    assert min(of_groups(rows, set(paid))) >= 0.70


def test_a_shop_is_in_one_state_and_has_one_cnpj_and_chains_are_everywhere(rows: Rows) -> None:
    shops = rows("""select count(distinct state), count(distinct counterparty_name), count(*) from transactions
        where payment_method = 'Debit Card' group by counterparty_document""")
    states = sorted(state for state, *_ in shops)
    assert states[len(states) // 2] == 1
    assert max(states) >= 8
    assert {names for _, names, _ in shops} == {1}


def test_customers_have_documents_and_banks_as_receipts_show_them(rows: Rows) -> None:
    known = rows("""select counterparty_bank, counterparty_document, cpf, cnpj from transactions t
        join accounts a on a.account_id = t.counterparty_account_id join customers using (customer_id)""")
    assert {bank for bank, *_ in known} == {"91794028"}
    assert all(document == (f"***{cpf[3:12]}**" if cpf else cnpj) for _, document, cpf, cnpj in known)


def test_the_other_side_has_a_document_and_a_bank_wherever_it_has_a_name(rows: Rows) -> None:
    ((wrong,),) = rows("""select count(*) from transactions
        where (counterparty_name is null) <> (counterparty_document is null)
        or (counterparty_name is null) <> (counterparty_bank is null)
        or (direction = 'Credit' and end_to_end_id[2:9] <> counterparty_bank)""")
    assert wrong == 0


def test_groups_hang_together_through_outside_parties(rows: Rows) -> None:
    assert of_all(rows) >= 0.90


def test_companies_pay_employees_who_bank_here_and_both_see_it(rows: Rows) -> None:
    ((employees, companies, wages, months),) = rows("""select count(distinct payee.customer_id),
            count(distinct payer.customer_id), count(*), count(distinct strftime(t.transaction_date, '%Y-%m'))
        from transactions t join accounts a using (account_id)
        join accounts b on b.account_id = t.counterparty_account_id
        join customers payer on payer.customer_id = a.customer_id and payer.customer_type = 'Business'
        join customers payee on payee.customer_id = b.customer_id and payee.customer_type = 'Individual'
        where t.direction = 'Debit' and t.category = 'Payroll'""")
    assert employees > 12  # places are few: a company in eight has staff
    assert 3 < companies < employees
    assert months >= 12
    assert wages > 7 * employees


def test_people_work_in_the_market_where_they_live(rows: Rows) -> None:
    ((apart, all_),) = rows(f"""with places as (select customer_id, market from customers c
            join read_csv('{ROOT}/data/reference/municipalities.csv', all_varchar=true) m
            on m.city = c.city and m.uf = c.state)
        select count(*) filter (here.market <> there.market), count(*)
        from transactions t join accounts a using (account_id)
        join accounts b on b.account_id = t.counterparty_account_id
        join places here on here.customer_id = a.customer_id join places there on there.customer_id = b.customer_id
        where t.category = 'Payroll' and t.direction = 'Debit'""")
    assert apart == 0
    assert all_ > 100


def test_employers_elsewhere_are_firms_of_the_place_where_their_people_live(rows: Rows) -> None:
    markets = rows(f"""select count(distinct market), count(distinct a.customer_id)
        from transactions t join accounts a using (account_id) join customers c using (customer_id)
        join read_csv('{ROOT}/data/reference/municipalities.csv', all_varchar=true) m
            on m.city = c.city and m.uf = c.state
        where t.category = 'Salary' and counterparty_account_id is null
        and not regexp_matches(counterparty_name, '^(Prefeitura|Governo|Tesouro) ') group by counterparty_document""")
    assert {market for market, _ in markets} == {1}
    assert max(people for _, people in markets) > 1


def test_loan_instalments_come_back_and_are_debited_again_for_the_same_loan(rows: Rows) -> None:
    returned = rows("""select paid.amount = back.amount, again.loan_id = paid.loan_id
        from transactions back join transactions paid on paid.transaction_id = back.reverses_transaction_id
        left join transactions again on again.account_id = back.account_id and again.amount = back.amount
            and again.category = 'Refund' and again.loan_id is not null
            and again.transaction_date > back.transaction_date
        where paid.category = 'Loan'""")
    assert {same for same, _ in returned} == {True}
    assert sum(of_the_loan is True for _, of_the_loan in returned) > 3
    assert False not in {of_the_loan for _, of_the_loan in returned}


def test_friends_pay_in_every_month_and_take_turns(rows: Rows) -> None:
    ((clubs,),) = rows("""select count(*) from (select 1 from transactions t join accounts a using (account_id)
        join accounts b on b.account_id = t.counterparty_account_id
        where direction = 'Debit' and t.category = 'Transfer' and a.customer_id <> b.customer_id
        group by b.customer_id, date_trunc('month', transaction_date), amount
        having count(distinct a.customer_id) >= 6)""")
    assert clubs > 10


def test_purchases_are_refunded_and_pix_and_debits_come_back(rows: Rows) -> None:
    ((refunds, bought),) = (
        rows("""select count(*) filter (category = 'Refund' and description like 'Estorno de compra%'),
        count(*) filter (payment_method = 'Debit Card' and direction = 'Debit') from transactions""")
    )
    assert 0.003 < refunds / bought < 0.012
    ((returned, pix),) = rows("""select count(*) filter (category = 'Refund'),
        count(*) filter (category = 'Transfer' and transfer_id is null and direction = 'Debit')
        from transactions where payment_method = 'Pix'""")
    assert 0.002 < returned / pix < 0.02
    ((bounced, again),) = rows("""select count(*) filter (description like 'Devolução de débito automático%'),
        count(*) filter (description like '%- reapresentação%') from transactions""")
    assert bounced > 50
    assert 0.8 * bounced < again <= bounced


def test_who_was_paid_gives_back(rows: Rows) -> None:
    ((other, all_),) = (
        rows("""select count(*) filter (back.counterparty_document <> paid.counterparty_document), count(*)
        from transactions back join transactions paid on paid.transaction_id = back.reverses_transaction_id""")
    )
    assert other == 0
    assert all_ > 300


def test_devices_are_shared_at_home_and_by_companies_of_one_accountant(rows: Rows) -> None:
    shared = rows("""select count(distinct case when customer_type = 'Individual'
                then coalesce(cast(household_id as varchar), customer_id) end),
            count(distinct customer_id), count(distinct customer_type), any_value(customer_type)
        from digital_activity join customers using (customer_id) group by device_id""")
    assert {homes for homes, *_ in shared} == {0, 1}
    assert {kinds for *_, kinds, _ in shared} == {1}
    assert 3 < max(people for _, people, _, kind in shared if kind == "Business") <= 20
    shared = [(homes, people) for homes, people, _, kind in shared if kind == "Individual"]
    assert 40 < sum(people > 1 for _, people in shared) < 400


def test_payments_follow_on_forgotten_passwords_and_on_trips(rows: Rows) -> None:
    ((forgotten,),) = rows("""select count(*) from digital_activity login where activity_type = 'Login' and
        3 <= (select count(*) from digital_activity f where f.customer_id = login.customer_id
            and f.activity_type = 'login_failed' and f.timestamp <= login.timestamp
            and f.timestamp > login.timestamp - interval 10 minute)
        and exists (select * from digital_activity p where p.session_id = login.session_id
            and p.transaction_id is not null)""")
    assert forgotten > 5
    ((away,),) = rows("""select count(*) from digital_activity join customers using (customer_id)
        where transaction_id is not null and digital_activity.city <> customers.city""")
    assert away > 100


def test_some_who_live_together_hold_accounts_together(rows: Rows) -> None:
    joint = rows("""select one.household_id = other.household_id, one.customer_id <> other.customer_id,
            other.created_at <= accounts.created_at
        from accounts join customers one on one.customer_id = accounts.customer_id
        join customers other on other.customer_id = second_holder_id""")
    assert 20 < len(joint) < 200
    assert set(joint) == {(True, True, True)}
