"""Running text: lines, breaks, squeezing, stretch, faces (P3, K, U, G, B3)."""
import re

import pageread
from match import CELL, CLOSING, MARKS, OPENING, STEP, STOPS, is_han
from source import RUNNING

PT = pageread.MM
NO_START = set("、。，．：；！？”’）〕】〗》〉」』］｝·・‧–-～/／‼⁇⁈⁉％%‰℃°")
NO_END = set("“‘（〔【〖《〈「『［｛/／￥¥＄№")
UNITS = set("元角件条个名人次吨亩倍岁米页项份家户")
FACES = {"黑体": ("Hei", "Sans"), "楷体": ("Kai",), "仿宋": ("Fang",),
         "宋体": ("Song", "Serif", "XiaoBiao", "SimSun", "Shu")}


def where(line):
    text = line.text
    return f"p{line.page} y{line.y:.1f} “{text if len(text) < 14 else text[:6] + '…' + text[-6:]}”"


def running(m):
    return [l for l in m.lines if l.running and abs(l.size - 16 * PT) < 0.06]


def turned(m):
    """Lines that end because they are full."""
    return [l for l in running(m) if not l.last]


def check(m, r):
    for step in (edges, indents, breaks, pairs, stretch, marks, digits, faces, whole_pages, steps):
        step(m, r)


def edges(m, r):
    lines = turned(m)
    r.all("P3.6", "right edge of turned lines", [(l.right(m.pages), where(l)) for l in lines],
          183.7, 184.3)
    r.all("P1.2", "left edge of turned lines",
          [(l.left(), where(l)) for l in running(m) if not l.first], 27.7, 28.3)


def indents(m, r):
    first = [l for l in running(m) if l.first]
    r.all("B3.2", "first line of a paragraph at 28 + 11.14",
          [(l.glyphs[0].x, where(l)) for l in first], 28 + 2 * CELL - 0.3, 28 + 2 * CELL + 0.3)


# ---- breaks ----------------------------------------------------------------------------------


def cut_word(before, after, text, at):
    """Whether a break between two characters cuts a number, its unit or a word (K1.5)."""
    wordish = re.compile(r"[A-Za-z0-9.,]")
    if before.isdigit() and before.isascii() and after in UNITS:
        return True
    if not (wordish.match(before) and wordish.match(after)):
        return False
    start = at
    while start > 0 and re.match(r"[!-~]", text[start - 1]):
        start -= 1
    run = re.match(r"[!-~]*", text[start:]).group()
    return not re.search(r"://|www\.|@", run) and len(run) <= 56


def breaks(m, r):
    lines = [l for l in m.lines if l.running or l.part.kind in ("to", "copy-to", "list-name")]
    turned_lines = [l for l in lines if not l.first]
    r.none("K1.1", "no line starts with a closing mark", [where(l) for l in turned_lines
           if l.text[0] in NO_START or (l.text[0] == "—" and l.text[1:2] != "—")],
           len(turned_lines))
    full = [l for l in lines if not l.last]
    r.none("K1.2", "no line ends with an opening mark",
           [where(l) for l in full if l.text[-1] in NO_END], len(full))
    bad, count = [], 0
    for l in turned_lines:
        text = l.part.text
        cut = any(a < l.start < b for a, b in l.part.whole)
        count += 1
        if l.start in l.part.spaces:
            continue
        if cut or cut_word(text[l.start - 1], text[l.start], text, l.start):
            bad.append(where(l))
    r.none("K1.5", "numbers, units, words and names not cut", bad, count)
    last = [l for l in lines if l.last and not l.first and l.running]
    r.none("K6.1", "last lines of two Han or more", [where(l) for l in last
           if sum(not g.char in MARKS for g in l.glyphs) < 2], len(last))


def pairs(m, r):
    """—— and …… hold together: same line, one cell apart, the dash without a gap in its ink."""
    deltas, bad, ink, count = [], [], [], 0
    for part in m.source.parts:
        for k in range(len(part.glyphs) - 1):
            a, b = part.glyphs[k], part.glyphs[k + 1]
            if part.text[k:k + 2] not in ("——", "……") or part.text[:k].endswith(part.text[k]) \
                    or part.kind not in RUNNING:
                continue
            count += 1
            if a.page != b.page or abs(a.y - b.y) > 0.05:
                bad.append(f"p{a.page} y{a.y:.1f}")
            elif a is not b:
                deltas.append(((b.x - a.x) / CELL, f"p{a.page} y{a.y:.1f}"))
            if a.char[0] in "—\u2e3a":
                ink += broken_dash(m, a, b)
    r.none("K1.4", "—— and …… on one line", bad, count)
    r.all("K1.4", "cells from mark to mark inside —— and ……", deltas, 0.985, 1.015)
    if count:
        r.none("G2.3", "—— one unbroken line of two cells", ink, count)


def broken_dash(m, a, b):
    """The ink of two dashes along its own row: dark from cell edge to cell edge."""
    pixels = m.pages[a.page - 1].pixels()
    start = a.x + a.advance / 2 - (CELL / 2 if a is not b else CELL)
    middle = start + CELL / 2
    rows = [a.top + i * 0.05 for i in range(int(a.size / 0.05))]
    dark = [y for y in rows if max(pixels.at(middle, y)) < 160]
    if not dark:
        return [f"p{a.page} y{a.y:.1f} x{a.x:.1f} no ink"]
    row = dark[len(dark) // 2]
    places = [start + 0.3 + i * 0.04 for i in range(int((2 * CELL - 0.6) / 0.04))]
    holes = [x for x in places if max(pixels.at(x, row)) > 200]
    return [f"p{a.page} y{a.y:.1f} gap at x {holes[0]:.2f}"] if holes else []


# ---- spacing ---------------------------------------------------------------------------------


def han_gaps(line):
    """Extra cells between neighbouring Han of a line."""
    pairs_ = enumerate(zip(line.glyphs, line.glyphs[1:]), 1)
    white = line.part.extra.get("white") if line.first else None  # a cell after 第一条, white on both sides of it
    return [((b.x - a.x) / CELL - 1 - (i == white)) / (1 + (i == white)) for i, (a, b) in pairs_ if is_han(a.char)
            and is_han(b.char) and abs(a.size - b.size) < 0.01]


def stretch(m, r):
    widest, uneven, solid = [], [], []
    noted = m.notes if hasattr(m, "notes") else ""
    for line in running(m):
        gaps = han_gaps(line)
        if not gaps:
            continue
        if max(gaps) > 0.15 and "typeset.loose-line" in noted:
            continue # a note names the run that forces it
        widest.append((max(gaps), where(line)))
        widest.append((min(gaps), where(line)))
        uneven.append((max(gaps) - min(gaps), where(line)))
        if all(is_han(g.char) for g in line.glyphs) and not line.last:
            white = line.first and "white" in line.part.extra
            solid.append((len(line.glyphs) + (2 if line.first else 0) + white, where(line)))
    r.all("K4.2", "stretch between two Han, cells", widest, -0.033, 0.152)
    r.all("K3.3", "spread shared equally in a line, cells", uneven, 0, 0.02)
    if solid:
        most = max(n for n, _ in solid)
        r.say(most == 28, "P3.4", f"full lines of Han only: {len(solid)}, most cells {most} (28)")
        r.all("K4.2", "cells of full lines of Han only", solid, 27, 28)


def half_wide(g):
    """A mark whose blank half is closed up is half as wide in the file, for those who read by widths."""
    return abs(g.advance / g.size / g.stretch - 0.5) < 0.02


def cell_start(g):
    """Where its cell would begin: an opening mark's closed half lies before its origin."""
    return g.x - (CELL / 2 if g.char in OPENING and half_wide(g) else 0)


def cells_between(line, k):
    """Cells from the mark at k to the next one. ？ and ！ stand in the left half of their cell
    whatever the face (U1.1), so their own origin says nothing: what stands before them does."""
    a, b = line.glyphs[k], line.glyphs[k + 1]
    if a.char not in "？！" or k == 0:
        return (cell_start(b) - cell_start(a)) / CELL
    before = line.glyphs[k - 1]
    cells = (b.x - before.x) / CELL
    return cells / 2 if before.char in MARKS else cells - 1


def marks(m, r):
    """K2.1: two marks that meet take 1.5 cells or less; of the GB style, those that blanks meet."""
    values = []
    for line in running(m):
        for k, (a, b) in enumerate(zip(line.glyphs, line.glyphs[1:])):
            blank = (a.char in CLOSING + STOPS and b.char in MARKS) or \
                    (a.char in OPENING and b.char in OPENING)
            if blank and a.char in MARKS and b.char in MARKS:
                values.append((cells_between(line, k), f"{a.char}{b.char} {where(line)}"))
    r.all("K2.1", "cells from mark to mark where two meet", values, -0.05, 0.66)


def digits(m, r):
    runs, gaps, least = [], [], []
    for line in running(m):
        spread = han_gaps(line)
        extra = sorted(spread)[len(spread) // 2] if spread else None
        for run in re.finditer(r"[0-9]{2,}", line.text):
            a, b = line.glyphs[run.start()], line.glyphs[run.end() - 1]
            runs.append(((b.x - a.x) / (run.end() - run.start() - 1) / PT, where(line)))
        for a, b in zip(line.glyphs, line.glyphs[1:]):
            if is_han(a.char) and b.char.isascii() and b.char.isdigit() and extra is not None:
                gaps.append(((b.x - a.x) / CELL - 1 - max(extra, 0), where(line)))
                least.append(((b.x - a.x) / CELL - 1, where(line)))
    r.all("U2.2", "step of digits, pt (half a cell 7.90)", runs, 7.6, 8.2)
    r.all("K5.2", "gap Han–digit beside the line's spread, cells", gaps, -0.64, 0.37)
    r.all("K5.2", "gap Han–digit, cells", least, 0.09, 1)


# ---- pages -----------------------------------------------------------------------------------


def content_pages(m):
    """page number → its lines of running text, when nothing else stands there."""
    pages = {}
    for l in m.lines:
        pages.setdefault(l.page, []).append(l)
    return {n: lines for n, lines in pages.items() if all(l.running for l in lines)
            and abs(min(l.size for l in lines) - 16 * PT) < 0.06}


def distinct(lines):
    ys = sorted({round(l.y, 2) for l in lines})
    return [y for i, y in enumerate(ys) if i == 0 or y - ys[i - 1] > 0.1]


def whole_pages(m, r):
    pages = content_pages(m)
    for number, lines in sorted(pages.items()):
        after = [l for l in m.on_page(number + 1) if l.running]
        if number == 1 or not after or after[0].part.content != lines[-1].part.content:
            continue
        if any(l.part.kind in ("sign-name", "list-label") for l in m.on_page(number + 1)):
            continue # lines pulled over to the page of the signature (B8.9)
        ys = distinct(lines)
        heading = after[0].part.kind == "heading" or after[0].part.heading and after[0].first
        wanted = (21, 22) if heading and len(ys) == 21 else (22, 22)
        r.within("P3.6", f"page {number}: lines of running text", len(ys), *wanted)
        r.near("P3.6", f"page {number}: first em top", min(l.top for l in lines), 37, 0.3)
        if len(ys) == 22:
            r.near("P3.6", f"page {number}: last em bottom", max(l.bottom for l in lines), 262, 0.5)


def steps(m, r):
    """Y-a on pages of text only, ±3 % on page 1 (P3.8), 26–30 pt with a signature (P3.9)."""
    signed = {l.page for l in m.lines if l.part.kind in ("sign-name", "sign-date")}
    for number in sorted({l.page for l in running(m)}):
        lines = [l for l in running(m) if l.page == number]
        values = []
        for a, b in zip(lines, lines[1:]):
            follows = b.part is a.part or m.source.parts.index(b.part) == \
                m.source.parts.index(a.part) + 1
            if follows and a.part.content == b.part.content:
                values.append(((b.y - a.y) / PT, where(b)))
        low, high = 29.58, 29.64
        if number == 1:
            low, high = STEP / PT * 0.97 - 0.01, STEP / PT * 1.03 + 0.01
        if number in signed:
            low, high = 25.99, 30.01
        r.all("P3.5", f"page {number}: steps of running text, pt", values, low, high)
        if values:
            spread = max(v for v, _ in values) - min(v for v, _ in values)
            r.say(spread <= 0.03, "P3.8", f"page {number}: steps are equal, spread {spread:.3f} pt")


# ---- faces -----------------------------------------------------------------------------------


def family(face):
    for name, words in FACES.items():
        if any(w.lower() in face.lower() for w in words):
            return name
    return face


def main_face(glyphs):
    count = {}
    for g in glyphs:
        if is_han(g.char):
            count[g.face] = count.get(g.face, 0) + 1
    return max(count, key=count.get) if count else None


def faces(m, r):
    chinese = {g.face for p in m.source.parts for g in p.glyphs if is_han(g.char)}
    bad, narrow, count = [], [], 0
    for part in m.source.parts:
        for k, g in enumerate(part.glyphs):
            beside = part.glyphs[k - 1:k] if g.char in OPENING else part.glyphs[k + 1:k + 2]
            closed = half_wide(g) and beside and beside[0].char in MARKS
            if g.char in "“”‘’—…·〔〕《》" and g.char:
                count += 1
                if g.face not in chinese:
                    bad.append(f"{g.char} {g.face} p{g.page}")
                if g.char in "“”‘’〔〕《》" and abs(g.advance / g.size / g.stretch - 1) > 0.01 \
                        and not closed:
                    narrow.append(f"{g.char} {g.advance / g.size:.2f} em p{g.page} y{g.y:.1f}")
    r.none("G2.2", "quotes, dashes, brackets from the Chinese font", bad, count)
    r.none("G2.4", "quotes and 〔〕 are full-width glyphs", narrow, count)
    heads = {1: "黑体", 2: "楷体", 3: "仿宋", 4: "仿宋"}
    wrong, looked = [], 0
    for part in m.source.parts:
        if part.kind not in RUNNING or not part.glyphs:
            continue
        n = len(part.glyphs) if part.kind == "heading" else part.heading
        for glyphs, wanted in ((part.glyphs[:n], heads.get(part.level)), (part.glyphs[n:], "仿宋")):
            face = main_face(glyphs)
            looked += bool(face)
            if face and family(face) != wanted:
                wrong.append(f"{face} for {wanted}: “{part.text[:10]}”")
    r.none("B3.3", "faces of headings and text", wrong, looked)
