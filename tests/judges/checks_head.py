"""Copy number, secrecy and urgency (H2), joint marks (H3.5, H3.6), upward documents (H4.3, H5), joint
signatures and seals (B8.10, B8.11, B8.15)."""
from checks_form import LINE, before, centre, length, lines_of_kind, middle, seal_boxes, wide_rules
from checks_form import width_of
from checks_text import family, main_face, where
from match import CELL
from pageread import MM as PT
from pageread import is_red


def check(m, r):
    if m.source.form != "letter":
        rows(m, r)
    if m.source.joint:
        joint_mark(m, r)
    if m.source.upward:
        upward(m, r)
    if several(m):
        signatures(m, r)


def several(m):
    return any(p.extra.get("of", 1) > 1 for p in m.of("sign-name"))


def replaced(m):
    """Steps of checks_form that stand here instead."""
    return ("header",) * (m.source.joint or m.source.upward) + ("signatures",) * several(m)


# ---- header ----------------------------------------------------------------------------------


def rows(m, r):
    """H2.1–H2.5: their lines from the block's top on, flush left, 三号 黑体."""
    secrecy = m.of("secrecy") or m.of("copy-number")
    wanted = {"copy-number": 0, "secrecy": 1, "urgency": 2 if secrecy else 0}
    for kind, line_number in wanted.items():
        for line in lines_of_kind(m, kind, "main"):
            r.near("H2.5", f"{kind} em top", line.top, 37 + line_number * LINE, 1)
            r.near("H2.1", f"{kind} left", line.left(), 28, 0.3)
            r.near("H2.2", f"{kind} size, pt", line.size / PT, 16, 0.05)
            faces = {family(g.face) for g in line.glyphs if g.char not in "★"}
            r.say(faces == {"黑体"}, "H2.2", f"{kind} faces {faces}")
            if len(line.text) == 2:
                solid = kind == "urgency" and any("★" in p.text for p in m.of("secrecy"))
                step = (line.glyphs[1].x - line.glyphs[0].x) / CELL
                r.near("H2.4", f"{line.text} from character to character, 字", step,
                       1 if solid else 2, 0.05)


def joint_mark(m, r):
    names, words = lines_of_kind(m, "mark-name", "main"), lines_of_kind(m, "mark-word", "main")
    if not r.say(len(names) == len(m.of("mark-name")) > 1, "H3.5",
                 f"one name a line: {len(names)} of {len(m.of('mark-name'))}"):
        return
    r.near("H3.2", "first name em top", names[0].top, 72, 1)
    lefts, rights = [l.glyphs[0].x for l in names], [end(l) for l in names]
    r.all("H3.6", "names begin together", [(x, "") for x in lefts], lefts[0] - 0.3, lefts[0] + 0.3)
    r.all("H3.6", "names end together", [(x, "") for x in rights], rights[0] - 0.3, rights[0] + 0.3)
    steps = [b.y - a.y for a, b in zip(names, names[1:])]
    r.all("H3.6", "rows of names, mm", [(s, "") for s in steps], min(steps) - 0.02, 20.8)
    group = rights[0]
    for word in words:
        stack = (names[0].top + names[-1].bottom) / 2
        r.near("H3.5", "文件 at the middle of the stack, dy", middle(word) - stack, 0, 0.3)
        r.within("H3.6", "names to 文件, mm", word.glyphs[0].x - rights[0], 7, 12)
        group = end(word)
    r.near("H3.6", "group of names and 文件 centred", (lefts[0] + group) / 2, 106, 0.5)
    g = names[0].glyphs[0]
    r.say(is_red(m.pages[0].pixels(150).strongest(g.x, g.top, g.x + g.size, g.bottom)), "H3.3",
          "names are red")
    if not m.source.upward:
        for number in lines_of_kind(m, "number", "main"):
            r.near("H4.1", "number em top below the stack", number.top - names[-1].bottom, 20.78, 0.7)
            r.near("H4.1", "number centre", centre(number), 106, 0.5)
            rule_below(m, r, number.bottom)


def end(line):
    last = line.glyphs[-1]
    return last.x + last.size * last.stretch


def rule_below(m, r, bottom):
    rules = [q for q in wide_rules(m.pages[0]) if q.y0 > bottom]
    if r.say(bool(rules), "H6.1", "a rule below the header's last row"):
        m.title_below = rules[0].y1
        r.near("H5.3", "rule top below the last row", rules[0].y0 - bottom, 4, 0.5)
        r.near("H6.1", "rule left", rules[0].x0, 28, 0.3)
        r.near("H6.1", "rule right", rules[0].x1, 184, 0.3)


def upward(m, r):
    """H4.3, H5.1, H5.2: number on the left, signers in rows of two on the right."""
    marks = lines_of_kind(m, "mark", "main") + lines_of_kind(m, "mark-name", "main")
    numbers, labels = lines_of_kind(m, "number", "main"), lines_of_kind(m, "signer-label", "main")
    names = lines_of_kind(m, "signer", "main")
    if not r.say(bool(marks and numbers and labels and names), "H5.1", "mark, number and signers"):
        return
    bottom = max(l.bottom for l in marks)
    r.near("H5.1", "signers em top below the mark", labels[0].top - bottom, 20.78, 0.7)
    r.near("H4.3", "number left, 1 字 inside", numbers[0].left(), 28 + CELL, 0.3)
    r.near("H4.3", "number on the last signer's line, dy", numbers[0].y - names[-1].y, 0, 0.05)
    r.say(all(family(main_face(p.glyphs)) == "楷体" for p in m.of("signer")), "H5.1",
          "names in 楷体")
    ends = [184 - CELL - end(l) for l in names[1::2] or names]
    r.all("H5.1", "rows end 1 字 inside the block", [(v, "") for v in ends], -0.3, 0.3)
    for column in (names[::2], names[1::2]):
        r.all("H5.2", "names of a column begin together", [(l.left(), where(l)) for l in column],
              column[0].left() - 0.3 if column else 0, column[0].left() + 0.3 if column else 0)
    by_row = [names[i:i + 2] for i in range(0, len(names), 2)]
    r.none("H5.2", "two names a row", [where(row[-1]) for row in by_row
           if abs(row[0].y - row[-1].y) > 0.05], len(by_row))
    r.none("H5.4", "two-character names over three cells", [l.text for l in names
           if len(l.text) == 2 and abs(l.glyphs[1].x - l.glyphs[0].x - 2 * CELL) > 0.3], len(names))
    rule_below(m, r, max(l.bottom for l in names))


# ---- signatures ------------------------------------------------------------------------------


def signatures(m, r):
    for day in m.of("sign-date"):
        names = [m.lines_of(p)[0] for p in m.of("sign-name", day.content)]
        if len(names) < 2:
            continue
        date = m.lines_of(day)[0]
        bears = [l for l in m.on_page(names[0].page) if l.running]
        r.say(bool(bears) and all(l.page == date.page for l in names), "B8.9",
              f"signatures and date on page {date.page} with {len(bears)} lines of text")
        r.within("P1.5", "date em bottom", date.bottom, 37, 262.5)
        if names[0].part.extra.get("seal"):
            sealed(m, r, names, date)
        else:
            unsealed(m, r, names, date)


def unsealed(m, r, names, date):
    above = before(m, names[0].part)
    if above:
        r.near("B8.13", "first name em top below the text", names[0].top - above.bottom, LINE, 0.7)
    lefts, widest = [l.glyphs[0].x for l in names], max(width_of(l) for l in names)
    r.all("B8.15", "names begin together", [(x, "") for x in lefts], lefts[0] - 0.1, lefts[0] + 0.1)
    r.all("B8.15", "names as wide as the longest", [(width_of(l), where(l)) for l in names],
          widest - 0.3, widest + 0.3)
    lines = names + [date]
    r.all("B8.15", "one below the other, the date last, step pt",
          [((b.y - a.y) / PT, where(b)) for a, b in zip(lines, lines[1:])], 26, 30.01)
    if width_of(date) <= widest:
        r.near("B8.14", "names' right gap, mm", 184 - lefts[0] - widest, 2 * CELL, 0.3)
        r.near("B8.14", "date begins right of the names, mm", date.left() - lefts[0], 2 * CELL, 0.3)


def sealed(m, r, names, date):
    axis = date.glyphs[0].x + width_of(date) / 2
    last = names[-1].glyphs[0].x + width_of(names[-1]) / 2
    r.near("B8.10", "last name centred on the date, dx", last - axis, 0, 0.5)
    # a last name wider than its seal may push both to the right, clear of the name before it
    wide = width_of(names[-1]) > length(names[-1].part.extra.get("diameter") or "42mm")
    r.within("B8.11", "date right gap, mm", 184 - axis - width_of(date) / 2,
             0 if wide else 4 * CELL - 0.4, 4 * CELL + 0.4)
    r.within("B8.4", "date on the line below the last name, step pt", (date.y - names[-1].y) / PT,
             26, 30.01)
    r.none("P1.2", "names inside the block", [where(l) for l in names if l.left() < 27.7
           or l.glyphs[0].x + width_of(l) > 184.3], len(names))
    if names[0].part.extra["seal"] != "space":
        seals(m, r, names, date)


def seals(m, r, names, date):
    boxes = seal_boxes(m.pages[date.page - 1])
    if not r.say(len(boxes) == len(names), "B8.10", f"a seal a name: {len(boxes)}, {len(names)}"):
        return
    above = before(m, names[0].part)
    for box, line in zip(boxes, names):
        wanted = length(line.part.extra.get("diameter") or "42mm")
        r.near("B8.8", f"{line.text} seal width", box.x1 - box.x0, wanted, 0.1)
        r.near("B8.8", f"{line.text} seal height", box.y1 - box.y0, wanted, 0.1)
        dx = (box.x0 + box.x1) / 2 - line.glyphs[0].x - width_of(line) / 2
        r.near("B8.10", f"{line.text} seal on its name, dx", dx, 0, 0.5)
        r.say(box.y0 < line.top and line.bottom < box.y1, "B8.10", f"{line.text} seal presses its name")
        r.say(box.x0 >= 27.99 and box.x1 <= 184.01, "B8.10", f"{line.text} seal inside the block")
    r.say(boxes[-1].y1 >= middle(date), "B8.10", "last seal presses the date")
    lines = {}
    for box, line in zip(boxes, names):
        lines.setdefault(round(line.y, 1), []).append(box)
    for row in lines.values():
        r.within("B8.11", "seals a row", len(row), 1, 3)
        r.all("B8.11", "seals of a row level at their feet", [(b.y1, "") for b in row],
              row[0].y1 - 0.1, row[0].y1 + 0.1)
        r.all("B8.10", "white between seals of a row", [(b.x0 - a.x1, "") for a, b in
              zip(row, row[1:])], 0, 60)
    first = min(lines.items())[1]
    if above:
        r.within("B8.10", "top of the first row below the text", min(b.y0 for b in first)
                 - above.bottom, 0.01, LINE)
