"""One line a check: `ok P3.6 …` or `FAIL P3.6 …`, and a sum at the end."""


class Report:
    def __init__(self, quiet=False):
        self.passed, self.failed, self.quiet, self.failures = 0, 0, quiet, []

    def say(self, holds, clause, text):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            self.failures.append((clause, text))
        if not holds or not self.quiet:
            print(f"{'ok' if holds else 'FAIL'} {clause} {text}")
        return holds

    def near(self, clause, name, value, wanted, tolerance):
        return self.say(abs(value - wanted) <= tolerance + 1e-6, clause,
                        f"{name} {value:.2f} ({wanted:.2f} ± {tolerance:g})")

    def within(self, clause, name, value, low, high):
        return self.say(low - 1e-6 <= value <= high + 1e-6, clause,
                        f"{name} {value:.2f} ({low:g}…{high:g})")

    def all(self, clause, name, values, low, high):
        """values: (number, where). One line for all; at most five of those outside are named."""
        if not values:
            return True
        bad = [(v, w) for v, w in values if not low - 1e-6 <= v <= high + 1e-6]
        text = (f"{name}: {len(values)}, {min(v for v, _ in values):.3f}…"
                f"{max(v for v, _ in values):.3f} ({low:g}…{high:g})")
        return self.say(not bad, clause, text + self.first(bad, lambda b: f"{b[0]:.3f} {b[1]}"))

    def none(self, clause, name, bad, count):
        """bad: places where it does not hold, of count looked at."""
        if not count and not bad:
            return True
        return self.say(not bad, clause, f"{name}: {count} looked at, {len(bad)} bad"
                        + self.first(bad, str))

    @staticmethod
    def first(bad, show):
        if not bad:
            return ""
        rest = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
        return " — " + "; ".join(show(b) for b in bad[:5]) + rest

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return self.failed == 0
