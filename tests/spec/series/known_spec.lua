-- files:known_between: what became known of a folder's files between two days.
local sf = require "signalflow"
local support = require "tests.spec.support"

local close, message_of = support.close, support.message_of

-- A folder of the test's own with some files in it.
local function folder_of(files)
  local path = support.path ".folder"
  assert(os.execute(("unset LD_PRELOAD; mkdir '%s'"):format(path)))
  for name, content in pairs(files) do
    local file <close> = assert(io.open(path .. "/" .. name, "w"))
    file:write(content)
  end
  return path
end

local function companyfacts(rows)
  local facts = {}
  for i, row in ipairs(rows) do
    facts[i] = ('{"start":"%s","end":"%s","val":%d,"accn":"%s","form":"%s","filed":"%s"}'):format(table.unpack(row))
  end
  return ('{"cik":1326801,"entityName":"Meta","facts":{"us-gaap":{"Revenues":{"units":{"USD":[%s]}}}}}'):format(
    table.concat(facts, ","))
end

local FIRST, SECOND = "0001326801-24-000001", "0001326801-25-000002"

describe("what became known", function()
  local path = folder_of { ["CIK0001326801.json"] = companyfacts {
    { "2024-01-01", "2024-03-31", 100, FIRST, "10-Q", "2024-05-02" },
    { "2024-01-01", "2024-03-31", 96, SECOND, "10-Q", "2025-05-03" },
    { "2025-01-01", "2025-03-31", 120, SECOND, "10-Q", "2025-05-03" } },
    ["DGS10.csv"] = "observation_date,DGS10\n2025-04-30,4.17\n2025-05-01,4.25\n2025-05-02,4.33\n",
    ["orders.csv"] = "period_end,known_on,value\n2025-03-31,2025-05-03,7\n" }
  local files = assert(sf.folder(path))

  it("is a filing with its own figures, and what it restates, then and now", function()
    local found = files:known_between("2025-05-02", "2025-05-03", { "META" })
    local filing = found[1]
    assert.same({ "filing", "META", "10-Q", SECOND, "2025-05-03", "2025-03-31" }, { filing.kind, filing.of, filing.form,
      filing.document, filing.known_on, filing.period_end })
    assert.equal(1, #filing.figures)
    local revenue = filing.figures[1]
    assert.same({ "revenue", 120 }, { revenue.concept, revenue.value })
    close(120 / 96 - 1, revenue.growth) -- of the year before as it stands now
    local restated = filing.restated[1]
    assert.same({ "revenue", "2024-03-31", 100, 96, FIRST, SECOND }, { restated.concept, restated.period_end,
      restated.before.value, restated.after.value, restated.before.document, restated.after.document })
  end)

  it("is a series with its newest value and the one before, and what the analyst supplies", function()
    local by_name = {}
    local second = files:fred "DGS10":observation("2025-05-01").known_on
    for _, one in ipairs(files:known_between("2025-05-02", second)) do
      by_name[one.of] = one
    end
    local yields = by_name.DGS10
    assert.same({ "series", second, "2025-05-01", 4.25 }, { yields.kind, yields.known_on, yields.period_end,
      yields.value })
    local third = files:known_between(second, "2025-06-01")[1]
    assert.same({ "DGS10", 4.33, 4.25, 1 }, { third.of, third.value, third.before.value, third.count })
    assert.same({ "supplied", 7, 1 }, { by_name.orders.kind, by_name.orders.value, by_name.orders.count })
  end)

  it("is each in one of two windows that meet", function()
    local function count(a, b)
      local figures, values = 0, 0
      for _, one in ipairs(files:known_between(a, b)) do
        figures = figures + (one.kind == "filing" and #one.figures + #one.restated or 0)
        values = values + (one.count or 0)
      end
      return figures, values
    end
    assert.same({ 1, 0 }, { count("2024-01-01", "2025-01-01") }) -- what the first filing says
    assert.same({ 2, 4 }, { count("2025-01-01", "2025-06-01") }) -- one figure new and one restated; 3 yields, 1 order
    assert.same({ 0, 0 }, { count("2025-06-01", "2025-07-01") })
    assert.same({ 0, 0 }, { count("2025-05-03", "2025-05-03") })
    for day = 1, 9 do
      local _, before = count("2025-04-30", "2025-05-0" .. day)
      local _, after = count("2025-05-0" .. day, "2025-06-01")
      assert.equal(4, before + after)
    end
  end)

  it("is a value taken back, as one restated to none; what came and went in between is no news", function()
    local rows = "period_end,known_on,value\n2024-12-31,2025-02-01,5\n2025-03-31,2025-05-03,7\n2025-03-31,2025-06-10,\n"
    local withdrawn = assert(sf.folder(folder_of { ["orders.csv"] = rows, ["sales.csv"] = rows:gsub("2024.-5\n", "") }))
    local found = withdrawn:known_between("2025-05-03", "2025-07-01")
    assert.equal(2, #found)
    for _, one in ipairs(found) do
      assert.same({ 0, 1, "2025-06-10", 7 }, { one.count, #one.restated, one.known_on, one.restated[1].before.value })
      assert.is_nil(one.restated[1].after.value)
    end
    assert.same({ "orders", "2024-12-31", 5 }, { found[1].of, found[1].period_end, found[1].value })
    assert.same({ "sales", "2025-03-31" }, { found[2].of, found[2].period_end, found[2].value })
    assert.same({}, withdrawn:known_between("2025-05-02", "2025-07-01"))
    assert.matches("sales unknown %(2025%-03%-31, was 7, 1 value restated%)",
      (tostring(assert(sf.brief { files = withdrawn, since = "2025-05-03", as_of = "2025-07-01" })):gsub("%s+", " ")))
  end)

  it("is a filing's parts by axis, with the growth that the document itself shows", function()
    local documents = assert(sf.folder "tests/data")
    local found
    for _, one in ipairs(documents:known_between("2025-08-26", "2025-08-27", { "NVDA" })) do
      found = one.kind == "filing" and one.form == "10-Q" and one or found
    end
    local product
    for _, part in ipairs(found.parts) do
      product = part.by == "product" and part or product
    end
    assert.same({ "Data Center", 41096000000 }, { product.members[1].name, product.members[1].value })
    -- 10-Q of 2025-08-27: data center 41,096 against 26,272 million dollars a year before
    close(41096 / 26272 - 1, product.members[1].growth)
  end)

  it("is asked for forwards, of known companies", function()
    assert.matches("goes forward", message_of(function() files:known_between("2025-05-03", "2025-05-02") end), 1, true)
    assert.matches("did you mean 'META'?", message_of(function()
      files:known_between("2025-05-02", "2025-05-03", { "METTA" })
    end), 1, true)
  end)

  it("names the companies whose filings the folder holds, and its feeds", function()
    assert.same({ "META" }, files:tickers())
    assert.same({ "lua/scenarios/data/feed.xml" }, assert(sf.folder "lua/scenarios/data"):feeds())
  end)
end)
