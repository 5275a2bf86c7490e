-- Addresses: what is one, where it leads, and that no private network is asked.
local address = require "signalflow.fetch.address"
local session = require "signalflow.fetch.session"

describe("an address", function()
  it("is of http or https, names a host, and holds nothing else", function()
    for text, expected in pairs { ["HTTPS://Data.SEC.gov:443/a?b=c#d"] = "https://data.sec.gov/a?b=c",
      ["http://x.com"] = "http://x.com/", ["https://x.com?q=1"] = "https://x.com/?q=1",
      ["http://x.com:8080/\195\169\""] = "http://x.com:8080/%C3%A9%22", ["http://[2600::1]/"] = "http://[2600::1]/" } do
      assert.equal(expected, assert(address.read(text)).text)
    end
    for text, why in pairs { ["file:///etc/passwd"] = "not http or https: file:", ["gopher://x.com/"] = "not http",
      ["x.com/a"] = "not http", ["http:///a"] = "names no host", ["http://x.com:99999/"] = "names no host",
      ["http://a:b@x.com/"] = "user's name", ["http://x.com/a b"] = "a blank", ["http://x.com/\r\nHost: y"] = "a blank",
      ["http://x.com\\@y.com/"] = "a blank", ["http://x.com/" .. ("a"):rep(3000)] = "longer than 2048 bytes",
      [""] = "not http" } do
      local none, said = address.read(text)
      assert.is_nil(none, text)
      assert.matches(why, said, 1, true)
    end
  end)

  it("leads on as RFC 3986 says", function()
    local from = assert(address.read "https://x.com/a/b?c=1")
    for to, expected in pairs { d = "https://x.com/a/d", ["/d"] = "https://x.com/d", ["?e"] = "https://x.com/a/b?e",
      ["//y.com/z"] = "https://y.com/z", ["http://y.com"] = "http://y.com/" } do
      assert.equal(expected, assert(address.follow(from, to)).text)
    end
    assert.is_nil((address.follow(from, "file:/etc/passwd")))
  end)

  it("lies in a private network in whatever notation it is written", function()
    for host in ("127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0"
      .. " 255.255.255.255 224.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 1.2.3 256.1.1.1 ::1 :: ::ffff:8.8.8.8"
      .. " fe80::1 fc00::1 2002:7f00:1::1 2001:db8::1"
      .. " 2001::1 localhost a.localhost printer nas.local x.internal router.lan"
      .. " host.home.arpa sec.gov. x.test"):gmatch "%S+" do
      assert.is_true(address.is_private(host), host)
    end
    for host in ("8.8.8.8 172.32.0.1 100.128.0.1 data.sec.gov 2600:1406::1 2001:4860::8888 x-1.example.org"):gmatch
      "%S+" do
      assert.is_false(address.is_private(host), host)
    end
  end)

  it("is kept without what is secret in it", function()
    assert.equal("https://x.com/p?symbol=NVDA&apikey=...&x=1&Token=...",
      address.without_secrets "https://x.com/p?symbol=NVDA&apikey=abc&x=1&Token=z")
  end)
end)

describe("a contact", function()
  it("is somebody who can be written to", function()
    for words, is in pairs { ["Ann Alyst ann@example.org"] = true, ["ann@example.org"] = true,
      ["Ann"] = false, ["ann@localhost"] = false, ["Ann ann@example.org\r\nX: y"] = false, ["@example.org"] = false,
      [("x"):rep(200) .. " a@b.org"] = false } do
      assert.equal(is, session.is_contact(words), words)
    end
  end)
end)

describe("a route", function()
  it("leads tests to this machine, and nobody else", function()
    for _, base in ipairs { "http://example.org", "https://127.0.0.1:80", "http://127.0.0.1/x", "http://10.0.0.1:80",
      "x" } do
      assert.is_nil((session.new { base = base }))
    end
    local one = assert(session.new { base = "http://127.0.0.1:8080" })
    local route = assert(one:route(assert(address.read "https://data.sec.gov/a?b")))
    assert.equal("http://127.0.0.1:8080/a?b", route.address.text)
    assert.same({ "Host: data.sec.gov" }, route.headers)
    assert.is_nil((one:route(assert(address.read "http://127.0.0.1:8081/"))))
    assert.is_nil((one:route(assert(address.read "http://169.254.169.254/"))))
    assert.is_nil((assert(session.new {}):route(assert(address.read "http://127.0.0.1:8080/"))))
  end)

  it("refuses a name that leads into a private network", function()
    local one = assert(session.new {})
    one.resolved["rebound.example.org"] = { "93.184.216.34", "10.0.0.7" }
    local none, why = one:route(assert(address.read "http://rebound.example.org/"))
    assert.is_nil(none)
    assert.matches("leads into a private network, to 10.0.0.7", why, 1, true)
    one.resolved["held.example.org"] = { "93.184.216.34", "2600:1406::1" }
    assert.same({ "held.example.org:80:93.184.216.34,2600:1406::1" },
      assert(one:route(assert(address.read "http://held.example.org/"))).pins)
    one.resolved["gone.example.org"] = {}
    assert.same({ "the name gone.example.org is not known: no network?", "unreachable" },
      { select(2, one:route(assert(address.read "http://gone.example.org/"))) })
  end)
end)
