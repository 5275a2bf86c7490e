--- Names of people and of origins, folded: one for all ways to type it.
-- @module signalflow.ledger.names
local names = {}

-- By combining mark, letters without it and with it in turn: the canonical decompositions of Unicode 15 for letters of
-- the Latin, Greek and Cyrillic alphabets.
local MARKED = {
  ["\u{300}"] = "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ",
  ["\u{301}"] = "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿ¨΅ΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐαάεέηήιίϋΰοόυύ"
    .. "ωώϒϓГЃКЌгѓкќÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứ",
  ["\u{302}"] = "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ",
  ["\u{303}"] = "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ",
  ["\u{304}"] = "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝ",
  ["\u{306}"] = "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặ",
  ["\u{307}"] = "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎyẏſẛ",
  ["\u{308}"] = "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋϒϔЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦhḧÕṎõṏŪṺūṻWẄ"
    .. "wẅXẌxẍtẗ",
  ["\u{309}"] = "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ",
  ["\u{30A}"] = "AÅaåUŮuůwẘyẙ",
  ["\u{30B}"] = "OŐoőUŰuűУӲуӳ",
  ["\u{30C}"] = "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ",
  ["\u{30F}"] = "AȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ",
  ["\u{311}"] = "AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ",
  ["\u{31B}"] = "OƠoơUƯuư",
  ["\u{323}"] = "BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ",
  ["\u{324}"] = "UṲuṳ",
  ["\u{325}"] = "AḀaḁ",
  ["\u{326}"] = "SȘsșTȚtț",
  ["\u{327}"] = "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ",
  ["\u{328}"] = "AĄaąEĘeęIĮiįUŲuųOǪoǫ",
  ["\u{32D}"] = "DḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ",
  ["\u{32E}"] = "HḪhḫ",
  ["\u{330}"] = "EḚeḛIḬiḭUṴuṵ",
  ["\u{331}"] = "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ",
}

-- Small letters of capitals that no decomposition reaches.
local SMALL = "ÆæÐðØøÞþĐđĦħŁłŊŋŒœŦŧςσſs’'‘'‐-‑-–-"
local GREEK, CYRILLIC, CYRILLIC_FIRST = { 0x391, 0x3A9, 32 }, { 0x410, 0x42F, 32 }, { 0x400, 0x40F, 80 }
local FULL_WIDTH = { 0xFF01, 0xFF5E, 0x21 - 0xFF01 } -- letters as wide as an ideograph

-- Hangul syllables are worked out: Unicode 15, section 3.12.
local SYLLABLES, LAST_SYLLABLE, LEADS, VOWELS, TAILS = 0xAC00, 0xD7A3, 0x1100, 0x1161, 0x11A7
local VOWEL_COUNT, TAIL_COUNT = 21, 28

local SPACES = { [0x85] = true, [0xA0] = true, [0x1680] = true, [0x2028] = true, [0x2029] = true, [0x202F] = true,
  [0x205F] = true, [0x3000] = true }
local UNSEEN = { [0xAD] = true, [0x200B] = true, [0x200C] = true, [0x200D] = true, [0x2060] = true, [0xFEFF] = true }

local decomposed, small, is_mark = {}, {}, {}
for mark, pairs_of in pairs(MARKED) do
  is_mark[utf8.codepoint(mark)] = true
  local base
  for _, code in utf8.codes(pairs_of) do
    if base then
      decomposed[code] = { base, utf8.codepoint(mark) }
    end
    base = not base and code or nil
  end
end
do
  local capital
  for _, code in utf8.codes(SMALL) do
    if capital then
      small[capital] = code
    end
    capital = not capital and code or nil
  end
end

local function in_range(code, range)
  return code >= range[1] and code <= range[2] and code + range[3] or nil
end

-- The small letter, a space, or nothing, of a character without marks.
local function plain(code)
  if code >= 0x41 and code <= 0x5A then
    return code + 32
  elseif SPACES[code] or code >= 0x2000 and code <= 0x200A then
    return 0x20
  elseif UNSEEN[code] then
    return nil
  end
  return small[code] or in_range(code, GREEK) or in_range(code, CYRILLIC) or in_range(code, CYRILLIC_FIRST)
    or in_range(code, FULL_WIDTH) and plain(in_range(code, FULL_WIDTH)) or code
end

local function add_syllable(list, code)
  local at = code - SYLLABLES
  list[#list + 1] = LEADS + at // (VOWEL_COUNT * TAIL_COUNT)
  list[#list + 1] = VOWELS + at % (VOWEL_COUNT * TAIL_COUNT) // TAIL_COUNT
  list[#list + 1] = at % TAIL_COUNT > 0 and TAILS + at % TAIL_COUNT or nil
end

-- Appends a character without its marks, and then these, in the order of their numbers.
local function add(list, code)
  local parts = decomposed[code]
  if parts then
    add(list, parts[1])
    add(list, parts[2])
  elseif code >= SYLLABLES and code <= LAST_SYLLABLE then
    add_syllable(list, code)
  else
    list[#list + 1] = plain(code)
    for at = #list, 2, -1 do
      if not (is_mark[list[at]] and is_mark[list[at - 1]] and list[at] < list[at - 1]) then
        break
      end
      list[at], list[at - 1] = list[at - 1], list[at]
    end
  end
end

--- A name without its case, its odd spaces and the way its accents are typed: the same for "José Ruiz" however it is
-- composed, and for " josé  RUIZ". Bytes that are no UTF-8 are kept.
-- @tparam ?string name
-- @treturn ?string
function names.fold(name)
  if name == nil then
    return nil
  end
  local text = name:gsub("[A-Z]", string.lower)
  if name:find "[\x80-\xFF]" and utf8.len(name) then
    local list = {}
    for _, code in utf8.codes(name) do
      add(list, code)
    end
    for i, code in ipairs(list) do
      list[i] = utf8.char(code)
    end
    text = table.concat(list)
  end
  return (text:gsub("[ \t-\r]+", " "):gsub("^ ", ""):gsub(" $", ""):gsub("ß", "ss"))
end

return names
