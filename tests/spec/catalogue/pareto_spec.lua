-- Fronts: how steeply they fall, and what a site serves that mixes two ways.
local pareto = require "signalflow.catalogue.pareto"

local function front(rate, speeds)
  local list = {}
  for i, speed in ipairs(speeds) do
    list[i] = { interactivity = speed, token_rate = rate(speed) }
  end
  return list
end

local SPEEDS = {}
for i = 0, 60 do
  SPEEDS[i + 1] = 10 * 1.05 ^ i
end

describe("a front", function()
  it("falls as the power that it was made of", function()
    for _, power in ipairs { -0.5, -3, -8 } do
      local made = front(function(speed) return 1e6 * speed ^ power end, SPEEDS)
      for _, at in ipairs { 10, 33, 100, SPEEDS[#SPEEDS] } do
        -- a cubic in the speed between points a twentieth apart
        assert.is_true(math.abs(pareto.slope(made, at) / power - 1) < 0.02)
      end
    end
  end)

  it("has no slope beyond its ends, nor at a single point", function()
    local made = front(function(speed) return 1 / speed end, SPEEDS)
    assert.is_nil(pareto.slope(made, 9.9))
    assert.is_nil(pareto.slope(made, 1e4))
    assert.is_nil(pareto.slope({ made[1] }, 10))
    assert.is_nil(pareto.slope({}, 10))
  end)

  -- 10 users at 60 and 40 at 25 tok/s/user an accelerator: half of each serves (600 + 1000) / 2 for 25 users, 32 each
  it("is mixed by shares of a site, whose users and tokens add up", function()
    local made = { { interactivity = 25, token_rate = 1000 }, { interactivity = 40, token_rate = 610 },
      { interactivity = 60, token_rate = 600 } }
    local rate, faster, slower, share = pareto.mix(made, 32)
    assert.is_true(math.abs(rate - 800) < 1e-9)
    assert.same({ 60, 25 }, { faster.interactivity, slower.interactivity })
    assert.is_true(math.abs(share - 0.5) < 1e-12)
  end)

  it("is never served less by a mix than by one of its points", function()
    local made = front(function(speed) return speed < 30 and 2000 - 10 * speed or 900 - 2 * speed end, SPEEDS)
    for _, point in ipairs(made) do
      local rate = pareto.mix(made, point.interactivity)
      assert.is_true(not rate or rate >= point.token_rate * (1 - 1e-9))
    end
    assert.is_nil(pareto.mix(made, 9))
    assert.is_nil(pareto.mix(made, 1e4))
  end)
end)
