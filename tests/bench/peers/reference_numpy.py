"""The reference model in NumPy: reference_numpy.py DRAWS CHUNK [mean|all|model]

Chunks that fit the cache are NumPy's fastest form. "mean" keeps sums and sums of squares of the ten outputs; "all" adds
minimum, maximum and three percentiles of each; "model" computes the outputs of inputs that are there already. Prints "numpy ...: X ns/draw" (the median of five) and the ten means.
"""
import sys
import time

import numpy as np

SECONDS, HOURS, YEARS = 31536000.0, 8760.0, 5


def draw(random, n):
    lognormal = lambda median, sigma: median * np.exp(sigma * random.standard_normal(n))
    return dict(
        power=np.maximum(random.normal(100, 5, n), 1e-3),
        pue=random.triangular(1.1, 1.2, 1.4, n),
        it_share=random.uniform(0.70, 0.85, n),
        gpu_power=lognormal(1000, 0.05),
        gpu_rate=lognormal(900, 0.35),
        utilization=0.3 + 0.5 * random.beta(3, 3, n),
        price=lognormal(0.6, 0.4),
        decline=random.uniform(0.1, 0.5, n),
        elasticity=random.normal(-1.2, 0.3, n),
        gpu_cost=lognormal(38000, 0.15),
        site_cost=random.triangular(8e6, 11e6, 15e6, n),
        electricity=lognormal(65, 0.25),
        operating_share=random.uniform(0.03, 0.08, n),
        life=random.triangular(3, 4.5, 6, n),
        discount=np.maximum(random.normal(0.1, 0.015, n), 0.03),
        ramp=random.uniform(0.25, 1.5, n),
    )


def outputs(power, pue, it_share, gpu_power, gpu_rate, utilization, price, decline, elasticity, gpu_cost, site_cost,
            electricity, operating_share, life, discount, ramp):
    gpus = power * 1e6 * it_share / pue / gpu_power
    rate = gpus * gpu_rate
    full = rate * SECONDS
    demand = full * utilization
    capex = gpus * gpu_cost + power * site_cost
    energy = power * HOURS * electricity * (0.4 + 0.6 * utilization)
    fixed = energy + capex * operating_share
    growth = 1 + discount
    cost = fixed + capex * discount / (1 - growth ** -life)
    keep, factor = 1 - decline, 1 / growth
    npv, tokens, revenues, balance, balances = 0, 0, 0, -capex, []
    price_left, discounting = 1, 1
    for year in range(1, YEARS + 1):
        price_left = price_left * keep
        discounting = discounting * factor
        ramped = 1 / (1 + np.exp(-(year - ramp) * 4))
        sold = np.minimum(demand * price_left ** elasticity, full) * ramped
        revenue = sold * (price * price_left) * 1e-6
        if year == 1:
            first = revenue
        npv = npv + (revenue - cost) * discounting
        balance = balance + (revenue - fixed)
        tokens = tokens + sold
        revenues = revenues + revenue
        balances.append(balance)
    payback = YEARS + 1.0
    for year in range(YEARS, 0, -1):
        payback = np.where(balances[year - 1] >= 0, float(year), payback)
    per_year = tokens / YEARS
    return [npv, cost / (per_year * 1e-6), rate * utilization / (power * 1e6), 1 - YEARS * cost / revenues, payback,
            first, per_year, capex, energy / cost, np.where(npv > 0, 1.0, 0.0)]


def main():
    draws, chunk, wanted = int(float(sys.argv[1])), int(float(sys.argv[2])), (sys.argv + ["mean"])[3]
    random = np.random.Generator(np.random.PCG64(1))
    times, given = [], draw(random, chunk)
    for _ in range(5):
        start = time.process_time()
        sums, squares = np.zeros(10), np.zeros(10)
        for _ in range(draws // chunk):
            columns = outputs(**(given if wanted == "model" else draw(random, chunk)))
            if wanted == "model":
                continue
            sums += [column.sum() for column in columns]
            squares += [np.dot(column, column) for column in columns]
            if wanted == "all":
                for column in columns:
                    column.min(), column.max(), np.percentile(column, [5, 50, 95])
        times.append(time.process_time() - start)
    count = draws // chunk * chunk
    print("numpy %s, chunks of %d: %.1f ns/draw  %s" % (wanted, chunk, sorted(times)[2] / count * 1e9,
                                                       " ".join("%.6g" % mean for mean in sums / count)))


if __name__ == "__main__":
    main()
