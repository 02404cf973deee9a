"""The rules of the bank, each once: its code, its name, and a sentence that says what holds.

Whoever checks a rule names its code (rule_registry.py). A code that is not declared here is refused when the rules are
loaded, and so is one that is declared and that nothing checks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What holds for every generated bank."""

    code: str
    name: str
    sentence: str
    compares: str = ""  # what must be compared with what, where one set of files cannot tell; no check then
    of_truth: bool = False  # asked where there is the truth (`doit truth`) beside the datasets


_ALL = (
    Rule("S1", "Columns", "Every record has the columns that its dataset declares, in their order, and no other."),
    Rule(
        "S2",
        "Types and forms",
        "Every value has the type and the written form of its column, and null stands only where the column allows it.",
    ),
    Rule("S3", "Ranges", "Every number lies within the limits of its column."),
    Rule("S4", "Files", "No file is empty where the bank has such records, and none has been cut off."),
    Rule(
        "I1",
        "Keys and references",
        "Keys are unique, every reference finds its record, no record stands twice, and a contract's account belongs "
        "to the contract's customer.",
    ),
    Rule(
        "I2",
        "CPF and CNPJ",
        "Check digits are right (wrong, every one, with documents = invalid), no two customers share a number, and "
        "only a CNPJ registered since July 2026 has letters.",
    ),
    Rule(
        "I3",
        "Places and telephones",
        "City, state, IBGE code, CEP and area code agree with each other, for every municipality, and telephone "
        "numbers are well formed.",
    ),
    Rule(
        "I4",
        "E-mail addresses",
        "Addresses are unique, made of the name, and in a domain reserved for examples, so that no mail reaches a "
        "person.",
    ),
    Rule(
        "I5",
        "Card and account numbers",
        "Card numbers pass Luhn (fail it, with documents = invalid), fit their brand and are unique; account numbers "
        "carry a check digit and are unique in their branch.",
    ),
    Rule(
        "I6",
        "Coded values and places",
        "Every coded value is one of those that its column declares; every state is one of Brazil's, every city one of "
        "the state's municipalities.",
    ),
    Rule(
        "I7",
        "Clean texts and dates",
        "Texts have no stray blanks, signs that nobody sees, or letters of a wrong encoding, and nothing stands in for "
        "a value that is missing.",
    ),
    Rule(
        "T1",
        "Order in time",
        "Customer and branch come before the account and the account before its postings, nothing lies after as_of "
        "(but due dates and the like) or after the account's closing, and people are 18 to 110 years old.",
    ),
    Rule(
        "T2",
        "Terms",
        "A loan ends its term in calendar months after its start, for a home or a car before its borrower is 80 years "
        "and six months old; a card expires at a month's end, three to six years after its issue; LCI and LCA keep to "
        "the least term of the day on which they were bought.",
    ),
    Rule(
        "T3",
        "Banking calendar",
        "TED settles and salaries come on bank business days, salaries on time, benefits of the INSS in their turn, "
        "and the EndToEndId of a Pix carries the Pix's own minute.",
    ),
    Rule(
        "T5",
        "Logins",
        "Whoever pays by app or site has logged in within the 30 minutes before.",
    ),
    Rule(
        "M1",
        "Running balances",
        "In each account, in file order, time never falls, every balance is the one before plus or minus the amount, "
        "and postings are numbered 1, 2, 3 ...",
    ),
    Rule(
        "M2",
        "Closing balances",
        "An account's postings lead from its opening balance to its balance, and an account opened within the history "
        "opens with 0.",
    ),
    Rule(
        "M3",
        "Overdraft limits",
        "No balance falls below the account's overdraft limit, and only Checking and Business accounts have one.",
    ),
    Rule(
        "M4",
        "Transfers",
        "A transfer inside the bank is two postings of one amount and moment, a debit and a credit, each naming the "
        "other's account.",
    ),
    Rule(
        "M5",
        "Loans",
        "Each loan stands where its schedule and its payments put it, and every payment within the history is a "
        "transaction for the schedule's amount.",
    ),
    Rule(
        "M6",
        "Cards",
        "What is owed lies between 0 and 1.3 times the limit, the last bill is the last one closed by as_of, and what "
        "was paid of it are transactions.",
    ),
    Rule(
        "M7",
        "Investments",
        "Every purchase and redemption within the history is a transaction for its amount, and the income tax fits "
        "the gain and the days held.",
    ),
    Rule(
        "M8",
        "Card rows",
        "In the order of the file, each row of a card follows from the one before; parts come to the whole; purchases "
        "keep the limit; balance, last bill, what was paid of it and what is to come are those of the rows.",
    ),
    Rule(
        "M9",
        "Reversals",
        "A posting that gives another one back names an earlier one of its account, goes the other way, and is no "
        "larger.",
    ),
    Rule(
        "M10",
        "Tax on credit",
        "Overdraft interest, at most 8 % of what was owed on the mean of the month's nights, and every loan paid out "
        "within the history, but for homes, have their IOF beside them, at the rates of the day and the borrower.",
    ),
    Rule(
        "P1",
        "Postings",
        "Type, direction, instrument, channel and category of a posting fit each other; it has a city unless the "
        "system made it, and names the other side where its kind has one.",
    ),
    Rule(
        "P2",
        "Cash machines",
        "An account draws at most R$ 3,000 a day at cash machines, and R$ 300 between 20 and 6 h.",
    ),
    Rule(
        "P3",
        "Other sides",
        "Whoever is on the other side of a posting has a masked CPF or a CNPJ with right check digits (wrong, every "
        "one, with documents = invalid), and a bank of the Central Bank's list, or this one where the account is here.",
    ),
    Rule(
        "P4",
        "Unregistered devices",
        "Since November 2024 a device that its customer has not registered sends at most R$ 200 a Pix, and R$ 1,000 a "
        "day, unless it was used for Pix before that, or may have been registered before the history.",
    ),
    Rule(
        "K1",
        "Refused customers",
        "Only accounts of customers whose identity was refused, or who were suspected of laundering, are restricted; "
        "nothing is granted on a restricted account, nor posted to it but interest, what the bank takes back from it "
        "for who was cheated, and what is left at its closing.",
    ),
    Rule(
        "B1",
        "Business practice",
        "Who has been a customer for ten days has been under a KYC review; accounts, loans and investments fit their "
        "owner and product; a device is used in one household, or by companies alone (of an accountant); a "
        "session is one customer's.",
    ),
    Rule(
        "C1",
        "Labels",
        "Labels, places, alerts and reports of the truth agree with their case, and name customers and accounts that "
        "belong together.",
        of_truth=True,
    ),
    Rule(
        "C2",
        "Money of cases",
        "What a case moved, lost and got back is the sum of its postings, and what goes out of an account in it came "
        "in, but for victims and whoever begins a ring: in = out + kept.",
        of_truth=True,
    ),
    Rule(
        "C3",
        "Days of the truth",
        "Nothing is known before it happened: a label is known from the later of its case's day and its own; ends and "
        "numbers are those of the postings.",
        of_truth=True,
    ),
    Rule(
        "H1",
        "Later days",
        "With a later as_of every record is still there, and only columns that describe the present have changed.",
        "the bank as of an earlier day with the bank as of a later one",
    ),
    Rule(
        "H2",
        "More customers",
        "With more customers, by whole thousands, every earlier record is still there, byte for byte.",
        "a bank with the same bank with more customers",
    ),
    Rule(
        "H3",
        "Edits",
        "A generated bank needs no entry `Ajuste de saldo`, which makes up for an edit by hand.",
    ),
)

RULES = {rule.code: rule for rule in _ALL}
