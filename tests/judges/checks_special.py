"""The special forms: letter (L), order (C), minutes (M) — what they have in place of the ordinary form's
header, imprint and end of page 1."""
import pageread
from checks_form import FOUR, LINE, before, centre, lines_of_kind, wide_rules
from checks_text import family, main_face, where
from match import CELL
from pageread import is_red

PT = pageread.MM
LEADING = 4.84  # mm, 7/8 of a 三号 character (P2.4)
# steps of checks_form that a form has its own of
REPLACED = {"letter": ("header", "imprint"), "order": ("header", "recipients"),
            "minutes": ("header",), "general": ()}


def check(m, r):
    {"letter": letter, "order": order, "minutes": minutes, "general": lambda m, r: None}[
        m.source.form](m, r)


def replaced(m):
    return REPLACED[m.source.form]


def the_mark(m, r, clause, top):
    """The mark's line on page 1, red, centred, its em top at `top`; None when there is none."""
    marks = lines_of_kind(m, "mark", "main")
    if not r.say(len(marks) == 1 and marks[0].page == 1, clause, "issuer mark in one line on page 1"):
        return None
    mark = marks[0]
    r.near(clause, "mark em top", mark.top, top, 1)
    r.near(clause, "mark centre", centre(mark), 106, 0.5)
    g = mark.glyphs[0]
    colour = m.pages[0].pixels(150).strongest(g.x, g.top, g.x + g.size * g.stretch, g.bottom)
    r.say(is_red(colour), clause, f"mark is red: {colour}")
    r.say(family(main_face(mark.part.glyphs)) == "宋体", clause,
          f"mark face {main_face(mark.part.glyphs)}")
    return mark


# ---- letter ----------------------------------------------------------------------------------


def double_rule(r, page, clause, name, rules, thick_first):
    """Two lines, one thick, one thin, between them white; red, 170 mm long in the page's middle."""
    if not r.say(len(rules) == 2, clause, f"{name}: two lines: {len(rules)}"):
        return None
    upper, lower = rules
    thick, thin = (upper, lower) if thick_first else (lower, upper)
    r.within("L1.3", f"{name} thick line", thick.height, 0.74, 0.95)
    r.near("L1.3", f"{name} thin line", thin.height, 0.2, 0.05)
    r.within("L1.3", f"{name} white between", lower.y0 - upper.y1, 0.74, 0.95)
    r.all(clause, f"{name} length", [(q.width, "") for q in rules], 169.7, 170.3)
    r.all("L1.3", f"{name} left end", [(q.x0, "") for q in rules], 19, 21.3)
    colour = page.pixels(300).strongest(100, thick.y0, 101, thick.y1)
    r.say(is_red(colour), clause, f"{name} is red: {colour}")
    return upper, lower


def letter(m, r):
    mark = the_mark(m, r, "L1.1", 30)
    if not mark:
        return
    page, reds = m.pages[0], [q for q in wide_rules(m.pages[0]) if q.width > 160]
    high = [q for q in reds if q.y0 < 150]
    low = [q for q in reds if q.y0 > 150]
    first = double_rule(r, page, "L1.2", "first double rule", high, True)
    second = double_rule(r, page, "L1.2", "second double rule", low, False)
    if first:
        r.near("L1.2", "first double rule below the mark", first[0].y0 - mark.bottom, 4, 0.3)
        letter_rows(m, r, first[1].y1)
    if second:
        r.near("L1.2", "second double rule from the page's foot", page.height - second[1].y1, 20, 0.3)
        letter_foot(m, r, page, second[0].y0)
    later = [q for p in m.pages[1:] for q in wide_rules(p) if q.width > 160]
    r.say(not later, "L1.8", f"double rules on page 1 only: {len(later)} elsewhere")
    letter_imprint(m, r)


def letter_rows(m, r, below):
    """What stands right below the first double rule: rows on the left, the number on the right."""
    bottom = below
    rows = [l for kind in ("copy-number", "secrecy", "urgency") for l in lines_of_kind(m, kind, "main")]
    numbers = lines_of_kind(m, "number", "main")
    for line in rows:
        r.near("L1.4", f"{line.text} left", line.left(), 28, 0.3)
    for clause, lines in (("L1.4", rows), ("L1.5", numbers)):
        if lines:
            r.near(clause, f"{lines[0].text} em top below the rule", lines[0].top - below, LEADING, 0.3)
            bottom = max([bottom] + [l.bottom for l in lines])
    for number in numbers:
        last = number.glyphs[-1]
        r.near("L1.5", "number right end", last.x + last.size, 184, 0.3)
    m.title_below = bottom


def letter_foot(m, r, page, rule):
    """Text of page 1 keeps clear of the second double rule, and does use the room above it."""
    text = [l for l in m.on_page(1)]
    r.all("L1.7", "text of page 1 above the second double rule, clear",
          [(rule - l.bottom, where(l)) for l in text], LEADING - 0.1, 300)
    after = [l for l in m.on_page(2) if l.running]
    if after and after[0].part.kind != "heading":
        r.within("L1.7", "last line of a full page 1, em bottom", max(l.bottom for l in text),
                 rule - LEADING - 10.5, rule - LEADING + 0.1)
    r.none("P1.5", "page 1 within its sides", [where(l) for l in text
           if l.part.kind != "mark" and not (27.7 <= l.left() and l.glyphs[-1].x < 184)], len(text))


def letter_imprint(m, r):
    parts = [p for p in m.source.parts if p.content == "imprint" and p.glyphs]
    lines = [l for p in parts for l in m.lines_of(p)]
    if not lines:
        return
    page = m.pages[lines[-1].page - 1]
    r.say(page.number == len(m.pages), "L1.9", f"imprint on page {page.number} of {len(m.pages)}")
    black = [q for q in wide_rules(page) if 150 < q.width < 160]
    r.say(not black, "L1.9", f"no rules: {len(black)}")
    r.near("L1.9", "imprint's last em bottom", max(l.bottom for l in lines), 262, 0.3)
    r.all("I2.1", "imprint size, pt", [(l.size / PT, where(l)) for l in lines], 13.95, 14.05)
    for part in parts:
        at = 28 + (1 if "label" in part.kind else 4) * FOUR
        r.all("I2.1", f"{part.kind} left", [(l.left(), where(l)) for l in m.lines_of(part)],
              at - 0.3, at + 0.3)


# ---- order -----------------------------------------------------------------------------------


def order(m, r):
    mark = the_mark(m, r, "C1.1", 57)
    if not mark:
        return
    r.say(mark.text.endswith("令"), "C1.1", f"mark ends with 令: {mark.text}")
    above = mark
    for number in lines_of_kind(m, "number", "main"):
        r.near("C1.2", "number em top below the mark", number.top - mark.bottom, 2 * LINE, 0.7)
        r.near("C1.2", "number centre", centre(number), 106, 0.5)
        above = number
    text = [l for l in m.lines if l.running and l.part.content == "main"]
    r.near("C1.2", "text em top below the number", text[0].top - above.bottom, 2 * LINE, 0.7)
    stamped(m, r, text[-1])
    r.say(not [q for q in wide_rules(m.pages[0]) if q.y0 < text[0].top], "C1.3", "no header rule")
    r.say(not m.of("title", "main") and not m.of("to", "main"), "C1.3", "neither title nor recipients")


def stamped(m, r, text):
    """B8.16 of a stamp whose picture fills its 40 × 15 mm box: the title and the date tell the box."""
    titles, dates = m.of("sign-title", "main"), m.of("sign-date", "main")
    if not titles or not dates:
        return
    title, day = m.lines_of(titles[0])[0], m.lines_of(dates[0])[0]
    right, top = 184 - 4 * CELL, text.bottom + 2 * LINE
    r.near("B8.16", "office title's middle at the stamp's, below the text",
           (title.top + title.bottom) / 2 - text.bottom, 2 * LINE + 7.5, 0.7)
    r.near("B8.16", "title ends 2 字 left of the stamp", title.glyphs[-1].x + CELL,
           right - 40 - 2 * CELL, 0.3)
    r.near("B8.16", "date below the stamp", day.top - top - 15, LINE, 0.7)
    r.near("B8.16", "date right end", day.glyphs[-1].x + CELL, right, 0.3)
    page = m.pages[title.page - 1]
    shapes = [q for q in page.rectangles + page.images if top - 0.5 < q.y0 and q.y1 < top + 15.5]
    r.all("B8.16", "stamp's ink within 40 mm from 4 字 inside", [(q.x1, "") for q in shapes]
          + [(q.x0, "") for q in shapes], right - 40.1, right + 0.1)
    r.say(len(shapes) > 0 and is_red(page.pixels(100).strongest(right - 40, top, right, top + 15)),
          "B8.16", f"the stamp is red: {len(shapes)} shapes")


# ---- minutes ---------------------------------------------------------------------------------


def minutes(m, r):
    mark = the_mark(m, r, "M1.1", 72)
    if not mark:
        return
    r.say(mark.text.endswith("纪要"), "M1.1", f"mark ends with 纪要: {mark.text}")
    above = mark
    for number in lines_of_kind(m, "number", "main"):
        r.near("M1.4", "number em top below the mark", number.top - mark.bottom, 2 * LINE, 0.7)
        above = number
    issued(m, r, above)
    attendance(m, r)
    r.say(not m.of("sign-name", "main") and not any(p.images for p in m.pages), "M1.3",
          "neither signature nor seal")


def issued(m, r, above):
    by, on = lines_of_kind(m, "issued-by", "main"), lines_of_kind(m, "issued-on", "main")
    r.near("M1.4", "issuing line below the number", by[0].top - above.bottom, LINE, 0.7)
    r.near("M1.4", "issuing unit left", by[0].left(), 28 + CELL, 0.3)
    if on:
        last = on[0].glyphs[-1]
        r.near("M1.4", "date on the same line, dy", on[0].y - by[0].y, 0, 0.01)
        r.near("M1.4", "date right end", last.x + CELL, 184 - CELL, 0.3)
    rules = [q for q in wide_rules(m.pages[0]) if q.y0 > by[0].bottom]
    if r.say(bool(rules), "M1.4", "a rule below the issuing line"):
        r.near("M1.4", "rule below the issuing line", rules[0].y0 - by[0].bottom, 4, 0.5)
        colour = m.pages[0].pixels(150).strongest(100, rules[0].y0 - 0.2, 101, rules[0].y1 + 0.2)
        r.say(is_red(colour), "M1.4", f"rule is red: {colour}")
        m.title_below = rules[0].y1


def attendance(m, r):
    labels, names = m.of("attendance-label"), m.of("attendance")
    first, last = 28 + 2 * CELL, 28 + 5 * CELL
    for i, label in enumerate(labels):
        line = m.lines_of(label)[0]
        above = before(m, label)
        if i == 0 and above:
            r.near("M1.2", f"{label.text} below the text", line.top - above.bottom, LINE, 0.7)
        elif above:
            r.within("M1.2", f"{label.text} on the next line, step pt", (line.y - above.y) / PT, 28.7, 30.5)
        r.near("M1.2", f"{label.text} left", line.left(), first, 0.3)
        r.say(family(main_face(label.glyphs)) == "黑体", "M1.2",
              f"{label.text} face {main_face(label.glyphs)}")
    r.all("M1.2", "names and their turned lines align after the colon",
          [(l.left(), where(l)) for p in names for l in m.lines_of(p)], last - 0.3, last + 0.3)
    wrong = [p.text[:8] for p in names if family(main_face(p.glyphs)) != "仿宋"]
    r.none("M1.2", "names in 仿宋", wrong, len(names))
