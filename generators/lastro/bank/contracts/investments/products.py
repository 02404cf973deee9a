"""Products: groups of what the bank sells to invest in."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import InvestmentType, Product

BANK_PAPER = (Product.CDB, Product.LCI, Product.LCA)
SHARES = tuple(product for product in Product if product.investment_type is InvestmentType.STOCKS)
FUNDS = tuple(product for product in Product if product.investment_type is InvestmentType.FUNDS)
LISTED = (*SHARES, *FUNDS)  # on the exchange: they have a price, and neither indexer nor maturity
TYPES = np.array([product.investment_type for product in Product], dtype=np.uint8)  # by product
