--- Uncertain quantities: the laws an analyst writes down.
--
-- Every constructor takes its parameters in order or by name, as plain numbers or as quantities of one dimension, and
-- gives a quantity that is one fresh uncertain input. Used twice, it is the same draw both times; called twice, it is
-- two independent inputs. Reversed bounds, a spread that is not positive, an empty list, NaN and infinity are errors.
-- @module signalflow.values.distributions
local core = require "signalflow.core"
local options = require "signalflow.shared.options"
local units = require "signalflow.values.units"

local distributions = {}

-- The value takes the written unit of the first parameter that has one.
local function with_unit(value, parameters)
  for _, parameter in pairs(parameters) do
    if type(parameter) == "userdata" then
      return units.like(value, parameter)
    elseif type(parameter) == "table" then
      for _, item in options.each(parameter) do
        if type(item) == "userdata" then
          return units.like(value, item)
        end
      end
    end
  end
  return value
end

-- Text among the parameters is read as quantities; lists within them are left to the core.
local function with_text_read(kind, parameters)
  local meta = getmetatable(parameters)
  local read = setmetatable({}, type(meta) == "table" and meta or nil)
  for key, value in options.each(parameters) do
    read[key] = type(value) == "string" and units.value(value, ("%s: %s"):format(kind, options.key(key))) or value
  end
  return read
end

local function law(kind, ...)
  local first = ...
  options.refuse_colon(first, "sf." .. kind)
  local parameters = select("#", ...) == 1 and type(first) == "table" and first or { ... }
  parameters = with_text_read(kind, parameters)
  return with_unit(core.law(kind, parameters), parameters)
end

--- Normal: `sf.normal(mean, sd)` or `{mean=, sd=}` or `{p5=, p95=}`.
-- @treturn Quantity
function distributions.normal(...)
  return law("normal", ...)
end

--- Lognormal: `{median=, sigma=}` (sigma of the logarithm), `{mean=, sd=}` or `{p5=, p95=}`; in order: median, sigma.
-- @treturn Quantity
function distributions.lognormal(...)
  return law("lognormal", ...)
end

--- Uniform: `sf.uniform(low, high)`.
-- @treturn Quantity
function distributions.uniform(...)
  return law("uniform", ...)
end

--- Triangular: `sf.triangular(low, mode, high)`.
-- @treturn Quantity
function distributions.triangular(...)
  return law("triangular", ...)
end

--- PERT: `sf.pert(low, mode, high)`, or with a weight of the mode other than 4 (Malcolm et al. 1959).
-- @treturn Quantity
function distributions.pert(...)
  return law("pert", ...)
end

--- Beta: `sf.beta(a, b)` on 0 to 1, or `sf.beta(a, b, low, high)`.
-- @treturn Quantity
function distributions.beta(...)
  return law("beta", ...)
end

--- Gamma: `sf.gamma(shape, scale)`.
-- @treturn Quantity
function distributions.gamma(...)
  return law("gamma", ...)
end

--- Exponential: `sf.exponential(mean)`.
-- @treturn Quantity
function distributions.exponential(...)
  return law("exponential", ...)
end

-- Two lists side by side could be pairs, or values and their weights.
local function refuse_lists(kind, named, ...)
  options.refuse_colon((...), "sf." .. kind)
  if select("#", ...) > 1 then
    core.raise(("sf.%s takes one table: { { %s }, ... } or { %s }, not %d lists"):format(kind,
      kind == "mixture" and "weight, law" or "value, weight", named, select("#", ...)))
  end
end

-- The lists of a law made of lists: none of their items may be lost.
local function check_lists(kind, given, ...)
  local names, is_named = { ... }, false
  if type(given) ~= "table" then
    return
  end
  for _, name in ipairs(names) do
    is_named = is_named or given[name] ~= nil
  end
  if not is_named then
    options.list(given, ("the %s of sf.%s"):format(names[1], kind))
    return
  end
  for _, name in ipairs(names) do
    if type(given[name]) == "table" then
      options.list(given[name], ("the %s of sf.%s"):format(name, kind))
    end
  end
end

--- Discrete: `sf.discrete{values = {...}, weights = {...}}` or `{{value, weight}, ...}`; weights need not sum to 1.
-- @treturn Quantity
function distributions.discrete(...)
  refuse_lists("discrete", "values = {...}, weights = {...}", ...)
  check_lists("discrete", (...), "values", "weights")
  return law("discrete", ...)
end

--- Bernoulli: `sf.bernoulli(probability)` is 1 with that probability, else 0.
-- @treturn Quantity
function distributions.bernoulli(...)
  local first = ...
  local given = type(first) == "table" and (first.probability or first[1]) or first
  if type(given) == "number" and given >= 2 and given <= 100 then -- typed in percent
    core.raise(("bernoulli: probability must lie between 0 and 1, got %s; write %s or \"%s %%\""):format(
      options.describe(given), options.describe(given / 100), options.describe(given)))
  end
  return law("bernoulli", ...)
end

--- Empirical: `sf.empirical{...}`, each sample with equal probability.
-- @treturn Quantity
function distributions.empirical(...)
  check_lists("empirical", (...), "samples")
  return law("empirical", ...)
end

-- Parts of a mixture are pairs, the weight first, and of one dimension.
local function check_parts(parts)
  for i, pair in ipairs(type(parts) == "table" and parts or {}) do
    local is_pair = type(pair) == "table" and #pair == 2
    if not is_pair or type(pair[1]) == "userdata" then
      core.raise(("part %d of mixture is a pair { weight, law }, as { 0.3, sf.normal(1, 0.1) }, not %s"):format(i,
        is_pair and "{ law, weight }" or options.describe(pair)))
    end
    local came, first = units.dimension(pair[2]), units.dimension(parts[1][2])
    if came ~= first then
      core.raise(("part %d of mixture is %s, and part 1 %s"):format(i, came, first))
    end
  end
end

--- Mixture: `sf.mixture{{weight, law}, ...}` or `{parts = {...}, weights = {...}}`; a draw falls under one of them.
-- @treturn Quantity
function distributions.mixture(...)
  refuse_lists("mixture", "parts = {...}, weights = {...}", ...)
  local parts = ...
  check_lists("mixture", parts, "parts", "weights")
  if type(parts) == "table" and type(parts.parts) == "table" and type(parts.weights) == "table" then
    local pairs_of = {}
    if #parts.parts ~= #parts.weights then
      core.raise(("mixture: %d parts, but %d weights"):format(#parts.parts, #parts.weights))
    end
    for i, part in ipairs(parts.parts) do
      pairs_of[i] = { parts.weights[i], part }
    end
    parts = pairs_of
  end
  check_parts(parts)
  return law("mixture", parts)
end

--- Between: the 90 % interval, 5 % below the first and 5 % above the second; lognormal where both ends are positive,
-- normal otherwise.
-- @treturn Quantity
function distributions.between(...)
  return law("between", ...)
end

--- Truncated: `sf.truncated(law, low, high)`, the law given that it falls within; nil leaves a side open.
-- @tparam Quantity|table value a law, or `{of=, low=, high=}`
-- @tparam[opt] number|Quantity low
-- @tparam[opt] number|Quantity high
-- @treturn Quantity
function distributions.truncated(value, low, high)
  options.refuse_colon(value, "sf.truncated")
  if type(value) == "table" then
    return with_unit(core.law("truncated", value), value)
  end
  local ends = with_text_read("truncated", { low = low, high = high })
  return with_unit(core.law("truncated", { value, ends.low, ends.high }), { value })
end

return distributions
