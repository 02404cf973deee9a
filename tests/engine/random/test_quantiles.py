"""Quantiles: tabulated distributions are accurate, and the same on every processor."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from statistics import NormalDist

import numpy as np
import pytest

from lastro.engine.random.quantiles import EXP, LOG, NORMAL, Curve, Poisson, exponential, lognormal, pareto
from projects import ROOT

MANY = (np.arange(200_000) + 0.5) / 200_000
OFF = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"  # names that a processor does not have are ignored
DIGEST = """
import sys; sys.path.insert(0, "generators")
from hashlib import sha256
import numpy as np
from lastro.engine.random.quantiles import EXP, LOG, NORMAL, Poisson, exponential, lognormal, pareto
uniforms = (np.arange(50_000) + 0.5) / 50_000
curves = [NORMAL, exponential(3.0), lognormal(9.0, 0.8), pareto(2.0, 1.5)]
made = [curve(uniforms) for curve in curves] + [EXP(uniforms * 24 - 12), LOG(uniforms * 60 + 1)]
made.append(Poisson()(uniforms * 60, uniforms[::-1]).astype(float))
print(sha256(b"".join(values.tobytes() for values in made)).hexdigest())
"""


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.3, 1.0, 4.7, 8.0, 8.3, 31.4, 64.0])
def test_poisson_counts_have_mean_and_variance_of_their_mean(mean: float) -> None:
    counts = Poisson()(np.full(len(MANY), mean), MANY)
    assert counts.min() >= 0
    assert counts.mean() == pytest.approx(mean, rel=1e-3, abs=1e-4)
    assert counts.var() == pytest.approx(mean, rel=1e-2, abs=1e-3)  # the grid adds up to 1/16


def test_poisson_counts_have_a_mean_of_each_entity() -> None:
    means = np.tile(np.array([0.5, 20.0]), 50_000)
    uniforms = np.random.default_rng(1).uniform(size=100_000)
    counts = Poisson()(means, uniforms)
    assert counts[::2].mean() == pytest.approx(0.5, rel=0.03)
    assert counts[1::2].mean() == pytest.approx(20, rel=0.01)


def test_a_mean_above_the_highest_counts_as_the_highest() -> None:
    assert np.array_equal(Poisson(16)(np.full(1000, 99.0), MANY[::200]), Poisson(16)(np.full(1000, 16.0), MANY[::200]))


@pytest.mark.parametrize("uniform", [0.0, np.nextafter(1.0, 0)])
def test_the_ends_of_the_uniform_range_give_finite_values(uniform: float) -> None:
    ends = np.array([uniform])
    for curve in (NORMAL, lognormal(100, 1), pareto(1, 2), exponential(1)):
        assert np.isfinite(curve(ends)).all()
    assert 0 <= Poisson()(np.array([60.0]), ends)[0] < 200


def test_the_normal_distribution_is_accurate() -> None:
    exact = np.array([NormalDist().inv_cdf(u) for u in MANY[::40].tolist()])
    inside = (MANY[::40] > 1e-4) & (MANY[::40] < 1 - 1e-4)
    assert np.abs(NORMAL(MANY[::40]) - exact)[inside].max() < 1e-3
    assert NORMAL(MANY).std() == pytest.approx(1, abs=1e-3)


def test_exp_is_accurate() -> None:
    x = np.linspace(-12, 12, 12_345)
    assert np.abs(EXP(x) / np.exp(x) - 1).max() < 1e-6


def test_log_is_accurate() -> None:
    x = np.linspace(0.5, 64, 12_345)
    assert np.abs(LOG(x) - np.log(x)).max() < 1e-6


def test_a_curve_is_clamped_to_its_ends() -> None:
    square = Curve(lambda x: x * x, 0, 2, 64)
    assert square(np.array([-5.0, 0.0, 2.0, 99.0])).tolist() == [0, 0, 4, 4]


def test_distributions_have_the_median_and_mean_that_they_are_told() -> None:
    assert np.median(lognormal(3500, 0.7)(MANY)) == pytest.approx(3500, rel=1e-3)
    assert np.log(lognormal(3500, 0.7)(MANY)).std() == pytest.approx(0.7, rel=2e-3)
    assert exponential(40)(MANY).mean() == pytest.approx(40, rel=2e-3)
    assert np.median(pareto(100, 3)(MANY)) == pytest.approx(100 * 2 ** (1 / 3), rel=1e-3)


def test_quantiles_never_fall() -> None:
    for curve in (NORMAL, lognormal(10, 1), pareto(1, 2), exponential(1)):
        assert (np.diff(curve(MANY)) >= 0).all()


def test_knots_have_twelve_digits() -> None:
    for value in EXP.values[:: len(EXP.values) // 50].tolist():
        assert float(f"{value:.12g}") == value
    assert math.isclose(EXP(np.array([0.0]))[0], 1)


def _digest(**environment: str) -> str:
    command = [sys.executable, "-c", DIGEST]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_processor_without_its_wide_registers_gives_the_same_bits() -> None:
    assert _digest() == _digest(NPY_DISABLE_CPU_FEATURES=OFF)
