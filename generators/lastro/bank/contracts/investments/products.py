"""Products: what the bank sells to invest in, each with its kind, index and tax."""

from __future__ import annotations

import numpy as np

STOCKS, FIXED_INCOME, FUNDS = range(3)  # as investments.Investment.investment_type lists them
CDI, SELIC, IPCA, FIXED = range(4)  # as INDEXERS lists them
INDEXERS = ("CDI", "Selic", "IPCA", "Prefixado")

DEPOSITS = ("CDB", "LCI", "LCA")  # issued by banks, guaranteed by the FGC
TREASURY = ("Tesouro Selic", "Tesouro IPCA+", "Tesouro Prefixado")  # Tesouro Direto
# Invented companies and funds, with tickers of B3's form (3 ordinary, 4 preferred, 11 fund).
SHARES = (
    "Ações AGBR3", "Ações CANV3", "Ações DOCE3", "Ações ENLZ3", "Ações FRVI4", "Ações JQTI3",
    "Ações LSTR4", "Ações MNRA3", "Ações PTRX4", "Ações SDVL3", "Ações TCNO3", "Ações VRJO3",
)  # fmt: skip
ESTATE = ("FII GLPO11", "FII JRDM11", "FII LSTI11", "FII PRDO11", "FII RCBV11", "FII SHPL11")  # fundos imobiliários
PRODUCTS = (*DEPOSITS, *TREASURY, *SHARES, *ESTATE)

CDB, LCI, LCA, TESOURO_SELIC, TESOURO_IPCA, TESOURO_FIXED = range(6)
FIRST_SHARE, FIRST_ESTATE = 6, 6 + len(SHARES)
TYPE = np.array([FIXED_INCOME] * 6 + [STOCKS] * len(SHARES) + [FUNDS] * len(ESTATE), dtype=np.uint8)  # by product
