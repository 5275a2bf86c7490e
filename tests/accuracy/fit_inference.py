"""Fits the constants of the inference model on measured rows, cross-validates them over (platform, model) groups, and
writes lua/signalflow/catalogue/calibration/inference.lua.

usage: fit_inference.py INPUTS.csv [--date YYYY-MM-DD] [--write FILE.lua] [--fast]

INPUTS.csv holds one row for each measured operating point, as tests/accuracy/inference.lua --inputs writes it: what
signalflow makes of platform, model, precision and layout, in SI units. The equations are those of
include/signalflow/inference.h, restated here for whole columns at once; tests/unit/test_inference.c holds the core to an
independent calculation of the same kind. --fast leaves the cross-validation out (and keeps no ranges).

Robust least squares on the logarithmic error (soft L1 at 12 %), each group weighted by its size to the power -1/4, with a
prior on the logarithm of each constant: so few rows stay near the start. Deterministic."""
import csv
import sys

import numpy as np
from scipy.optimize import least_squares

# name, start and mean of the prior, low, high, standard deviation of the prior's logarithm, unit, meaning, rests on
CONSTANTS = [
    ("weight_bandwidth", .8, .3, 1, .15, "", "share of memory bandwidth, reading weights", "small batches, all sources"),
    ("cache_bandwidth", .6, .15, 1, .4, "", "share of memory bandwidth, reading the cache", "long contexts, offline"),
    ("decode_compute", .6, .1, 1, .4, "", "share of compute, decoding", "405B chat, offline"),
    ("prefill_compute", .6, .15, 1, .4, "", "share of compute, prefilling", "dense closed loop, offline 2048/128"),
    ("fp8", .8, .4, 1.2, .3, "", "further share at FP8", "dense FP8"),
    ("fp4", .5, .2, 1.2, .4, "", "further share at FP4", "B200 and GB200 offline"),
    ("block_scaled", .75, .3, 1, .3, "", "further share with block-scaled FP8", "Qwen3-32B and DeepSeek-R1 FP8"),
    ("expert_bandwidth", .8, .1, 1, .4, "", "further share of bandwidth, reading experts", "all with experts"),
    ("expert_compute", .7, .1, 1.5, .4, "", "further share of compute, with experts", "offline, 8k prompts"),
    ("link", .4, .02, 1, .5, "", "share of a link's bandwidth", "prefill and offline over 2 to 8"),
    ("layer_time", 30e-6, 3e-6, 200e-6, .7, "s", "each layer and step", "small batches"),
    ("expert_layer_time", 40e-6, 1e-6, 300e-6, .7, "s", "more for a layer with experts", "small batches with experts"),
    ("collective_time", 5e-6, .1e-6, 50e-6, .7, "s", "each collective, two a layer", "over 2 to 8 accelerators"),
    ("network_time", 20e-6, 1e-6, 200e-6, .7, "s", "more beyond the scale-up domain", "32 rows over 16, few"),
    ("sequence_time", 8e-6, .1e-6, 60e-6, 1, "s", "each sequence of a batch and step", "large batches; engines differ much"),
    ("step_time", .5e-3, .01e-3, 5e-3, 1, "s", "each step", "8B and 20B"),
    ("speculative_tokens", 2.4, 1.2, 3.5, .2, "", "accepted in a step", "MTP rows; its ratio to the next is known"),
    ("speculative_step", 1.3, 1, 2.5, .2, "", "time of a speculative step over a plain one", "MTP rows"),
    ("speculative_verified", 2, 1, 4, .3, "", "tokens verified for a sequence and step", "MTP, large batches"),
    ("amd", 1.2, .7, 2.5, .2, "", "time on AMD against these constants", "MI325X, MI355X, one model"),
    ("server", .8, .4, 1, .3, "", "MLPerf Server over offline throughput", "23 rows"),
    ("interactive", .5, .1, 1, .4, "", "MLPerf Interactive over offline throughput", "6 rows"),
]
# What an engine multiplies; standard deviation of the prior's logarithm for its family and for its version.
MULTIPLIERS = [("overhead", .3, .25), ("prefill", .3, .25), ("expert", .3, .25), ("sequence", .7, .7)]
FAMILIES = ["vllm", "sglang", "trtllm", "atom"]
FEWEST_ROWS_OF_AN_ENGINE = 4
# Of rated power: base + bandwidth * its share + compute * root of its share, at most a cap; times one for AMD.
POWER_START = np.array([.44, .15, .9, 1.])
SET = [
    ("usable_memory", .9, "", "share of memory for weights, cache and what is reserved"),
    ("reserved_memory", 3.5e9, "byte/gpu", "held back for activations and buffers"),
    ("context_share", .5, "", "of an answer, in the cache on average"),
    ("capacity_share", 1., "", "of an answer, for which the cache must have room"),
    ("scheduled_batch", 2048., "", "most sequences of one scheduler, offline"),
    ("power_cap", .97, "", "most of rated power that is drawn"),
]
FIXED = {name: value for name, value, _, _ in SET}
NAMES = [c[0] for c in CONSTANTS]


class Table:
    """Columns of numbers, by name."""

    def __init__(self, columns):
        self.__dict__.update(columns)

    def where(self, mask):
        return Table({name: column[mask] for name, column in self.__dict__.items()})


def load(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    words = {"engine", "family", "group", "vendor", "nominal", "platform", "model"}
    columns = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        columns[name] = np.array(values) if name in words else np.array([float(v) if v else np.nan for v in values])
    table = Table(columns)
    table.target = np.where(table.offline > 0, table.measured_rate, table.measured_tpot)
    # prompts repeated, prefix cache hits: time to the first token is below that of prefill
    table.excluded = (table.engine == "vllm 0.12.0") & (table.group == "H200|Llama-3.1-8B")
    return table


class Parameters:
    """The vector that is fitted: logarithms of constants, then of multipliers by family and by engine."""

    def __init__(self, engines):
        self.engines = engines
        families, versions = len(FAMILIES), len(engines)
        self.each = families + versions
        many = len(MULTIPLIERS) * self.each
        self.start = np.r_[np.log([c[1] for c in CONSTANTS]), np.zeros(many)]
        self.low = np.r_[np.log([c[2] for c in CONSTANTS]), np.full(many, -3.)]
        self.high = np.r_[np.log([c[3] for c in CONSTANTS]), np.full(many, 3.)]
        self.spread = np.array([c[4] for c in CONSTANTS])
        for _, family, version in MULTIPLIERS:
            self.spread = np.r_[self.spread, np.full(families, family), np.full(versions, version)]

    def index(self, table):
        """Places of each row's family and engine; the last place is that of what is not known."""
        table.family_place = np.array([FAMILIES.index(f) if f in FAMILIES else len(FAMILIES) for f in table.family])
        table.engine_place = np.array(
            [self.engines.index(e) if e in self.engines else len(self.engines) for e in table.engine])

    def constants(self, x):
        return dict(zip(NAMES, np.exp(x[:len(NAMES)])))

    def multipliers(self, x):
        """By name: logarithms by family, by engine, each with a 0 for the unknown."""
        tail, families = x[len(NAMES):].reshape(len(MULTIPLIERS), self.each), len(FAMILIES)
        return {m[0]: (np.r_[tail[i, :families], 0.], np.r_[tail[i, families:], 0.]) for i, m in enumerate(MULTIPLIERS)}


def predict(v, q, engine):
    """Equations of inference.h for every row; q are constants, engine the multipliers of each row."""
    moe, many, apart = v.mixture > 0, (v.accelerators > 1).astype(float), v.disaggregated > 0
    g, experts = v.accelerators, np.maximum(v.experts, 1.)
    replicas = np.where(v.attention_data_parallel > 0, g, 1.)
    share = np.where(v.fp8 > 0, q["fp8"], np.where(v.fp4 > 0, q["fp4"], 1.)) * np.where(v.block > 0, q["block_scaled"], 1.)
    share = share * np.where(moe, q["expert_compute"] / engine["expert"], 1.)
    hardware = np.where(v.vendor == "AMD", q["amd"], 1.)
    cross = (g > v.scaleup_domain).astype(float)
    link = np.where(cross > 0, v.network_bandwidth, v.link_bandwidth) * q["link"]
    expert = 3 * v.hidden * v.expert_width
    routed, table = expert * v.experts * v.expert_layers, v.vocabulary * v.hidden
    dense, active = v.parameters - routed - table, v.active_parameters - table
    shards = np.where(v.attention_data_parallel > 0, g,
                      np.where(v.latent_attention > 0, 1., np.minimum(g, v.cache_heads)))
    varied = np.where(v.varied > 0, 2., 1.)
    context = v.input + v.output * FIXED["context_share"] * varied
    longest = v.input + v.output * FIXED["capacity_share"] * varied

    def cache(tokens):
        return v.cache_bytes * (tokens * v.cache_elements + np.minimum(tokens, v.window) * v.window_elements)

    weights = dense * v.weight_bytes * replicas
    room = g * (v.memory * FIXED["usable_memory"] - FIXED["reserved_memory"]) - weights - routed * v.expert_bytes
    capacity = np.maximum(np.maximum(room, 0.) * shards / g / cache(longest), 1.)
    verified = np.where(v.speculative > 0, q["speculative_verified"], 1.)
    steps = np.where(v.speculative > 0, q["speculative_step"] / q["speculative_tokens"], 1.)

    def hits(tokens):
        return np.where(moe, v.experts * (1 - (1 - v.experts_per_token / experts) ** np.maximum(tokens, 1.)), 0.)

    def step(batch):
        n = batch * verified
        read = weights / g / (v.memory_bandwidth * q["weight_bandwidth"])
        read = read + hits(n) * expert * v.expert_layers * v.expert_bytes / g * engine["expert"] / (
            v.memory_bandwidth * q["weight_bandwidth"] * q["expert_bandwidth"])
        multiply = 2 * active * n / g / (v.compute * q["decode_compute"] * share)
        cached = batch * cache(context) / shards / (v.memory_bandwidth * q["cache_bandwidth"])
        attend = 2 * batch * context * v.heads * v.score_width * v.layers / g / (v.attention_compute * q["decode_compute"])
        to_experts = v.expert_parallel * moe * 2 * v.expert_layers * n / g * np.minimum(v.experts_per_token, g) * v.hidden * 1.5
        reduce = 4 * v.layers * (g - 1) / g * n * v.hidden * 2
        travel = many * np.where(v.attention_data_parallel > 0, to_experts, reduce) / link
        fixed = v.layers * q["layer_time"] + many * 2 * v.layers * (q["collective_time"] + cross * q["network_time"])
        fixed = engine["overhead"] * (fixed + v.expert_layers * q["expert_layer_time"] * engine["expert"] + q["step_time"])
        host = batch / replicas * q["sequence_time"] * engine["sequence"]
        busy = np.maximum(read, multiply) + np.maximum(cached, attend) + travel
        return (busy * hardware + fixed + host) * steps

    size = np.where(apart, np.maximum(v.prefill_size, 1.), g)
    prompt = 2 * active * v.input / (size * v.compute * q["prefill_compute"] * share)
    prompt = prompt + 2 * v.layers * v.heads * v.head_size * v.input ** 2 / (size * v.attention_compute * q["prefill_compute"])
    reduce = 4 * v.layers * (size - 1) / size * v.input * v.hidden * 2 / link
    prompt = (prompt + (size > 1) * np.where(v.attention_data_parallel > 0, 0., reduce)) * engine["prefill"] * hardware

    held = np.minimum(v.concurrency / v.instances, capacity)
    handed = np.where(apart, v.prefill_accelerators / size / np.maximum(prompt, 1e-9) / v.instances, np.inf)
    batch = held
    for _ in range(4):
        t = step(batch)
        needed = np.minimum(held, np.minimum(held / (prompt + v.output * t), handed) * v.output * t)
        batch = np.where(apart, .5 * batch + .5 * np.maximum(needed, 1e-3), held)
    tpot = step(batch) + np.where(apart, 0., np.maximum(batch - 1, 0.) * prompt / v.output)
    requests = np.minimum(held / (prompt + v.output * tpot), handed)
    serving = requests * v.instances * v.output / (g * v.instances + np.where(apart, v.prefill_accelerators, 0.))
    largest = np.minimum(capacity, replicas * FIXED["scheduled_batch"])
    cycle = step(largest) + largest * prompt / v.output
    rules = np.where(v.server > 0, q["server"], np.where(v.interactive > 0, q["interactive"], 1.))
    offline = largest / cycle / g * rules
    batch, cycle = np.where(v.offline > 0, largest, batch), np.where(v.offline > 0, cycle, tpot)
    n, each = batch * verified, cycle / steps
    moved = weights / g + hits(n) * expert * v.expert_layers * v.expert_bytes / g + batch * cache(context) / shards
    flops = 2 * v.active_parameters * (n / each + np.where(apart, 0., batch * v.input / v.output / cycle)) / g
    return dict(target=np.where(v.offline > 0, offline, tpot), serving=serving, tpot=tpot,
                bandwidth_share=moved / each / v.memory_bandwidth, compute_share=flops / v.compute)


def predict_with(parameters, table, x):
    logs = parameters.multipliers(x)
    engine = {name: np.exp(a[table.family_place] + b[table.engine_place]) for name, (a, b) in logs.items()}
    return predict(table, parameters.constants(x), engine)


def group_sizes(*columns):
    keys = np.array(["|".join(map(str, key)) for key in zip(*columns)])
    _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    return count[place]


def fit(parameters, table, weight, start):
    def residuals(x):
        r = weight * (np.log(predict_with(parameters, table, x)["target"]) - np.log(table.target)) / .12
        return np.r_[np.sign(r) * np.sqrt(2 * (np.sqrt(1 + r * r) - 1)), (x - parameters.start) / parameters.spread]
    bounds = (parameters.low, parameters.high)
    return least_squares(residuals, start, bounds=bounds, max_nfev=30, ftol=1e-5, xtol=1e-5).x


def power_share(theta, bandwidth, compute, amd):
    share = np.minimum(FIXED["power_cap"], theta[0] + theta[1] * bandwidth + theta[2] * np.sqrt(compute))
    return share * np.where(amd, theta[3], 1.)


def fit_power(table, shares):
    weight = group_sizes(table.group) ** -.25
    weight = weight / weight.mean()
    measured = table.measured_power / table.rated_power
    args = (shares["bandwidth_share"], shares["compute_share"], table.vendor == "AMD")
    def residuals(theta):
        return np.r_[weight * (np.log(power_share(theta, *args)) - np.log(measured)), np.log(theta / POWER_START) * .02]
    bounds = (np.full(4, 1e-4), np.full(4, 20.))
    return least_squares(residuals, POWER_START, loss="cauchy", f_scale=.06, bounds=bounds).x


class Errors:
    """Logarithms of predicted over measured; NaN where there is none."""

    def __init__(self, count):
        self.target, self.power, self.known = np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, bool)

    def record(self, parameters, table, mask, x, theta):
        rows = table.where(mask)
        found = predict_with(parameters, rows, x)
        self.target[mask] = np.log(found["target"] / rows.target)
        drawn = power_share(theta, found["bandwidth_share"], found["compute_share"], rows.vendor == "AMD") * rows.rated_power
        self.power[mask] = np.log(drawn / rows.measured_power)


def fit_all(parameters, table, mask, start):
    rows = table.where(mask)
    weight = group_sizes(table.group, table.offline) ** -.25
    weight = (weight / np.sqrt((weight ** 2).mean()))[mask]
    x = fit(parameters, rows, weight, start)
    powered = rows.where(~np.isnan(rows.measured_power) & ~np.isnan(rows.rated_power))
    return x, fit_power(powered, predict_with(parameters, powered, x))


def classes(table):
    """Name of a class of rows, its mask, and which error it is about."""
    serving, moe = table.offline == 0, table.mixture > 0
    powered = ~np.isnan(table.measured_power) & ~np.isnan(table.rated_power)
    return [("dense tpot", serving & ~moe, "target"), ("moe tpot", serving & moe, "target"),
            ("all throughput", ~serving, "target"), ("all power", powered, "power")]


def residual_classes(table):
    serving, moe = table.offline == 0, table.mixture > 0
    return [("decode dense", serving & ~moe), ("decode moe", serving & moe), ("offline dense", ~serving & ~moe),
            ("offline moe", ~serving & moe)]


def quantiles(errors):
    return [float(z) for z in np.quantile(-errors, [.1, .5, .9])]


def coverage(table, errors, mask, wider):
    """Share of rows within the 10 to 90 % range of the other groups; wider is used where those are fewer than eight."""
    inside = 0
    for group in np.unique(table.group[mask]):
        own = mask & (table.group == group)
        others = mask & ~own
        if others.sum() < 8:
            others = wider & ~own
        low, _, high = quantiles(errors[others])
        inside += int(((-errors[own] >= low) & (-errors[own] <= high)).sum())
    return inside / mask.sum()


def ranges(table, left_out):
    made, ok = [], ~table.excluded
    for name, mask in residual_classes(table):
        for word, of in (("known", left_out.known), ("unknown", ~left_out.known)):
            rows = mask & of & ok
            if rows.sum():
                entry = quantiles(left_out.target[rows]) + [int(rows.sum()), coverage(table, left_out.target, rows, mask & ok)]
                made.append((name, word, entry))
    powered = ~np.isnan(left_out.power)
    entry = quantiles(left_out.power[powered]) + [int(powered.sum()), coverage(table, left_out.power, powered, powered)]
    made.append(("power", "known", entry))
    return made


def summarize(errors, mask):
    size = np.abs(np.expm1(errors[mask]))
    return int(mask.sum()), float(np.median(size)), float(np.quantile(size, .9))


def cross_validate(parameters, table, x):
    """Every (platform, model) group by a fit that has not seen it, constants, engines and power alike."""
    left_out, ok = Errors(len(table.target)), ~table.excluded
    for group in np.unique(table.group):
        own = table.group == group
        xg, theta = fit_all(parameters, table, ok & ~own, x)
        left_out.record(parameters, table, own, xg, theta)
        seen = set(table.engine[ok & ~own]) & set(parameters.engines)
        left_out.known[own] = [engine in seen for engine in table.engine[own]]
    return left_out


def six(value):
    return "%.6g" % value


def write(path, date, parameters, table, x, theta, range_list, left_out):
    constants, logs, ok = parameters.constants(x), parameters.multipliers(x), ~table.excluded
    out = ["-- luacheck: max line length 160",
           "--- The inference model's constants, written by tests/accuracy/fit_inference.py (make accuracy-fit); not by hand.",
           "-- A constant is { value, unit, meaning, what it rests on }.",
           "-- @module signalflow.catalogue.inference", "", "return {",
           '  fitted = "%s",' % date,
           '  source = "public measured rows of TensorRT-LLM, ML.ENERGY, MLPerf, AIConfigurator and InferenceX",',
           "  rows = %d,%s" % (int(ok.sum()), " -- and %d scored, not fitted: prompts repeated" % int((~ok).sum())),
           "  -- Set, not fitted: a 400 Gb/s adapter for each accelerator.",
           '  network_bandwidth = { 50, "GB/s/gpu" },', "  constants = {"]
    apart = {"fp8", "fp4", "block_scaled", "amd", "server", "interactive"}
    for name, *_, unit, meaning, rests in CONSTANTS:
        if name not in apart:
            out.append('    %s = { %s, "%s", "%s", "%s" },' % (name, six(constants[name]), unit, meaning, rests))
    power = [("power_base", theta[0], "of rated power, serving at vanishing load"),
             ("power_bandwidth", theta[1], "more by the share of bandwidth"),
             ("power_compute", theta[2], "more by the root of the share of compute")]
    powered = int((~np.isnan(table.measured_power) & ~np.isnan(table.rated_power)).sum())
    for name, value, meaning in power:
        out.append('    %s = { %s, "", "%s", "%d rows of accelerator power" },' % (name, six(value), meaning, powered))
    for name, value, unit, meaning in SET:
        out.append('    %s = { %s, "%s", "%s", "set, not fitted" },' % (name, six(value), unit, meaning))
    out += ["  },", "  -- Further shares of compute by the rate that multiplies, and with block-scaled FP8.",
            "  precision = { compute_fp8 = %s, compute_fp4 = %s, block_scaled = %s }," % tuple(
                six(constants[n]) for n in ("fp8", "fp4", "block_scaled")),
            "  -- Time of memory, compute and links, and power, by vendor.",
            "  hardware = { AMD = %s }," % six(constants["amd"]), "  power_hardware = { AMD = %s }," % six(theta[3]),
            "  -- Of offline throughput, under the rules of a scenario of MLPerf.",
            "  offline_share = { server = %s, interactive = %s }," % (six(constants["server"]), six(constants["interactive"])),
            "  -- What an engine multiplies: its family's factor times its version's. \"nan\": the version is not published.",
            "  families = {"]
    def line(key, place, kind, count):
        values = ", ".join("%s = %s" % (name, six(np.exp(logs[name][kind][place]))) for name, _, _ in MULTIPLIERS)
        return "    %s = { %s, rows = %d }," % (key, values, count)
    for i, family in enumerate(FAMILIES):
        out.append(line(family, i, 0, (table.family[ok] == family).sum()))
    out += ["  },", "  engines = {"]
    for i, engine in enumerate(parameters.engines):
        out.append(line('["%s"]' % engine, i, 1, (table.engine[ok] == engine).sum()))
    out += ["  },", "  -- Quantiles of ln(measured / estimated) on groups of platform and model left out of the fit.", "  residuals = {"]
    for name in dict.fromkeys(entry[0] for entry in range_list):
        out.append('    ["%s"] = {' % name)
        for _, word, (p10, p50, p90, rows, covered) in (e for e in range_list if e[0] == name):
            out.append("      %s = { p10 = %.4f, p50 = %.4f, p90 = %.4f, rows = %d, coverage = %.3f }," % (
                word, p10, p50, p90, rows, covered))
        out.append("    },")
    out += ["  },", "  -- Absolute error on those groups.", "  left_out = {"]
    for name, mask, which in classes(table):
        out.append('    ["%s"] = { rows = %d, median = %.4f, p90 = %.4f },' % (
            (name,) + summarize(getattr(left_out, which), mask)))
    out += ["  },", "}", ""]
    with open(path, "w") as file:
        file.write("\n".join(out))


def main(arguments):
    options = {"--date": None, "--write": None}
    paths, fast = [], "--fast" in arguments
    words = iter(a for a in arguments if a != "--fast")
    for word in words:
        if word in options:
            options[word] = next(words)
        else:
            paths.append(word)
    if len(paths) != 1 or (options["--write"] and (fast or not options["--date"])):
        sys.exit("usage: fit_inference.py INPUTS.csv [--date YYYY-MM-DD --write FILE.lua] [--fast]")
    table = load(paths[0])
    ok = ~table.excluded
    names, counts = np.unique(table.engine[ok & (table.family != "")], return_counts=True)
    # MLPerf names a library and its version, not the serving engine's
    engines = [str(n) for n, c in zip(names, counts) if c >= FEWEST_ROWS_OF_AN_ENGINE and ";" not in n]
    parameters = Parameters(engines)
    parameters.index(table)
    x, theta = fit_all(parameters, table, ok, parameters.start)
    fitted = Errors(len(table.target))
    fitted.record(parameters, table, np.ones(len(ok), bool), x, theta)
    left_out = fitted if fast else cross_validate(parameters, table, x)
    print("%d rows, %d of them scored and not fitted; %d groups; %d engines" % (
        len(ok), (~ok).sum(), len(np.unique(table.group)), len(engines)))
    print("%-16s %5s   fitted rows          %s" % ("class", "rows", "" if fast else "group left out"))
    for name, mask, which in classes(table):
        row = "%-16s %5d   median %5.1f%%  p90 %5.1f%%" % ((name,) + tuple(
            z * (100 if i else 1) for i, z in enumerate(summarize(getattr(fitted, which), mask))))
        if not fast:
            row += "   median %5.1f%%  p90 %5.1f%%" % tuple(100 * z for z in summarize(getattr(left_out, which), mask)[1:])
        print(row)
    for name, value in parameters.constants(x).items():
        print("  %-22s %s" % (name, six(value)))
    print("  power                 ", " ".join(six(z) for z in theta))
    if fast:
        return
    range_list = ranges(table, left_out)
    print("range of ln(measured / estimated), groups left out: p10 p50 p90, rows, share of rows within")
    for name, word, (p10, p50, p90, rows, covered) in range_list:
        print("  %-14s engine %-8s %+.3f %+.3f %+.3f  %4d  %.1f%%" % (name, word, p10, p50, p90, rows, 100 * covered))
    total = sum(e[2][3] for e in range_list)
    print("  all classes: %.1f%% within" % (100 * sum(e[2][3] * e[2][4] for e in range_list) / total))
    if options["--write"]:
        write(options["--write"], options["--date"], parameters, table, x, theta, range_list, left_out)
        print("wrote " + options["--write"])


main(sys.argv[1:])
