"""Headlines read in Python with the very same lexicon and odds: headlines_re.py LEXICON ODDS DATA.csv tree|words [CHANNELS]

"tree" finds phrases with one regular expression: all phrases, in all their regular forms, in one alternation with
common beginnings shared, the longest first. "words" splits with a regular expression and looks phrases up in nested
dictionaries. Rules are held as bit masks over concepts; clauses, order, nearness, negation and quantities as
in reading.h, except that quantities are found but not valued, so not held against estimates, and no reasons are
listed. Prints
"python (...): X headlines/s" for half a second of reading; with CHANNELS, writes there what each was read as.
"""
import csv
import itertools
import math
import re
import sys
import time

REACH, NEAR_REACH, NEGATION_REACH, COMMA_GAP, FAR, JOINED = 7, 4, 3, 2, 3, 2
SECOND_WEIGHT, SECOND_SHARE, ORDER_SHARE, LEAST_WEIGHT, SIGNED_SHARE = 2.0, 0.6, 0.45, 0.5, 0.1
BACKGROUND_SHARE, LEAST_CONFIDENCE = 0.75, 0.51
PRIORS = (0.8 * 0.075,) * 4 + (0.8 * 0.7,)
PAIRED_HITS, PAIR_REACH = 4, 12
CHANNELS = ("demand", "cost", "bottleneck", "margin", "none")
KINDS = ("money", "percent", "multiple", "power", "duration", "count", "rate", "memory", "energy")
OWN = ("not", "clause", "question", "deny", "background", "hedge", "whether", "versus", "estimate", "above_estimate",
       "below_estimate")
NOT, DENY, BACKGROUND, HEDGE, WHETHER = 1, 1 << 3, 1 << 4, 1 << 5, 1 << 6
HEDGED, ASKED = 1, 2

# ---- words ----------------------------------------------------------------------------------------------------------

PUBLISHER = re.compile(r" [-|] (?:(?:[A-Z0-9&]\S*|of|the|and|\S+\.\S+) ?){1,5}$")
TICKER = re.compile(r" *\([^()]*:[^()]*\)$")
WORD = re.compile(r"(?:[A-Z]\.){2,}(?![A-Za-z0-9])|[^\W_]+(?:(?:['’`]|(?<=\d)[.,](?=\d))[^\W_]+)*|[,.:;!|?—–]| - ")
BREAKS = frozenset(".:;!|?—–")
SHORT = frozenset(("vs", "adj", "est", "exp", "inc", "corp", "co", "ltd", "approx", "gov", "sen", "rep"))
SPELLED = {"centre": "center", "centres": "centers"}
TWO = {"datacenter": "center", "datacentre": "center", "datacenters": "centers", "datacentres": "centers"}


def without_suffix(headline):
    for _ in range(3):
        shorter = TICKER.sub("", headline.rstrip())
        found = PUBLISHER.search(shorter, max(0, len(shorter) - 51))
        if found and found.start() >= 16:
            shorter = shorter[:found.start()]
        if shorter == headline:
            break
        headline = shorter
    return headline


def normalised(word):
    if word.isalnum():
        return word.lower()
    word = word.lower().replace("’", "'").replace("`", "'")
    if word.endswith("'s"):
        word = word[:-2]
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")
    return word.replace("'", "").replace(",", "")


def split(headline):
    """Words, the character each starts at, and the numbers of the words before which a clause or a comma ends."""
    words, starts, breaks, commas, ended, comma = [], [], set(), set(), False, False
    for found in WORD.finditer(headline):
        piece = found.group()
        if piece == ",":
            comma = True
            continue
        if piece == "." and words and (words[-1] in SHORT or "." in headline[starts[-1]:found.start()]):
            continue
        if piece in BREAKS or piece == " - ":
            ended = True
            continue
        if ended:
            breaks.add(len(words))
            ended = False
        if comma:
            commas.add(len(words))
            comma = False
        word = normalised(piece)
        word = SPELLED.get(word, word)
        if word.startswith("datacent") and word in TWO:
            words.append("data")
            starts.append(found.start())
            word = TWO[word]
        words.append(word)
        starts.append(found.start())
    return words, starts, breaks, commas


# ---- the lexicon ----------------------------------------------------------------------------------------------------

VOWELS = "aeiou"


def inflected(word):
    if len(word) < 2:
        return [word]
    if word[-1] == "e":
        return [word, word + "s", word + "d", word[:-1] + "ing"]
    if word[-1] == "y" and word[-2] not in VOWELS:
        return [word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    hisses = word[-1] in "sxz" or word[-2:] in ("ch", "sh")
    forms = [word, word + ("es" if hisses else "s"), word + "ed", word + "ing"]
    if len(word) >= 3 and word[-1] not in VOWELS + "wxy" and word[-2] in VOWELS and word[-3] not in VOWELS:
        forms += [word + word[-1] + "ed", word + word[-1] + "ing"]
    return forms


def stem(word):
    for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[:-len(ending)]
    return word


def phrases(entry):
    """Each phrase in all its forms, and whether it is open: its words count for other phrases too."""
    for phrase in entry.split(","):
        phrase = phrase.strip()
        is_open, phrase = phrase.startswith("+"), phrase.lstrip("+")
        pieces = [inflected(p[:-1]) if p.endswith("~") else [p] for p in phrase.split()]
        for chosen in itertools.product(*pieces):
            words = []
            for piece in chosen:
                words += ["#"] if piece == "#" else split(piece)[0]
            yield tuple(words), is_open


class Rule:
    """terms: lists of masks, each tied to the one before by order (True) or nearness (False), within a reach."""

    def __init__(self, text, concepts):
        head, body = text.split(":", 1)
        head = head.split()
        self.channel, _, self.kind = head[0].partition("/")
        self.channel = CHANNELS.index(self.channel)
        self.sign = 0 if len(head) == 2 else {"+": 1, "-": -1, "0": 0}[head[1]]
        self.weight = float(head[-1])
        self.absent, self.needed, self.terms = 0, [], []
        mask = lambda names: sum(1 << concepts[name] for name in set(names.split("|")))
        for term in body.split():
            if term[0] == "!":
                self.absent |= mask(term[1:])
                continue
            parts = re.split("(>>|~~|>|~)", term)
            masks = [mask(names) for names in parts[::2]]
            self.needed += masks
            self.terms.append((masks, [(tie[0] == ">", NEAR_REACH if len(tie) == 2 else REACH) for tie in parts[1::2]]))
        ties = [tie for _, some in self.terms for tie in some]
        self.beside = bool(ties) and not ties[-1][0]  # by a tie that asks for no order


class Odds:
    """Log-odds by channel: of the start, of the evidence of each channel's rules, of words and of pairs of concepts."""

    def __init__(self, path, concepts):
        self.start, self.rules, self.words, self.pairs = [0.0] * 5, [[0.0] * 5 for _ in range(5)], {}, {}
        with open(path, encoding="utf-8") as file:
            entries = [line[5:].split(":", 1) for line in file if line.startswith("odds ")]
        for head, body in entries:
            odds = [0.0] * 5
            for part in body.split(","):
                channel, value = part.split()
                odds[CHANNELS.index(channel)] = float(value)
            what, _, name = head.partition(" ")
            if what == "start":
                self.start = odds
            elif what == "rules":
                self.rules[CHANNELS.index(name)] = odds
            elif what == "word":
                self.words[stem(name)] = odds
            else:
                first, second = name.split(">")
                self.pairs[1 << concepts[first], 1 << concepts[second]] = odds


class Lexicon:
    def __init__(self, path, odds):
        self.concepts = {name: i for i, name in enumerate(OWN + KINDS)}
        self.meanings, self.open, waiting = {}, {}, []
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"\n[ \t]+", " ", file.read())
        for line in text.split("\n"):
            if not line.strip() or line.startswith("#"):
                continue
            keyword, rest = line.split(None, 1)
            if keyword == "rule":
                waiting.append(rest)
                continue
            head, body = rest.split(":", 1)
            concept = self.concepts.setdefault(head.split()[0], len(self.concepts))
            for phrase, is_open in phrases(body):
                meanings = (self.open if is_open else self.meanings).setdefault(phrase, [])
                meaning = (concept, keyword == "actor")
                if meaning not in meanings and meaning not in self.meanings.get(phrase, ()):
                    meanings.append(meaning)
        self.odds = Odds(odds, self.concepts)
        rules = [Rule(text, self.concepts) for text in waiting]
        self.rules = [[r for r in rules if r.needed[0] >> c & 1] for c in range(len(self.concepts))]


# ---- phrases in a headline ------------------------------------------------------------------------------------------

def tree_pattern(node):
    """What may follow: alternatives that share their beginnings, the longer before the shorter."""
    alternatives = []
    for letter, child in sorted(node.items(), key=lambda item: item[0] == "#"):
        if letter:
            alternatives.append((r"\d[^ ]*" if letter == "#" else re.escape(letter)) + tree_pattern(child))
    if not alternatives:
        return ""
    joined = alternatives[0] if len(alternatives) == 1 and "" not in node else "(?:" + "|".join(alternatives) + ")"
    return joined + "?" if "" in node else joined


class Tree:
    name = "one expression"

    def __init__(self, lexicon):
        self.closed, self.all_closed = self.compiled(lexicon.meanings, "(?<![^ ])%s(?![^ ])")
        self.opened, self.all_open = self.compiled(lexicon.open, "(?<![^ ])(?=(%s)(?![^ ]))")
        self.numbers = re.compile(r"(?<![^ ])\d[^ ]*")

    @staticmethod
    def compiled(meanings, form):
        root = {}
        for phrase in meanings:
            node = root
            for letter in " ".join(phrase):
                node = node.setdefault(letter, {})
            node[""] = {}
        return re.compile(form % tree_pattern(root)), {" ".join(phrase): what for phrase, what in meanings.items()}

    def found(self, text, pattern, group, known):
        for found in pattern.finditer(text):
            phrase = found.group(group)
            meanings = known.get(phrase) or known.get(self.numbers.sub("#", phrase))
            if meanings:
                first = text.count(" ", 0, found.start())
                yield first, first + phrase.count(" "), meanings

    def find(self, words):
        text = " ".join(words)
        covered = 0
        opened = list(self.found(text, self.opened, 1, self.all_open))
        for first, last, meanings in self.found(text, self.closed, 0, self.all_closed):
            yield from (some for some in opened if covered <= some[0] <= first)
            yield first, last, meanings
            covered = last + 1
        yield from (some for some in opened if covered <= some[0])


class Words:
    name = "words"

    def __init__(self, lexicon):
        self.root = {}
        for key, known in (("", lexicon.meanings), ("+", lexicon.open)):
            for phrase, meanings in known.items():
                node = self.root
                for word in phrase:
                    node = node.setdefault(word, {})
                node[key] = meanings

    def find(self, words):
        at, count, root = 0, len(words), self.root
        while at < count:
            node, end, meanings = root, at, None
            for i in range(at, count):
                word = words[i]
                node = node.get(word) or (node.get("#") if word[0].isdigit() else None)
                if node is None:
                    break
                if "+" in node:
                    yield at, i, node["+"]
                if "" in node:
                    end, meanings = i + 1, node[""]
            if meanings:
                yield at, end - 1, meanings
                at = end
            else:
                at += 1


# ---- quantities -----------------------------------------------------------------------------------------------------

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?(?:[-–]\$?\d+(?:\.\d+)?)?"
SCALE = r"(?:[ -]?(?:trillion|billion|million|thousand|crore|lakh|trn|tn|bn|bln|mn|mln)\b|[tbmk]\b)"
NOUN = (r"(?: (?:active|advanced|ai|annual|daily|data|enterprise|monthly|more|new|nvidia|paid|paying|us|weekly)){0,3}"
        r"[ -](?:accelerators|acres?|centers|centres|chips?|cpus|customers|developers|employees|gpus?|homes|households|"
        r"jobs|leases|nodes|people|processors|racks|robots|seats|servers|shares|subscribers|subscriptions|tokens|tpus?|"
        r"units|users|wafers|workers)\b")
QUANTITY = re.compile(
    r"(?<![\w.,/])(?:(?<=\s)-)?(?:"
    rf"(?P<rate>(?:[$€£]{NUMBER}{SCALE}?(?:/| per )\w+(?: tokens)?|{NUMBER}{SCALE}? ?(?:tokens(?: per |/| a )\w+|tok/s|"
    r"[gtp]b/s|[gt]bps|[tp]flops)))|"
    rf"(?P<money>(?:[$€£¥₩₹]|us\$|usd |rmb |rs\.? ?){NUMBER}{SCALE}?|{NUMBER}{SCALE}? (?:dollars|euros|yuan|yen|won|rupees))|"
    rf"(?P<percent>{NUMBER} ?(?:%|percent\b|per cent\b|pct\b|pc\b))|"
    rf"(?P<multiple>{NUMBER}(?:x\b|×| times\b|-?fold\b))|"
    rf"(?P<energy>{NUMBER}[ -]?(?:[gmkt]wh\b|(?:giga|mega|kilo|tera)watt[ -]hours?\b))|"
    rf"(?P<power>{NUMBER}[ -]?(?:[gmk]w\b|w\b|gigawatts?\b|megawatts?\b|kilowatts?\b|watts?\b))|"
    rf"(?P<memory>{NUMBER} ?(?:[gtpm]b|gib)\b)|"
    rf"(?P<duration>{NUMBER}[ -](?:decades|years?|months?|weeks?|days?|hours?|minutes?|seconds)\b(?![ -]old))|"
    rf"(?P<count>{NUMBER}{SCALE}?{NOUN}|{NUMBER} (?:million|billion|trillion)\b))", re.IGNORECASE)


# ---- a headline -----------------------------------------------------------------------------------------------------

class Reader:
    def __init__(self, lexicon, finder):
        self.lexicon, self.finder = lexicon, finder(lexicon)

    def read(self, headline):
        headline = without_suffix(headline)
        words, starts, breaks, commas = split(headline)
        hits, present = [], 0
        for first, last, meanings in self.finder.find(words):
            for concept, actor in meanings:
                if concept == 1:
                    breaks.add(first)
                hits.append([1 << concept, first, last, actor, None, False, 0])
                present |= 1 << concept
        for found in QUANTITY.finditer(headline) if any(map(str.isdigit, headline)) else ():
            bit = 1 << self.lexicon.concepts[found.lastgroup]
            word = max(0, sum(start <= found.start() for start in starts) - (headline[found.start()].isalnum()))
            hits.append([bit, min(word, len(words) - 1), min(word, len(words) - 1), False, None, False, 0])
            present |= bit
        hits.sort(key=lambda hit: hit[1])
        if "?" in headline:
            present |= 1 << 2
        if present & WHETHER:
            hits = self.ask(hits, breaks, "?" in headline)
            present &= ~WHETHER
        if present & (NOT | DENY):
            self.negate(hits, breaks)
        if present & BACKGROUND:
            self.set_back(hits, breaks, commas, len(words))
        if present & HEDGE:
            self.hedge(hits, breaks)
        return self.decide(self.fire(hits, present, breaks, commas), words, hits)

    def ask(self, hits, breaks, asks):
        for word in hits:
            if word[0] == WHETHER and asks and (word[1] == 0 or word[1] in breaks):
                for hit in hits:
                    if hit[1] >= word[2] and self.same_clause(breaks, word[2], hit[1]):
                        hit[6] = ASKED
        return [hit for hit in hits if hit[0] != WHETHER]

    def hedge(self, hits, breaks):
        for word in hits:
            if word[0] == HEDGE:
                for hit in hits:
                    if hit[1] > word[2] and self.same_clause(breaks, word[2], hit[1]):
                        hit[6] = max(hit[6], HEDGED)

    @staticmethod
    def same_clause(breaks, after, until):
        return not breaks or not any(after < b <= until for b in breaks)

    def negate(self, hits, breaks):
        for no in hits:
            if no[0] != NOT and no[0] != DENY:
                continue
            reach = NEGATION_REACH if no[0] == NOT else 1 << 30
            for hit in hits:
                if 0 < hit[1] - no[2] <= reach and not hit[3] and self.same_clause(breaks, no[2], hit[1]):
                    hit[4] = no[1]

    @staticmethod
    def set_back(hits, breaks, commas, count):
        for word in hits:
            if word[0] != BACKGROUND:
                continue
            end = word[2] + 1
            while end < count and end not in breaks and end not in commas:
                end += 1
            for hit in hits:
                if word[2] < hit[1] < end:
                    hit[5] = True

    def chains(self, hits, breaks, commas, masks, ties, at, before, anchor):
        """(gap, last word, negated, background, partner, hedged) of the nearest hits tied to `before`, or None."""
        if at == len(ties):
            return 0, before[2], False, True, before[1], 0
        best, (ordered, reach) = None, ties[at]
        for hit in hits:
            if not hit[0] & masks[at + 1] or hit is before:
                continue
            gap, after, until = hit[1] - before[2], before[2], hit[1]
            if gap <= 0:
                gap, after, until = (0 if ordered else before[1] - hit[2]), hit[2], before[1]
            near = 0 < gap <= reach and self.same_clause(breaks, after, until)
            further = self.chains(hits, breaks, commas, masks, ties, at + 1, hit, anchor) if near else None
            if not further:
                continue
            gap += COMMA_GAP * sum(after < c <= until for c in commas)
            if best is None or gap + further[0] < best[0]:
                negated = hit[4] is not None and hit[4] != anchor and hit[4] != before[1]
                best = (gap + further[0], max(hit[2], further[1]), negated or further[2], hit[5] and further[3],
                        further[4], max(hit[6], further[5]))
        return best

    def match(self, rule, hits, breaks, commas):
        anchor, gap, last, negated, background, partner, placed, left_open = None, 0, -1, False, True, None, False, 0
        for masks, ties in rule.terms:
            best = None
            for hit in hits:
                if not hit[0] & masks[0]:
                    continue
                found = self.chains(hits, breaks, commas, masks, ties, 0, hit, hit[1])
                if found and (best is None or found[0] < best[0]):
                    best = found + (hit,)
            if best is None:
                if masks[0] >> 2 & 1:  # a question needs no word
                    continue
                return None
            hit = best[6]
            anchor = hit[1] if anchor is None else anchor
            gap, last, partner, placed = gap + best[0], max(last, best[1], hit[2]), best[4], True
            negated = negated or best[2] or hit[4] is not None
            background = background and best[3] and hit[5]
            left_open = max(left_open, best[5], hit[6])
        weight = rule.weight * BACKGROUND_SHARE if placed and background else rule.weight
        sign = -rule.sign if negated else rule.sign
        return anchor, gap, last, 0 if left_open == ASKED or left_open == HEDGED and sign > 0 else sign, weight, partner

    def fire(self, hits, present, breaks, commas):
        fired, left = [], present
        while left:
            bit = left & -left
            left ^= bit
            for rule in self.lexicon.rules[bit.bit_length() - 1]:
                if present & rule.absent or rule.needed[0] & present & (bit - 1):
                    continue
                for mask in rule.needed:
                    if not present & mask:
                        break
                else:
                    found = self.match(rule, hits, breaks, commas)
                    if found:
                        fired.append((rule,) + found)
        return fired

    @staticmethod
    def overruled(one, fired):
        for other in fired:
            if not one[0].beside or not other[0].beside:
                continue
            alike = other[0].channel == one[0].channel
            if alike and other[1] == one[1] and other[4] * one[4] < 0 and other[2] < one[2]:
                return True
            object_of = other[1] > other[6] and one[1] < one[6]
            if (not alike and other[6] == one[6] and abs(other[1] - one[1]) > JOINED and other[2] + FAR <= one[2]
                    and not object_of):
                return True
        return False

    def likelihoods(self, weight, words, hits):
        odds, by = list(self.lexicon.odds.start), self.lexicon.odds
        for e in range(5):
            evidence = math.log(1 + weight[e] ** 1.25 / PRIORS[e]) if weight[e] else 0
            for c in range(5):
                odds[c] += by.rules[e][c] * evidence
        cues = {stem(word) for word in words if not word[0].isdigit()}
        met = [by.words[cue] for cue in cues if cue in by.words]
        pairs = {(a[0], b[0]) for i, a in enumerate(hits) for b in hits[i + 1:i + 1 + PAIRED_HITS]
                 if 0 < b[1] - a[1] <= PAIR_REACH}
        met += [by.pairs[pair] for pair in pairs if pair in by.pairs]
        for cue in met:
            for c in range(5):
                odds[c] += cue[c]
        highest = max(odds)
        likely = [math.exp(o - highest) for o in odds]
        total = sum(likely)
        return [p / total for p in likely]

    def decide(self, fired, words, hits):
        weight, squares, signed, first, kinds = [0.0] * 5, [0.0] * 5, [0.0] * 5, [1 << 30] * 5, {}
        for one in fired:
            rule, _, _, last, sign, heavy, _ = one
            if self.overruled(one, fired):
                continue
            channel = rule.channel
            if channel == 4:
                kinds[rule.kind] = kinds.get(rule.kind, 0) + heavy
            else:
                weight[channel] += heavy
                squares[channel] += heavy * heavy
                signed[channel] += heavy * heavy * sign
            first[channel] = min(first[channel], last)
        weight[4] = max(kinds.values(), default=0)
        if max(weight) < LEAST_WEIGHT:
            return "unsure", 0
        likely = self.likelihoods(weight, words, hits)
        best = max(range(5), key=lambda c: likely[c])
        if best == 4:
            return ("none", 0) if likely[4] >= LEAST_CONFIDENCE else ("unsure", 0)
        heavy = [c for c in range(4) if weight[c] >= SECOND_WEIGHT and weight[c] >= ORDER_SHARE * weight[best]
                 and likely[c] >= ORDER_SHARE * likely[best]]
        channel = min([best] + heavy, key=lambda c: first[c])
        listed = [c for c in range(4)
                  if c == channel or weight[c] >= max(SECOND_WEIGHT, SECOND_SHARE * weight[channel])]
        if sum(likely[c] for c in listed) < LEAST_CONFIDENCE:
            return "unsure", 0
        if squares[channel] == 0:
            return CHANNELS[channel], -1 if sum(signed) < 0 else 1
        least = SIGNED_SHARE * squares[channel]
        return CHANNELS[channel], (signed[channel] > least) - (signed[channel] < -least)


def main():
    lexicon = Lexicon(sys.argv[1], sys.argv[2])
    with open(sys.argv[3], encoding="utf-8", newline="") as file:
        headlines = [row["headline"] for row in csv.DictReader(file)]
    reader = Reader(lexicon, Words if sys.argv[4] == "words" else Tree)
    if len(sys.argv) > 5:
        with open(sys.argv[5], "w") as file:
            file.writelines(reader.read(headline)[0] + "\n" for headline in headlines)
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < 0.5:
        for headline in headlines:
            reader.read(headline)
        count += len(headlines)
    print("python (%s): %.0f headlines/s" % (reader.finder.name, count / (time.perf_counter() - start)))


main()
