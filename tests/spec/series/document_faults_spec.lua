-- One document with something wrong in it: no figure is guessed, and what cannot be read is said with its line.
local sf = require "signalflow"
local support = require "tests.spec.support"

local CONTEXT = [[
<xbrli:context id="%s"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">0000000001</xbrli:identifier>%s
</xbrli:entity><xbrli:period><xbrli:startDate>%s</xbrli:startDate><xbrli:endDate>%s</xbrli:endDate></xbrli:period>
</xbrli:context>]]
local MEMBER = '<xbrli:segment><xbrldi:explicitMember dimension="srt:ProductOrServiceAxis">x:NetMember'
  .. '</xbrldi:explicitMember></xbrli:segment>'

local function context(id, first, last, segment)
  return CONTEXT:format(id, segment or "", first, last)
end

-- A 10-Q as the SEC's viewer takes it, with those facts; a quarter's context is "q", its networking part's "m".
local function document(facts, contexts)
  return ([[<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" xmlns:xbrli="http://www.xbrl.org/2003/instance"
  xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:us-gaap="http://fasb.org/us-gaap/2024"
  xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:srt="http://fasb.org/srt/2024" xmlns:x="http://x.com/2024">
<body><div style="display:none"><ix:header><ix:resources>%s%s%s
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
%s
</body></html>]]):format(context("q", "2024-01-01", "2024-03-31"), context("m", "2024-01-01", "2024-03-31", MEMBER),
    contexts or "", facts)
end

local function fact(attributes, displayed, id)
  return ('<p><ix:nonFraction name="us-gaap:Revenues" contextRef="%s" unitRef="usd" format="ixt:num-dot-decimal"'
    .. ' decimals="-6" %s>%s</ix:nonFraction></p>'):format(id or "q", attributes, displayed)
end

local function open(text)
  return sf.filing.open(support.temporary(text, ".htm"))
end

local function value(text)
  local facts = assert(open(text)):facts { concept = "us-gaap:Revenues", axes = {} }
  return facts[1] and facts[1].value
end

describe("a figure of a document", function()
  it("is what is displayed times its scale, with its sign", function()
    assert.equal(7252e6, value(document(fact('scale="6"', "7,252"))))
    assert.equal(-7252e6, value(document(fact('scale="6" sign="-"', "7,252"))))
    assert.equal(7252e3, value(document(fact('scale="+3"', "7,252"))))
    assert.equal(7252, value(document(fact("", "7,252"))))
  end)

  it("is unknown where its scale is none, or what is displayed is no number of its format", function()
    for _, scale in ipairs { "six", "6.0", "400" } do
      assert.is_nil(value(document(fact(('scale="%s"'):format(scale), "7,252"))), scale)
    end
    for _, displayed in ipairs { "n/a", "", "(7,252)", "7,252<sup>(1)</sup>" } do
      assert.is_nil(value(document(fact('scale="6"', displayed))), displayed)
    end
  end)

  it("is passed over where two contexts have one id, and kept where two ids have one context", function()
    local doubled = assert(open(document(fact('scale="6"', "7,252"), context("q", "2023-01-01", "2023-03-31"))))
    assert.same({}, doubled:facts { concept = "us-gaap:Revenues" })
    assert.matches("1 passed over", tostring(doubled), 1, true)
    local alike = assert(open(document(fact('scale="6"', "7,252") .. fact('scale="6"', "7,252", "q2"),
      context("q2", "2024-01-01", "2024-03-31"))))
    assert.equal(1, #alike:facts { concept = "us-gaap:Revenues" })
  end)
end)

describe("a document", function()
  it("in UTF-16 says the same", function()
    local text = document(fact('scale="6"', "7,252"))
    assert.equal(7252e6, value("\xFF\xFE" .. text:gsub(".", "%0\0")))
  end)

  it("that was cut off is refused with the line where it ends", function()
    local text = document(fact('scale="6"', "7,252"))
    local none, err = open(text:sub(1, -20))
    assert.is_nil(none)
    local _, lines = text:gsub("\n", "")
    assert.matches((":%d: expected the document to be closed by </html> or </xbrl>: it is cut off here"):format(lines),
      tostring(err), 1, true)
  end)

  it("of another kind is called by it", function()
    for text, kind in pairs { ['{"cik": 1}'] = "JSON", ["date,close\n"] = "'date,close'", [""] = "an empty file",
      ["<rss></rss>"] = "'<rss></rss>'", ["<html><body>Not found</body></html>"] = "a web page" } do
      local none, err = open(text)
      assert.is_nil(none)
      assert.matches("expected a filing with inline XBRL, or an XBRL instance, got " .. kind, tostring(err), 1, true)
    end
  end)

  it("is asked with prefixes", function()
    local one = assert(open(document(fact('scale="6"', "7,252") .. fact('scale="6"', "3", "m"))))
    local function message(asked)
      return support.message_of(function() one:facts(asked) end)
    end
    assert.matches("concept 'Revenues' has no prefix; did you mean 'us-gaap:Revenues'?",
      message { concept = "Revenues" }, 1, true)
    assert.matches("concept 'Revenue' has no prefix; did you mean 'us-gaap:Revenues'?",
      message { concept = "Revenue" }, 1, true)
    assert.matches("unknown concept in the filing 'Goodwill'; known: us-gaap:Revenues",
      message { concept = "Goodwill" }, 1, true)
    assert.matches("axis 'ProductOrServiceAxis' has no prefix; did you mean 'srt:ProductOrServiceAxis'?",
      message { axes = { ProductOrServiceAxis = "x:NetMember" } }, 1, true)
    assert.same({}, one:facts { concept = "us-gaap:CostOfRevenue" })
  end)
end)
