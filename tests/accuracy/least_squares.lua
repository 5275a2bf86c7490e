--- Robust least squares with a prior: Gauss-Newton on residuals that know their own gradients.
-- Minimizes sum w^2 rho(r^2) + sum ((x - start) / spread)^2, reweighted at each step, within bounds. The loss is that
-- of Cauchy's law, rho(z) = c^2 ln(1 + z/c^2) (Holland and Welsch, Communications in Statistics A6, 1977, 813-827):
-- what is far off pulls ever less. A problem that is `redescending` takes rho(z) = z / (1 + z/d^2) (Geman and McClure,
-- Bulletin of the International Statistical Institute 52, 1987, 5-21), which all but drops it: begin such a one where
-- the first loss has ended.
local least_squares = {}

local TAIL = 2.385 ^ 2 -- c^2, 95 % as efficient as plain least squares where errors are normal
local NEAR = 2 -- d^2: of 2, 3, 4, 6, 12 and 25 the best on groups left out, by Cauchy's loss

local function loss(problem, r)
  if problem.redescending then
    return r * r / (1 + r * r / NEAR)
  end
  return TAIL * math.log(1 + r * r / TAIL)
end

-- The derivative of rho.
local function pull(problem, r)
  return problem.redescending and (1 + r * r / NEAR) ^ -2 or 1 / (1 + r * r / TAIL)
end

--- Solves the positive definite system A x = b (Cholesky).
-- @tparam {table,...} A rows, of which the lower half is read and overwritten
-- @tparam {number,...} b
-- @treturn ?{number,...} x; nil where A is not positive definite
function least_squares.solve(A, b)
  local n = #b
  for j = 1, n do
    local row = A[j]
    for k = 1, j - 1 do
      local factor, other = row[k], A[k]
      local sum = factor
      for m = 1, k - 1 do
        sum = sum - row[m] * other[m]
      end
      row[k] = sum / other[k]
    end
    local sum = row[j]
    for m = 1, j - 1 do
      sum = sum - row[m] * row[m]
    end
    if sum ~= sum or sum <= 0 then
      return nil
    end
    row[j] = math.sqrt(sum)
  end
  local x = {}
  for i = 1, n do
    local sum = b[i]
    for m = 1, i - 1 do
      sum = sum - A[i][m] * x[m]
    end
    x[i] = sum / A[i][i]
  end
  for i = n, 1, -1 do
    local sum = x[i]
    for m = i + 1, n do
      sum = sum - A[m][i] * x[m]
    end
    x[i] = sum / A[i][i]
  end
  return x
end

local function prior_cost(problem, x)
  local cost = 0
  for i = 1, #x do
    cost = cost + ((x[i] - problem.start[i]) / problem.spread[i]) ^ 2
  end
  return cost
end

local function cost_of(problem, x)
  local cost = prior_cost(problem, x)
  for _, row in ipairs(problem.rows) do
    local r = row.residual(x)
    cost = cost + row.weight ^ 2 * loss(problem, r)
  end
  return cost
end

-- The normal equations at x: the lower half of J'WJ and of the prior, and the step's right side.
local function normal_equations(problem, x)
  local n, A, b = #x, {}, {}
  for i = 1, n do
    local row = {}
    for j = 1, i do
      row[j] = 0
    end
    local precision = 1 / problem.spread[i] ^ 2
    row[i], b[i] = precision, (problem.start[i] - x[i]) * precision
    A[i] = row
  end
  for _, one in ipairs(problem.rows) do
    local r, places, slopes = one.residual(x)
    local weight = one.weight ^ 2 * pull(problem, r)
    for k = 1, #places do
      local i, slope = places[k], weight * slopes[k]
      local row = A[i]
      b[i] = b[i] - slope * r
      for m = 1, k do
        local j = places[m] -- places rise
        row[j] = row[j] + slope * slopes[m]
      end
    end
  end
  return A, b
end

-- The system of those that are free to move, damped; a constant at its bound stays where its step would leave it.
local function free_step(A, b, free, damping)
  local rows, right = {}, {}
  for k, i in ipairs(free) do
    local row = {}
    for m = 1, k do
      row[m] = A[i][free[m]]
    end
    row[k] = row[k] * (1 + damping)
    rows[k], right[k] = row, b[i]
  end
  local step = least_squares.solve(rows, right)
  if not step then
    return nil
  end
  local all = {}
  for i = 1, #b do
    all[i] = 0
  end
  for k, i in ipairs(free) do
    all[i] = step[k]
  end
  return all
end

local LARGEST_MOVE = 0.7

-- Where a step leads within the bounds: those that would leave them are taken out and the rest is solved again.
local function step_from(problem, x, A, b, damping)
  local free = {}
  for i = 1, #x do
    free[i] = i
  end
  local step, kept
  repeat
    free = kept or free
    step, kept = free_step(A, b, free, damping), {}
    for _, i in ipairs(step and free or {}) do
      local at = x[i] + step[i]
      local outward = x[i] <= problem.low[i] and at < x[i] or x[i] >= problem.high[i] and at > x[i]
      kept[#kept + 1] = not outward and i or nil
    end
  until #kept == #free or not step
  local moved = {}
  for i = 1, #x do
    local move = step and math.max(-LARGEST_MOVE, math.min(LARGEST_MOVE, step[i])) or 0
    moved[i] = math.max(problem.low[i], math.min(problem.high[i], x[i] + move))
  end
  return step and moved
end

--- Fits.
-- @tparam table problem `rows`, each with `weight` and `residual(x)`, which returns r, the places of x it depends on in
-- rising order, and its slopes there; `start`, `spread`, `low`, `high`, each a list of numbers; `redescending`
-- @tparam {number,...} x where to begin
-- @tparam number steps at most
-- @treturn {number,...}
-- @treturn number what was minimized, there
function least_squares.fit(problem, x, steps)
  local cost, damping = cost_of(problem, x), 1e-3
  for _ = 1, steps do
    local A, b = normal_equations(problem, x)
    local before, better = cost, nil
    for _ = 1, 6 do
      local next_x = step_from(problem, x, A, b, damping)
      local next_cost = next_x and cost_of(problem, next_x) or math.huge
      if next_cost < cost then
        better, cost, damping = next_x, next_cost, damping / 5
        break
      end
      damping = damping * 5
    end
    if not better then
      break
    end
    x = better
    if before - cost < 1e-5 * before then
      break
    end
  end
  return x, cost
end

--- One step from x without some of the rows: near enough to a fit that has not seen them where they are few.
-- @tparam table problem as of `least_squares.fit`
-- @tparam {number,...} x where all rows were fitted
-- @tparam table system of `least_squares.system`, of all rows
-- @tparam {table,...} rows to leave out
-- @treturn {number,...}
function least_squares.step_without(problem, x, system, rows)
  local part = { rows = rows, start = x, spread = {}, redescending = problem.redescending }
  for i = 1, #x do
    part.spread[i] = math.huge
  end
  local A, b = normal_equations(part, x)
  for i, row in ipairs(A) do
    for j = 1, i do
      row[j] = system.A[i][j] - row[j]
    end
    b[i] = system.b[i] - b[i]
  end
  return step_from(problem, x, A, b, 1e-6) or x
end

--- The normal equations of all rows at x, for `least_squares.step_without`.
function least_squares.system(problem, x)
  local A, b = normal_equations(problem, x)
  return { A = A, b = b }
end

return least_squares
