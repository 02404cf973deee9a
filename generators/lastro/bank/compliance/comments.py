"""What analysts write about reviews, by topic and status."""

from __future__ import annotations

from functools import cache

import polars as pl

from lastro.bank.choices import ReviewStatus
from lastro.bank.compliance.reviews import Topic
from lastro.engine.arrays import Integers
from lastro.engine.rows.coded import Coded, coded

VARIANTS = 4

OPENING, REDONE, RENEWAL, REQUEST = Topic.OPENING, Topic.REDONE, Topic.RENEWAL, Topic.REQUEST
CASH, FRAGMENTS, TURNOVER = Topic.CASH, Topic.FRAGMENTS, Topic.TURNOVER
PENDING, COMPLETED, REJECTED = ReviewStatus.PENDING, ReviewStatus.COMPLETED, ReviewStatus.REJECTED

TEXTS: dict[tuple[int, ReviewStatus], tuple[str, ...]] = {
    (OPENING, PENDING): ("Aguardando documentos do cliente.", "Documentação em análise.", ""),
    (OPENING, COMPLETED): ("", "", "", "Identidade e endereço confirmados."),
    (OPENING, REJECTED): (
        "Documento de identidade ilegível; solicitado novo envio.",
        "Comprovante de endereço vencido.",
        "Divergência entre os dados informados e os documentos.",
    ),
    (REDONE, PENDING): ("Novo envio de documentos em análise.",),
    (REDONE, COMPLETED): ("Documentos reapresentados e aceitos.", "Cadastro aprovado após novo envio."),
    (RENEWAL, PENDING): (
        "Atualização cadastral solicitada ao cliente.",
        "Aguardando comprovante de renda.",
        "",
    ),
    (RENEWAL, COMPLETED): ("", "", "", "Cadastro atualizado sem alterações relevantes."),
    (RENEWAL, REJECTED): ("Cliente não atendeu às solicitações de atualização cadastral.",),
    (CASH, PENDING): ("Movimentação em espécie a comunicar ao Coaf.",),
    (CASH, COMPLETED): ("Operação em espécie igual ou superior a R$ 50 mil comunicada ao Coaf.",),
    (FRAGMENTS, PENDING): ("Depósitos em espécie pouco abaixo dos limites de identificação; em análise.",),
    (FRAGMENTS, COMPLETED): (
        "Indícios de fracionamento de depósitos; comunicado ao Coaf.",
        "Fracionamento não confirmado; cliente mantido em monitoramento.",
    ),
    (FRAGMENTS, REJECTED): ("Alerta improcedente: depósitos compatíveis com a atividade do cliente.",),
    (TURNOVER, PENDING): ("Movimentação incompatível com a renda declarada; em análise.",),
    (TURNOVER, COMPLETED): (
        "Origem dos recursos comprovada por contrato.",
        "Renda declarada desatualizada; cadastro corrigido.",
        "Origem dos recursos não comprovada; comunicado ao Coaf.",
        "Venda de bem comprovada; sem indícios de irregularidade.",
    ),
    (TURNOVER, REJECTED): ("Alerta improcedente: crédito eventual já justificado.",),
    (REQUEST, PENDING): ("Pedido do titular em atendimento.",),
    (REQUEST, COMPLETED): (
        "Cópia dos dados pessoais entregue ao titular.",
        "Dados pessoais corrigidos a pedido do titular.",
        "Consentimento para ofertas revogado.",
        "Informado com quem os dados são compartilhados.",
    ),
    (REQUEST, REJECTED): ("Eliminação negada: guarda dos dados exigida por lei.",),
}


@cache
def _vocabulary() -> pl.Series:
    """All texts, in fours, by topic and status."""
    fours = [TEXTS.get((topic, status), ("",)) for topic in range(max(Topic) + 1) for status in ReviewStatus]
    return pl.Series([texts[turn % len(texts)] for texts in fours for turn in range(VARIANTS)])


def comments(topic: Integers, status: Integers, variant: Integers) -> Coded:
    """The remark on each review; variant is a number below VARIANTS."""
    return coded(_vocabulary(), (topic * len(ReviewStatus) + status) * VARIANTS + variant)


def topics(texts: pl.Series) -> Integers:
    """What remarks are about: a Topic each, 0 where a remark does not tell. Those on alerts all do."""
    about = {text: int(topic) for (topic, _), each in TEXTS.items() for text in each if text}
    found: Integers = texts.replace_strict(about, default=0, return_dtype=pl.Int64).to_numpy()
    return found
