"""The reference model in numexpr, one thread: reference_numexpr.py DRAWS CHUNK

NumPy samples (numexpr cannot), numexpr computes every output in blocks that fit the cache; sums and sums of squares of
the ten outputs are kept. Prints "numexpr, ...: X ns/draw" (the median of five) and the ten means.
"""
import sys
import time

import numexpr
import numpy as np

sys.dont_write_bytecode = True
from reference_numpy import draw

YEARS = range(1, 6)

gpus = "power * 1e6 * it_share / pue / gpu_power"
shared = [
    ("rate", f"{gpus} * gpu_rate"),
    ("capex", f"{gpus} * gpu_cost + power * site_cost"),
    ("energy", "power * 8760 * electricity * (0.4 + 0.6 * utilization)"),
    ("fixed", "energy + capex * operating_share"),
    ("cost", "fixed + capex * discount / (1 - (1 + discount) ** -life)"),
    ("keep", "1 - decline"),
    ("full", "rate * 31536000"),
]


def year_formulas(year):
    left = " * ".join(["keep"] * year)
    sold = f"where(full * utilization * ({left}) ** elasticity < full, full * utilization * ({left}) ** elasticity, full)"
    return [(f"sold{year}", f"{sold} / (1 + exp((ramp - {year}) * 4))"),
            (f"revenue{year}", f"sold{year} * price * {left} * 1e-6")]


results = [
    ("npv", " + ".join(f"(revenue{t} - cost) / " + " / ".join(["(1 + discount)"] * t) for t in YEARS)),
    ("per_year", "(" + " + ".join(f"sold{t}" for t in YEARS) + ") / 5"),
    ("cost_per_mtok", "cost / (per_year * 1e-6)"),
    ("tokens_per_watt", "rate * utilization / (power * 1e6)"),
    ("margin", "1 - 5 * cost / (" + " + ".join(f"revenue{t}" for t in YEARS) + ")"),
    ("energy_share", "energy / cost"),
    ("npv_positive", "where(npv > 0, 1.0, 0.0)"),
]
balances = [("balance1", "revenue1 - fixed - capex")]
balances += [(f"balance{t}", f"balance{t - 1} + (revenue{t} - fixed)") for t in YEARS if t > 1]
payback = "6.0"
for t in reversed(YEARS):
    payback = f"where(balance{t} >= 0, {t}.0, {payback})"
formulas = shared + [each for t in YEARS for each in year_formulas(t)] + balances + [("payback", payback)] + results
wanted = ["npv", "cost_per_mtok", "tokens_per_watt", "margin", "payback", "revenue1", "per_year", "capex",
          "energy_share", "npv_positive"]


def main():
    draws, chunk = int(float(sys.argv[1])), int(float(sys.argv[2]))
    numexpr.set_num_threads(1)
    random = np.random.Generator(np.random.PCG64(1))
    times = []
    for _ in range(5):
        start = time.process_time()
        sums, squares = np.zeros(10), np.zeros(10)
        for _ in range(max(1, draws // chunk)):
            values = draw(random, chunk)
            for name, formula in formulas:
                values[name] = numexpr.evaluate(formula, local_dict=values, global_dict={})
            columns = [values[name] for name in wanted]
            sums += [column.sum() for column in columns]
            squares += [np.dot(column, column) for column in columns]
        times.append(time.process_time() - start)
    count = max(1, draws // chunk) * chunk
    print("numexpr, chunks of %d: %.1f ns/draw  %s" % (chunk, sorted(times)[2] / count * 1e9,
                                                       " ".join("%.6g" % mean for mean in sums / count)))


main()
