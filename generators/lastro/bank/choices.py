"""Choices: every coded value of every dataset column, once: the file's text, and by the order of members the code.

Row classes declare their columns by these enums; ledger, statement, contracts and checks name the members. A new value
goes behind the last one: codes are part of draws.
"""

from __future__ import annotations

from lastro.engine.rows.choice import Choice


class Currency(Choice):
    """ISO 4217."""

    BRL = "BRL"


class CustomerType(Choice):
    """Who a customer is."""

    INDIVIDUAL = "Individual"
    BUSINESS = "Business"


class AccountType(Choice):
    """What an account is for."""

    CHECKING = "Checking"
    SAVINGS = "Savings"
    INVESTMENT = "Investment"
    BUSINESS = "Business"


class AccountStatus(Choice):
    """Whether an account is used."""

    ACTIVE = "Active"
    DORMANT = "Dormant"
    CLOSED = "Closed"


class LoanType(Choice):
    """What a loan is for."""

    MORTGAGE = "Mortgage"
    AUTO = "Auto"
    PERSONAL = "Personal"
    BUSINESS = "Business"


class LoanStatus(Choice):
    """Where a loan stands."""

    ACTIVE = "Active"
    PAID_OFF = "Paid Off"
    DEFAULT = "Default"


class RiskBand(Choice):
    """How the bank rates who asks for a loan: A the best."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class Amortization(Choice):
    """Price: equal instalments; SAC: equal principal."""

    PRICE = "Price"
    SAC = "SAC"


class CardBrand(Choice):
    """Whose network a card belongs to."""

    VISA = "Visa"
    MASTERCARD = "MasterCard"
    ELO = "Elo"


class CardStatus(Choice):
    """Whether a card can be used."""

    ACTIVE = "Active"
    BLOCKED = "Blocked"
    EXPIRED = "Expired"
    CANCELLED = "Cancelled"


class CardTransactionType(Choice):
    """What a row of a card's bill is."""

    PURCHASE = "Purchase"
    INSTALMENT = "Instalment"
    REFUND = "Refund"
    INTEREST = "Interest"
    IOF = "IOF"
    LATE_FEE = "Late Fee"
    ANNUAL_FEE = "Annual Fee"
    PAYMENT = "Payment"
    INSTALMENT_PLAN = "Instalment Plan"


class EntryMode(Choice):
    """How a card was read."""

    CHIP = "Chip"
    CONTACTLESS = "Contactless"
    ONLINE = "Online"
    RECURRING = "Recurring"


class InvestmentType(Choice):
    """What an investment is to the tax."""

    STOCKS = "Stocks"
    FIXED_INCOME = "Fixed Income"
    FUNDS = "Real Estate Funds"


class InvestmentStatus(Choice):
    """Closed once redeemed."""

    ACTIVE = "Active"
    CLOSED = "Closed"


class Indexer(Choice):
    """What a return follows."""

    CDI = "CDI"
    SELIC = "Selic"
    IPCA = "IPCA"
    FIXED = "Prefixado"


class Product(Choice):
    """What can be invested in, and what that is to the tax.

    Shares and funds are invented, with tickers of B3's form (3 ordinary, 4 preferred, 11 fund).
    """

    def __init__(self, _: str, investment_type: InvestmentType) -> None:
        self.investment_type = investment_type

    CDB = "CDB", InvestmentType.FIXED_INCOME  # CDB, LCI and LCA are issued by banks, guaranteed by the FGC
    LCI = "LCI", InvestmentType.FIXED_INCOME
    LCA = "LCA", InvestmentType.FIXED_INCOME
    TESOURO_SELIC = "Tesouro Selic", InvestmentType.FIXED_INCOME  # Tesouro Direto
    TESOURO_IPCA = "Tesouro IPCA+", InvestmentType.FIXED_INCOME
    TESOURO_FIXED = "Tesouro Prefixado", InvestmentType.FIXED_INCOME
    AGBR3 = "Ações AGBR3", InvestmentType.STOCKS
    CANV3 = "Ações CANV3", InvestmentType.STOCKS
    DOCE3 = "Ações DOCE3", InvestmentType.STOCKS
    ENLZ3 = "Ações ENLZ3", InvestmentType.STOCKS
    FRVI4 = "Ações FRVI4", InvestmentType.STOCKS
    JQTI3 = "Ações JQTI3", InvestmentType.STOCKS
    LSTR4 = "Ações LSTR4", InvestmentType.STOCKS
    MNRA3 = "Ações MNRA3", InvestmentType.STOCKS
    PTRX4 = "Ações PTRX4", InvestmentType.STOCKS
    SDVL3 = "Ações SDVL3", InvestmentType.STOCKS
    TCNO3 = "Ações TCNO3", InvestmentType.STOCKS
    VRJO3 = "Ações VRJO3", InvestmentType.STOCKS
    GLPO11 = "FII GLPO11", InvestmentType.FUNDS  # fundos imobiliários
    JRDM11 = "FII JRDM11", InvestmentType.FUNDS
    LSTI11 = "FII LSTI11", InvestmentType.FUNDS
    PRDO11 = "FII PRDO11", InvestmentType.FUNDS
    RCBV11 = "FII RCBV11", InvestmentType.FUNDS
    SHPL11 = "FII SHPL11", InvestmentType.FUNDS


class TransactionType(Choice):
    """What a posting is."""

    DEPOSIT = "Deposit"
    WITHDRAWAL = "Withdrawal"
    TRANSFER = "Transfer"
    PAYMENT = "Payment"


class Direction(Choice):
    """Credit adds to the balance, Debit takes from it."""

    CREDIT = "Credit"
    DEBIT = "Debit"


class PaymentMethod(Choice):
    """Instruments of the Brazilian payment system."""

    PIX = "Pix"
    TED = "TED"
    BOLETO = "Boleto"
    DEBIT_CARD = "Debit Card"
    DIRECT_DEBIT = "Direct Debit"
    DIRECT_CREDIT = "Direct Credit"
    CARD_SETTLEMENT = "Card Settlement"
    CASH = "Cash"
    BOOK_TRANSFER = "Book Transfer"


class Channel(Choice):
    """Where a posting is made."""

    MOBILE = "Mobile"
    WEB = "Web"
    POS = "POS"
    ATM = "ATM"
    BRANCH = "Branch"
    SYSTEM = "System"


class Category(Choice):
    """What money is for."""

    SALARY = "Salary"
    PENSION = "Pension"
    SALES = "Sales"
    CASH = "Cash"
    TRANSFER = "Transfer"
    OWN_TRANSFER = "Own Transfer"
    GROCERIES = "Groceries"
    RESTAURANTS = "Restaurants"
    FUEL = "Fuel"
    PHARMACY = "Pharmacy"
    HEALTH = "Health"
    CLOTHING = "Clothing"
    ELECTRONICS = "Electronics"
    HOUSEHOLD = "Household"
    TRANSPORT = "Transport"
    LEISURE = "Leisure"
    TRAVEL = "Travel"
    SERVICES = "Services"
    ONLINE_SHOPPING = "Online Shopping"
    RENT = "Rent"
    UTILITIES = "Utilities"
    TELECOM = "Telecom"
    EDUCATION = "Education"
    INSURANCE = "Insurance"
    TAXES = "Taxes"
    PAYROLL = "Payroll"
    SUPPLIERS = "Suppliers"
    CARD_BILL = "Card Bill"
    LOAN = "Loan"
    HOUSING = "Housing"
    VEHICLE = "Vehicle"
    INVESTMENT = "Investment"
    FEE = "Fee"
    INTEREST = "Interest"
    ADJUSTMENT = "Adjustment"
    SEVERANCE = "Severance"  # what an employer pays at a job's end
    BENEFIT = "Benefit"  # unemployment benefit, and the guarantee fund that a dismissal sets free
    IOF = "IOF"
    REFUND = "Refund"  # what comes back of a purchase, a payment or a sale


class ComplianceType(Choice):
    """KYC: identity and registration; AML: suspected laundering; LGPD: request of a data subject."""

    KYC = "KYC"
    AML = "AML"
    LGPD = "LGPD"


class ReviewStatus(Choice):
    """Pending until decided."""

    PENDING = "Pending"
    COMPLETED = "Completed"
    REJECTED = "Rejected"


class RiskRating(Choice):
    """The risk of a customer, rising."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class ActivityType(Choice):
    """What is done by app or site."""

    LOGIN = "Login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "Logout"
    BALANCE = "Balance Inquiry"
    STATEMENT = "Statement"
    TRANSFER = "Transfer"
    PAYMENT = "Payment"
    CARDS = "Card Management"
    INVESTMENT = "Investment"
    PROFILE = "Profile Update"
    REGISTRATION = "Device Registration"


class DeviceType(Choice):
    """Kinds of devices."""

    MOBILE = "Mobile"
    DESKTOP = "Desktop"
    TABLET = "Tablet"
