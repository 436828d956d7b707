"""A little of PromQL, as much as our alerts are written in, so that they are tried also where there is no promtool.

Values are dicts from a series' labels (frozenset of pairs, without the name) to a number; a plain number is a scalar.
Where promtool is found, the same cases are put to both, so that the two cannot say different things unseen.
"""

import operator
import re

MINUTE = 60
LOOK_BACK = 5 * MINUTE
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?![a-zA-Z\d]))|(?P<name>[^\W\d][\w:]*)|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<range>\[\d+[smhd]\])|(?P<op>=~|!~|!=|==|<=|>=|[-+*/<>=(){},]))"
)
COMPARE = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
REACH = {"s": 1, "m": MINUTE, "h": 60 * MINUTE, "d": 24 * 60 * MINUTE}


def seconds(text):
    """«5m» → 300."""
    return int(text[:-1]) * REACH[text[-1]]


def unfolded(values):
    """Prometheus' short form of a series: «0+2x3 7x1 _» → [0, 2, 4, 6, 7, 7, None]."""
    told = []
    for piece in values.split():
        if piece == "_":
            told.append(None)
        elif match := re.fullmatch(r"(-?[\d.]+)(?:([+-][\d.]+))?x(\d+)", piece):
            first, step, times = float(match[1]), float(match[2] or 0), int(match[3])
            told += [first + step * i for i in range(times + 1)]
        else:
            told.append(float(piece))
    return told


class Store:
    """Series as they were scraped: name, labels and a value at every `interval` seconds."""

    def __init__(self, series, interval):
        self.interval = interval
        self.series = []
        for one in series:
            name, _, inside = one["series"].rstrip("}").partition("{")
            labels = dict(re.findall(r'(\w+)="([^"]*)"', inside))
            self.series.append((name, labels, unfolded(str(one["values"]))))

    def between(self, name, matchers, start, end):
        """For each series that fits: its labels and its samples (time, value) in the time, both ends included."""
        for found, labels, values in self.series:
            if found == name and all(fits(labels.get(label, "")) for label, fits in matchers):
                at = range(max(0, -(-start // self.interval)), end // self.interval + 1)
                samples = [(i * self.interval, values[i]) for i in at if i < len(values) and values[i] is not None]
                if samples:
                    yield frozenset(labels.items()), samples


class Asked:
    """One expression, read from left to right at one moment."""

    def __init__(self, expression, store, now):
        self.store, self.now, self.tokens = store, now, []
        place, expression = 0, expression.strip()
        while place < len(expression):
            match = TOKEN.match(expression, place)
            assert match, f"This is more PromQL than we know: {expression[place:]!r}"
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()

    def answer(self):
        """The expression's value."""
        value = self._or()
        assert not self.tokens, f"This is left over: {self.tokens}"
        return value

    def _peek(self):
        return self.tokens[0][1] if self.tokens else None

    def _take(self, wanted=None):
        kind, text = self.tokens.pop(0)
        assert wanted is None or text == wanted, f"{wanted} was wanted, {text} stands there"
        return text

    def _or(self):
        left = self._and()
        while self._peek() == "or":
            self._take()
            left = {**self._and(), **left}
        return left

    def _and(self):
        left = self._comparison()
        while self._peek() == "and":
            self._take()
            right = self._comparison()
            left = {labels: value for labels, value in left.items() if labels in right}
        return left

    def _comparison(self):
        left = self._sum()
        if self._peek() not in COMPARE:
            return left
        holds, right = COMPARE[self._take()], self._sum()
        if not isinstance(right, dict):
            return {labels: value for labels, value in left.items() if holds(value, right)}
        return {labels: value for labels, value in left.items() if labels in right and holds(value, right[labels])}

    def _sum(self):
        left = self._product()
        while self._peek() in ("+", "-"):
            left = self._both(left, operator.add if self._take() == "+" else operator.sub, self._product())
        return left

    def _product(self):
        left = self._part()
        while self._peek() in ("*", "/"):
            left = self._both(left, operator.mul if self._take() == "*" else self._divided, self._part())
        return left

    @staticmethod
    def _divided(one, other):
        return one / other if other else float("nan")

    @staticmethod
    def _both(left, do, right):
        if not isinstance(left, dict) and not isinstance(right, dict):
            return do(left, right)
        if not isinstance(left, dict):
            return {labels: do(left, value) for labels, value in right.items()}
        if not isinstance(right, dict):
            return {labels: do(value, right) for labels, value in left.items()}
        return {labels: do(value, right[labels]) for labels, value in left.items() if labels in right}

    def _part(self):
        kind, text = self.tokens[0]
        if kind == "number":
            return float(self._take())
        if text == "(":
            self._take("(")
            inside = self._or()
            self._take(")")
            return inside
        return self._called(self._take()) if self.tokens[1:2] and self.tokens[1][1] in ("(", "by") else self._selected()

    def _called(self, name):
        by = self._by() if self._peek() == "by" else ()
        self._take("(")
        if name in ("sum", "max"):
            inside, told = self._or(), {}
            for labels, value in inside.items():
                told.setdefault(frozenset(pair for pair in labels if pair[0] in by), []).append(value)
            self._take(")")
            return {labels: (sum if name == "sum" else max)(values) for labels, values in told.items()}
        if name == "absent":
            named = self._named_labels()
            inside = self._or()
            self._take(")")
            return {} if inside else {frozenset(named): 1.0}
        inside = self._selected(ranged=True)
        told = {labels: getattr(self, f"_{name}")(samples, reach) for labels, (samples, reach) in inside.items() if len(samples) > 1}
        if name == "predict_linear":
            self._take(",")
            ahead = self._sum()
            told = {labels: value[0] + value[1] * ahead for labels, value in told.items()}
        self._take(")")
        return told

    def _named_labels(self):
        texts = [text for _, text in self.tokens[: next(i for i, (_, text) in enumerate(self.tokens) if text == ")")]]
        return [(texts[i - 1], texts[i + 1].strip("\"'")) for i, text in enumerate(texts) if text == "="]

    def _by(self):
        self._take("by")
        self._take("(")
        labels = []
        while self._peek() != ")":
            if (text := self._take()) != ",":
                labels.append(text)
        self._take(")")
        return labels

    def _selected(self, ranged=False):
        name, matchers = self._take(), []
        if self._peek() == "{":
            self._take("{")
            while self._peek() != "}":
                label, how, what = self._take(), self._take(), self._take().strip("\"'")
                matchers.append((label, self._matcher(how, what)))
                if self._peek() == ",":
                    self._take()
            self._take("}")
        if ranged:
            reach = seconds(self._take().strip("[]"))
            return {labels: (samples, reach) for labels, samples in self.store.between(name, matchers, self.now - reach, self.now)}
        found = self.store.between(name, matchers, self.now - LOOK_BACK, self.now)
        return {labels: samples[-1][1] for labels, samples in found}

    @staticmethod
    def _matcher(how, what):
        like = re.compile(what)
        return {"=": lambda v: v == what, "!=": lambda v: v != what,
                "=~": lambda v: bool(like.fullmatch(v)), "!~": lambda v: not like.fullmatch(v)}[how]

    def _increase(self, samples, reach):
        """As Prometheus stretches it to the whole range: never far past the samples, and never below zero."""
        (first, lowest), (last, _) = samples[0], samples[-1]
        grown = sum(now - before if now >= before else now for (_, before), (_, now) in zip(samples, samples[1:], strict=False))
        covered, between = last - first, (last - first) / (len(samples) - 1)
        before, after = first - (self.now - reach), self.now - last
        if grown > 0 and lowest >= 0:
            before = min(before, covered * lowest / grown)
        ends = sum(end if end < between * 1.1 else between / 2 for end in (before, after))
        return grown * (covered + ends) / covered

    def _rate(self, samples, reach):
        return self._increase(samples, reach) / reach

    def _predict_linear(self, samples, reach):
        """Where the straight line through the samples is now, and how steep it is a second."""
        times, values = [at - self.now for at, _ in samples], [value for _, value in samples]
        middle, mean = sum(times) / len(times), sum(values) / len(values)
        spread = sum((at - middle) ** 2 for at in times)
        slope = sum((at - middle) * (value - mean) for at, value in zip(times, values, strict=True)) / spread
        return mean - slope * middle, slope


def asked(expression, store, now):
    """What an expression tells at `now` (seconds since the first sample)."""
    return Asked(expression, store, now).answer()


def firing(rules, store, now, step=MINUTE):
    """The names of the alerts that have been true for as long as they must be, looked at every `step` seconds until `now`."""
    names = set()
    for rule in rules:
        since = {}
        for moment in range(0, now + 1, step):
            true = asked(rule["expr"], store, moment)
            since = {labels: since.get(labels, moment) for labels, value in true.items() if value == value}
        if any(now - begun >= seconds(rule.get("for", "0s")) for begun in since.values()):
            names.add(rule["alert"])
    return names
