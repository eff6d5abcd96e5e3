"""Where the parts stand: header, title, attachment note, signature, annexes, imprint, page numbers."""
import re

import pageread
from checks_text import family, main_face, where
from match import CELL, CLOSING, OPENING, STEP, STOPS, is_han, page_number_of
from pageread import is_red
from source import RUNNING

PT = pageread.MM
LINE = 10.39          # mm, 行 as a gap
FOUR = 14 * PT        # 四号


def check(m, r, without=()):
    """without: steps that another form has its own of (checks_special)."""
    for step in (sheets, header, titles, recipients, attachments, signatures, notes, annexes,
                 enclosure, imprint, page_numbers, block, extracted, embedded):
        if step.__name__ not in without:
            step(m, r)


def lines_of_kind(m, kind, content):
    return [l for p in m.of(kind, content) for l in m.lines_of(p)]


def centre(line):
    """Of the em boxes; marks at the ends count with and without their blank half."""
    first, last = line.glyphs[0], line.glyphs[-1]
    left, right = first.x, last.x + last.size * last.stretch
    if last.char.isascii():
        right = last.x + last.advance
    lefts = [left] + ([left + first.size / 2] if first.char in OPENING else [])
    rights = [right] + ([right - last.size / 2] if last.char in CLOSING + STOPS else [])
    return min(((a + b) / 2 for a in lefts for b in rights), key=lambda c: abs(c - 106))


def wide_rules(page):
    return sorted((q for q in page.rectangles if q.rectangle and q.width > 100 and q.height < 2),
                  key=lambda q: q.y0)


def sheets(m, r):
    r.all("P1.1", "page widths", [(p.width, f"p{p.number}") for p in m.pages], 209.8, 210.2)
    r.all("P1.1", "page heights", [(p.height, f"p{p.number}") for p in m.pages], 296.8, 297.2)


# ---- header ----------------------------------------------------------------------------------


def header(m, r):
    page, marks = m.pages[0], lines_of_kind(m, "mark", "main")
    if not r.say(len(marks) == 1 and marks[0].page == 1, "H3.2", "issuer mark in one line on page 1"):
        return
    mark = marks[0]
    r.near("H3.2", "mark em top", mark.top, 72, 1)
    r.near("H3.2", "mark centre", centre(mark), 106, 0.5)
    last = mark.glyphs[-1]
    width = last.x + last.size * last.stretch - mark.glyphs[0].x
    r.within("H3.4", "mark width", width, 0, 156)
    g = mark.glyphs[0]
    colour = page.pixels(150).strongest(g.x, g.top, g.x + g.size * g.stretch, g.bottom)
    r.say(is_red(colour), "H3.3", f"mark is red: {colour}")
    above = mark
    for number in lines_of_kind(m, "number", "main"):
        r.near("H4.1", "number em top below the mark", number.top - mark.bottom, 20.78, 0.7)
        r.near("H4.1", "number centre", centre(number), 106, 0.5)
        r.near("H4.1", "number size, pt", number.size / PT, 16, 0.05)
        above = number
    rules = [q for q in wide_rules(page) if q.y0 > above.bottom]
    if not r.say(bool(rules), "H6.1", "a rule below the number"):
        return
    rule = rules[0]
    m.title_below = rule.y1
    r.near("H6.1", "rule top below the number", rule.y0 - above.bottom, 4, 0.5)
    r.near("H6.1", "rule left", rule.x0, 28, 0.3)
    r.near("H6.1", "rule right", rule.x1, 184, 0.3)
    colour = page.pixels(150).strongest(100, rule.y0 - 0.2, 101, rule.y1 + 0.2)
    r.say(is_red(colour), "H6.1", f"rule is red: {colour}")
    r.within("H6.2", "rule weight", rule.height, 0.3, 1.1)


def titles(m, r):
    title = lines_of_kind(m, "title", "main")
    if not title:
        return
    if getattr(m, "title_below", None):
        r.near("L1.6" if m.source.form == "letter" else "B1.1", "title em top below what stands above",
               title[0].top - m.title_below, 20.78, 0.7)
    for content in ("main", "enclosure"):
        for kind in ("title", "subtitle"):
            title_lines(m, r, kind, content)
    for part in m.of("annex-title"):
        title_shape(m, r, part)


def title_lines(m, r, kind, content):
    parts = m.of(kind, content)
    if not parts:
        return
    name, lines = f"{content} {kind}", m.lines_of(parts[0])
    r.all("B1.1", f"{name} line centres", [(centre(l), where(l)) for l in lines], 105.5, 106.5)
    if kind == "subtitle":
        title = lines_of_kind(m, "title", content)
        r.say(family(main_face(parts[0].glyphs)) == "楷体", "B1.8", f"{name} face")
        r.within("B1.8", f"{name} below the title", lines[0].top - title[-1].bottom, 0, LINE)
        return
    title_shape(m, r, parts[0])


def title_shape(m, r, part):
    lines = m.lines_of(part)
    name = part.content + " title"
    r.all("B1.1", f"{name} size, pt", [(l.size / PT, where(l)) for l in lines], 21.95, 22.05)
    steps = [((b.y - a.y) / PT, where(b)) for a, b in zip(lines, lines[1:])]
    r.all("B1.7", f"{name} steps, pt", steps, 35.9, 36.1)
    r.say(family(main_face(part.glyphs)) == "宋体", "B1.1",
          f"{name} face {main_face(part.glyphs)}")
    widths = [l.glyphs[-1].x - l.glyphs[0].x for l in lines]
    r.all("B1.3", f"{name} line cells", [(w / lines[0].size + 1, "") for w in widths], 1, 20.2)
    if part.breaks:
        starts = [l.start for l in lines[1:]]
        r.say(starts == part.breaks, "B1.2", f"{name} lines begin where br says: {starts}")
    elif len(lines) > 1:
        # Lines within a cell of each other count as alike: that is practice, and the titles of the
        # government's own site have it where no other cut keeps the words whole. What B1.4 rules out
        # is a line shorter than both its neighbours.
        cell = lines[0].size
        hourglass = any(a - b >= cell and c - b >= cell
                        for a, b, c in zip(widths, widths[1:], widths[2:]))
        r.say(not hourglass, "B1.4",
              f"{name} shape " + "/".join(f"{w / lines[0].size + 1:.1f}" for w in widths))


def recipients(m, r):
    heads = lines_of_kind(m, "title", "main") + lines_of_kind(m, "subtitle", "main")
    text = [l for l in m.lines if l.running and l.part.content == "main"]
    to = lines_of_kind(m, "to", "main")
    if not heads or not text:
        return
    r.say(text[0].page == 1, "B3.1", f"text begins on page {text[0].page}")
    if not to:
        if text[0].page == 1:
            r.near("B3.2", "text below the title", text[0].top - heads[-1].bottom, LINE, 0.7)
        return
    r.near("B2.1", "recipients em top below the title", to[0].top - heads[-1].bottom, LINE, 0.7)
    r.all("B2.1", "recipients left", [(l.left(), where(l)) for l in to], 27.7, 28.3)
    r.say(to[-1].text.endswith("："), "B2.1", "recipients end with a full-width colon")
    if text[0].page == to[-1].page:
        step = (text[0].y - to[-1].y) / PT
        r.within("B3.2", "step from recipients to text, pt", step, STEP / PT * 0.97, STEP / PT * 1.03)


# ---- after the text --------------------------------------------------------------------------


def before(m, part):
    """The line of the text that stands above a part, on its page; None at the head of a page."""
    line = m.lines_of(part)[0]
    above = [l for l in m.on_page(line.page) if l.part.content == part.content
             and l.y < line.y - 0.1 and l.part.kind not in ("sign-name", "sign-date")]
    return max(above, key=lambda l: l.y) if above else None


def attachments(m, r):
    for label in m.of("list-label"):
        line, above = m.lines_of(label)[0], before(m, label)
        if above:
            r.near("B4.1", "attachment note below the text", line.top - above.bottom, LINE, 0.7)
        else:
            r.near("B4.1", "attachment note at the head of its page", line.top, 37, 0.3)
        r.near("B4.1", "attachment note left", line.left(), 28 + 2 * CELL, 0.3)
        names = m.of("list-name", label.content)
        numbers = lines_of_kind(m, "list-number", label.content)
        at = 28 + 5 * CELL
        r.all("B4.2", "numbers at 5 字", [(l.left(), where(l)) for l in numbers], at - 0.4, at + 0.4)
        lines = [l for p in names for l in m.lines_of(p)]
        at += 1.25 * CELL if numbers else 0
        r.all("B4.2", "names and their turned lines in one column",
              [(l.left(), where(l)) for l in lines], at - 0.3, at + (0.3 if len(names) < 10 else 4))
        r.none("B4.1", "no mark after a name",
               [l.text for l in lines if l.last and l.text[-1] in STOPS], len(names))


def width_of(line):
    last = line.glyphs[-1]
    return last.x + (CELL if is_han(last.char) else last.advance) - line.glyphs[0].x


def signatures(m, r):
    for name in m.of("sign-name"):
        dates = m.of("sign-date", name.content)
        if not dates:
            continue
        n, d = m.lines_of(name)[0], m.lines_of(dates[0])[0]
        bears = [l for l in m.on_page(n.page) if l.running and l.part.content == name.content]
        r.say(bool(bears) and n.page == d.page, "B8.9",
              f"signature on page {n.page} with {len(bears)} lines of text, date on {d.page}")
        r.within("P1.5", "date em bottom", d.bottom, 37, 262.5)
        if name.extra.get("seal"):
            sealed(m, r, name, n, d)
        else:
            unsealed(m, r, name, n, d)
    shown = "".join(l.text for l in m.lines) + "".join(
        g.char for p in m.pages for g in p.glyphs if g.artifact)
    r.say("此页无正文" not in shown or "此页无正文" in "".join(
        p.text for p in m.source.parts), "B8.9", "no 此页无正文")


def unsealed(m, r, part, n, d):
    above = before(m, part)
    if above:
        r.near("B8.13", "name em top below the text", n.top - above.bottom, LINE, 0.7)
    r.within("B8.13", "date on the next line, step pt", (d.y - n.y) / PT, 26, 30.01)
    wide, day = width_of(n), width_of(d)
    if day <= wide + 0.01:
        r.near("B8.14", "name right gap, mm", 184 - n.glyphs[0].x - wide, 2 * CELL, 0.3)
        r.near("B8.14", "date begins right of the name, mm", d.left() - n.left(), 2 * CELL, 0.3)
    else:
        r.near("B8.14", "date right gap, mm", 184 - d.glyphs[0].x - day, 2 * CELL, 0.3)
        wanted = (4 + (day - wide) / CELL) * CELL
        r.near("B8.14", "name right gap, mm", 184 - n.glyphs[0].x - wide, wanted, 0.3)


def sealed(m, r, part, n, d):
    above, step = before(m, part), d.y - n.y
    wide, day = width_of(n), width_of(d)
    axis = d.glyphs[0].x + day / 2
    diameter = length(part.extra.get("diameter") or "42mm")
    gap = 184 - d.glyphs[0].x - day
    long_name = wide / 2 > 4 * CELL + day / 2
    if long_name:
        r.within("B8.4", "long name ends inside", n.glyphs[0].x + wide, 28, 184.3)
    else:
        r.near("B8.4", "date right gap, mm", gap, max(4 * CELL, diameter / 2 - day / 2), 0.4)
    r.near("B8.4", "name centred on the date, dx", n.glyphs[0].x + wide / 2 - axis, 0, 0.5)
    r.within("B8.4", "date on the line below the name, step pt", step / PT, 26, 30.01)
    text_bottom = above.bottom if above else 37
    if part.extra["seal"] == "space":
        seal_place(r, n, d, text_bottom, diameter)
    else:
        seal_image(m, r, n, d, text_bottom, diameter, axis)


def length(text):
    value, unit = re.fullmatch(r"([\d.]+)(mm|cm|pt)", text).groups()
    return float(value) * {"mm": 1, "cm": 10, "pt": PT}[unit]


def middle(line):
    return (line.top + line.bottom) / 2


def seal_place(r, n, d, text_bottom, diameter):
    """Some seal of this size must find its place here (B8.5, B8.7)."""
    low = max(0.01, middle(d) - text_bottom - diameter)
    high = min(LINE, middle(n) - text_bottom - diameter / 2)
    r.say(low < high, "B8.7", f"a {diameter:.0f} mm seal fits, its top {low:.2f}…{high:.2f} below "
          f"the text")
    r.within("B8.7", "seal foot inside the block", text_bottom + low + diameter, 37, 262.5)


def seal_boxes(page):
    """Boxes of what stands in figures, row by row: images, and the shapes of a drawing together."""
    boxes = list(page.images)
    for shape in page.rectangles:
        if "Figure" not in shape.tags:
            continue
        home = next((b for b in boxes if b.x0 - 0.1 <= shape.x0 and shape.x1 <= b.x1 + 0.1
                     and b.y0 - 0.1 <= shape.y0 and shape.y1 <= b.y1 + 0.1), None)
        if home is None:
            boxes.append(shape)  # a drawing's outermost shape is drawn first
    return sorted(boxes, key=lambda b: (round(b.y1), b.x0))


def seal_image(m, r, n, d, text_bottom, diameter, axis):
    images = seal_boxes(m.pages[n.page - 1])
    if not r.say(len(images) == 1, "B8.5", f"one seal image on page {n.page}: {len(images)}"):
        return
    seal = images[0]
    mid = (seal.y0 + seal.y1) / 2
    r.near("B8.8", "seal width", seal.x1 - seal.x0, diameter, 0.1)
    r.near("B8.8", "seal height", seal.y1 - seal.y0, diameter, 0.1)
    r.near("B8.5", "seal centre on the date's axis, dx", (seal.x0 + seal.x1) / 2 - axis, 0, 0.5)
    r.within("B8.5", "seal top below the text", seal.y0 - text_bottom, 0.01, LINE)
    r.within("B8.5", "name centre below the seal's centre", middle(n) - mid, 0.01, diameter / 2)
    r.within("B8.7", "date centre below the seal's centre", middle(d) - mid, middle(n) - mid,
             diameter / 2)
    r.say(seal.x0 >= 27.99 and seal.x1 <= 184.01, "B8.7", f"seal in x {seal.x0:.1f}…{seal.x1:.1f}")
    r.within("B8.7", "seal foot", seal.y1, 37, 262.5)
    colour = m.pages[n.page - 1].pixels(100).strongest(seal.x0, seal.y0, seal.x1, seal.y1)
    r.say(is_red(colour), "B8.5", f"seal is red: {colour}")


def notes(m, r):
    for note in m.of("note"):
        line = m.lines_of(note)[0]
        r.near("B9.1", "note left", line.glyphs[0].x, 28 + 2 * CELL, 0.3)
        dates = lines_of_kind(m, "sign-date", note.content)
        if dates and dates[0].page == line.page:
            r.within("B9.1", "note below the date, step pt", (line.y - dates[0].y) / PT, 26, 30.01)


# ---- annexes ---------------------------------------------------------------------------------


def opens_page(m, r, clause, name, line):
    first = m.on_page(line.page)[0]
    r.say(first.part is line.part, clause, f"{name} opens page {line.page}")


def annexes(m, r):
    for label in m.of("annex-label"):
        line, name = m.lines_of(label)[0], f"{label.content} {label.text}"
        opens_page(m, r, "B10.1", name, line)
        r.near("B10.2", f"{name} label em top", line.top, 37, 0.3)
        r.near("B10.2", f"{name} label left", line.left(), 28, 0.3)
        r.say(family(main_face(label.glyphs)) == "黑体", "B10.2", f"{name} label face")
        for part in m.of("annex-title", label.content):
            lines = m.lines_of(part)
            line_three(r, "B10.2", f"{name} title", lines[0])
            r.all("B10.2", f"{name} title centres", [(centre(l), where(l)) for l in lines],
                  105.5, 106.5)
            after_title(m, r, part, lines[-1], name)


def line_three(r, clause, name, line):
    # a 二号 line on line 3: its top, middle or baseline on that of a 三号 line
    r.within(clause, f"{name} on line 3, em top", line.top, 37 + 2 * STEP - 2, 37 + 2 * STEP + 0.3)


def after_title(m, r, part, last, name):
    following = m.source.parts[m.source.parts.index(part) + 1:]
    if following and following[0].kind in RUNNING and following[0].glyphs:
        first = m.lines_of(following[0])[0]
        r.near("B10.3", f"{name} text below its title", first.top - last.bottom, LINE, 0.7)


def enclosure(m, r):
    for title in m.of("title", "enclosure"):
        lines = m.lines_of(title)
        opens_page(m, r, "X4.2", "enclosure", lines[0])
        line_three(r, "X4.3", "enclosure title", lines[0])


# ---- imprint and page numbers ------------------------------------------------------------------


def pages_apart(m):
    """The pages on which annexes bound apart begin."""
    return [m.lines_of(p)[0].page for p in m.of("annex-label") if p.extra.get("apart")]


def imprint(m, r):
    parts = [p for p in m.source.parts if p.content == "imprint" and p.glyphs]
    if not parts:
        return
    page = m.pages[m.lines_of(parts[0])[0].page - 1]
    last = (pages_apart(m) or [len(m.pages) + 1])[0] - 1  # B10.5: what is bound apart comes behind
    if last not in {l.page for l in m.lines}:
        last -= 1  # the back of the last sheet
    r.say(page.number == last, "I1.1", f"imprint on page {page.number} of {last}")
    r.say(page.number % 2 == 0, "I4.1", f"imprint page {page.number} is even")
    top = m.lines_of(parts[0])[0].top
    rules = [q for q in wide_rules(page) if q.y1 > top - 10 and q.y0 > 150]
    if not r.say(len(rules) >= 2, "I1.1", f"rules of the imprint: {len(rules)}"):
        return
    r.near("I1.1", "last rule centre", (rules[-1].y0 + rules[-1].y1) / 2, 262, 0.5)
    r.say(rules[0].y1 < top, "I1.1", "first rule above the first element")
    weights = [0.35] + [0.25] * (len(rules) - 2) + [0.35]
    for rule, weight in zip(rules, weights):
        r.near("I1.1", "rule weight", rule.height, weight, 0.03)
    r.all("I1.1", "rules left", [(q.x0, "") for q in rules], 27.7, 28.3)
    r.all("I1.1", "rules right", [(q.x1, "") for q in rules], 183.7, 184.3)
    colours = {page.pixels(300).at(100, (q.y0 + q.y1) / 2) for q in rules}
    r.say(all(max(c) < 110 and max(c) - min(c) < 12 for c in colours), "P4.1",
          f"imprint rules are black: {sorted(colours)}")
    imprint_rows(m, r, parts)
    lines = [l for p in parts for l in m.lines_of(p)]
    r.all("I2.1", "imprint size, pt", [(l.size / PT, where(l)) for l in lines], 13.95, 14.05)


def imprint_rows(m, r, parts):
    for part in parts:
        lines = m.lines_of(part)
        if part.kind in ("copy-to-label", "main-to-label", "printed-by"):
            r.near("I2.1" if "label" in part.kind else "I3.1", f"{part.text[:4]} left",
                   lines[0].left(), 28 + FOUR, 0.3)
        if part.kind in ("copy-to", "main-to"):
            at = 28 + 4 * FOUR
            r.all("I2.1", "recipients align after the colon", [(l.left(), where(l)) for l in lines],
                  at - 0.3, at + 0.3)
            r.all("I2.1", "their turned lines end 1 字 in",
                  [(l.right(m.pages), where(l)) for l in lines if not l.last],
                  184 - FOUR - 0.3, 184 - FOUR + 0.3)
        if part.kind == "printed-on":
            last = lines[0].glyphs[-1]
            r.near("I3.1", "printing date right end", last.x + last.size, 184 - FOUR, 0.3)


def rows_of_ink(page, x0, y0, x1, y1):
    pixels = page.pixels()
    scale = pixels.scale
    rows = [y for y in range(int(y0 * scale), int(y1 * scale))
            if any(max(pixels.at((x + 0.5) / scale, (y + 0.5) / scale)) < 128
                   for x in range(int(x0 * scale), int(x1 * scale), 3))]
    return ((rows[0]) / scale, (rows[-1] + 1) / scale) if rows else None


def page_numbers(m, r):
    used = {l.page for l in m.lines}
    for page in m.pages:
        shown = [l for l in m.artifacts(page) if page_number_of(l) is not None and l.y > 262]
        blank = page.number not in used
        last_alone = 1 < page.number == len(m.pages) and page.number - 1 not in used
        if blank or last_alone:
            r.say(not shown, "N1.5", f"page {page.number} bears no number")
            continue
        if m.source.form == "letter" and page.number == 1:
            r.say(not shown, "L1.8", "page 1 of a letter bears no number")
            continue
        if not r.say(len(shown) == 1, "N1.1", f"page {page.number} bears one number: {len(shown)}"):
            continue
        begun = max((p for p in pages_apart(m) if p <= page.number), default=1)
        one_number(r, page, shown[0], page.number - begun + 1)


def one_number(r, page, line, number):
    dash, last = line.glyphs[0], line.glyphs[-1]
    r.say(page_number_of(line) == number, "N1.6", f"page {page.number} is {line.text}")
    ink = rows_of_ink(page, dash.x + 0.25 * dash.size, 264, dash.x + 0.75 * dash.size, 274)
    if r.say(bool(ink), "N1.2", f"page {page.number} dash is drawn"):
        r.near("N1.2", f"page {page.number} dash centre", sum(ink) / 2, 269, 0.7)
    r.near("N1.1", f"page {page.number} number size, pt", dash.size / PT, 14, 0.05)
    if page.number % 2:
        r.within("N1.3", f"page {page.number} right inset", 184 - last.x - last.advance, 4.6, 7.8)
    else:
        r.within("N1.3", f"page {page.number} left inset", dash.x - 28, 4.6, 7.8)
    faces = {family(g.face) for g in line.glyphs if g.char.isdigit()}
    r.say(faces == {"宋体"}, "N1.1", f"page {page.number} digits' face {faces}")


# ---- everything --------------------------------------------------------------------------------


def ink_box(glyph):
    """The em box, a full-width mark's blank half left out."""
    left, right = glyph.x, glyph.x + glyph.advance
    if glyph.char in OPENING:
        left += glyph.size / 2
    if glyph.char in CLOSING + STOPS:
        right -= glyph.size / 2
    return left, right


def block(m, r):
    bad, count = [], 0
    for page in m.pages:
        if m.source.form == "letter" and page.number == 1:
            continue  # its own bounds (checks_special)
        numbers = {id(g) for l in m.artifacts(page) if page_number_of(l) or l.text == "草稿"
                   for g in l.glyphs}
        for g in page.glyphs:
            if id(g) in numbers or not g.char.strip() or g.angle:
                continue
            count += 1
            left, right = ink_box(g)
            if left < 27.7 or right > 184.4 or g.top < 36.7 or g.bottom > 262.5:
                bad.append(f"{g.char} p{page.number} x {left:.2f}…{right:.2f} y {g.top:.2f}…"
                           f"{g.bottom:.2f}")
        for q in page.rectangles + page.images:
            count += 1
            if q.x0 < 27.7 or q.x1 > 184.3 or q.y0 < 36.7 or q.y1 > 262.5:
                bad.append(f"shape p{page.number} {q.x0:.1f},{q.y0:.1f} {q.x1:.1f},{q.y1:.1f}")
    r.none("P1.5", "nothing outside the block but page numbers and 草稿", bad, count)
    drafts = sum(l.text == "草稿" for p in m.pages for l in m.artifacts(p))
    r.say((drafts > 0) == m.source.draft, "P1.5", f"草稿 on {drafts} of {len(m.pages)} pages")


def extracted(m, r):
    r.none("PDF.text", "text is the source's, part by part", m.faults, len(m.source.parts))
    pages = pageread.text(m.pdf).split("\f")
    bad = []
    for page in m.pages:
        seen = "".join(g.char for g in page.glyphs)
        given = pages[page.number - 1] if page.number <= len(pages) else ""
        one, two = (re.sub(r"\s", "", t) for t in (seen, given))
        if one != two:
            i = next((k for k, (a, b) in enumerate(zip(one, two)) if a != b),
                     min(len(one), len(two)))
            bad.append(f"p{page.number} pdftotext …{two[max(i - 6, 0):i + 12]}… mutool "
                       f"…{one[max(i - 6, 0):i + 12]}…")
    r.none("PDF.text", "pdftotext extracts the same, page by page", bad, len(m.pages))


def embedded(m, r):
    rows = pageread.fonts(m.pdf)
    r.none("G4.2", "fonts embedded, subset, with Unicode maps",
           [row[0] for row in rows if not all(row[1:])], len(rows))
    glyphs = [g for p in m.pages for g in p.glyphs]
    r.none("G4.2", "no .notdef", [f"{g.char} p{g.page}" for g in glyphs
           if g.gid == 0 or g.char in ("", "\ufffd")], len(glyphs))
