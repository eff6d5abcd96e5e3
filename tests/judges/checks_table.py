"""Ruled tables: inside the block, heads repeated on every page, figures aligned at their point (T1.4);
turned ones counter-clockwise, with their heads at the left edge (T1.1–T1.3)."""
import re

from match import MARKS


def check(m, r):
    for table in sorted({p.extra["table"] for p in m.source.parts if "table" in p.extra}):
        cells = [p for p in m.source.parts if p.extra.get("table") == table and p.glyphs]
        if cells:
            heads(m, r, table, cells)
            if any(g.angle for c in cells for g in c.glyphs):
                turned(m, r, table, cells)
                continue
            decimals(r, table, cells)
            order(r, table, cells)
            rules(m, r, table, cells)
            widths(m, r, table, cells)


def heads(m, r, table, cells):
    head = "".join(c.text for c in cells if c.kind == "th")
    pages = sorted({g.page for c in cells if c.kind == "td" for g in c.glyphs})
    if not head or len(pages) < 2:
        return
    first = min(g.page for c in cells if c.kind == "th" for g in c.glyphs)
    bad = []
    for page in pages:
        shown = "".join(g.char for g in m.pages[page - 1].glyphs if g.artifact)
        if page != first and head not in re.sub(r"\s", "", shown):
            bad.append(f"p{page}")
    r.none("T1.4", f"table {table}: head repeated on its further pages", bad, len(pages) - 1)


def point(cell):
    """x of the end of the whole part of a figure; None when the cell is none."""
    figure = re.match(r"[-−+]?[\d,]+", cell.text)
    if not figure:
        return None
    glyph = cell.glyphs[figure.end() - 1]
    return glyph.x + glyph.advance


def decimals(r, table, cells):
    columns = {}
    for cell in cells:
        if cell.kind == "td" and cell.extra["align"] == "decimal" and cell.extra["wide"] == 1 \
                and point(cell) is not None:
            columns.setdefault(cell.extra["column"], []).append(cell)
    for column, figures in sorted(columns.items()):
        at = point(figures[0])
        r.all("T1.4", f"table {table} column {column + 1}: points off the first, mm",
              [(point(c) - at, c.text) for c in figures], -0.2, 0.2)


def order(r, table, cells):
    """Cells of one row stand left to right and do not run into each other."""
    bad = []
    for a, b in zip(cells, cells[1:]):
        if (a.kind, a.extra["row"]) != (b.kind, b.extra["row"]) or \
                a.glyphs[0].page != b.glyphs[0].page:
            continue
        right = max(g.x + g.advance / (2 if g.char in MARKS else 1) for g in a.glyphs)
        if right > min(g.x for g in b.glyphs) + 0.05:
            bad.append(f"{a.text[:8]}|{b.text[:8]}")
    r.none("T1.4", f"table {table}: cells do not run into each other", bad, len(cells))


def lines_of(m, cells, page):
    """The table's vertical rules on a page: those as high as a row, between its first and last text."""
    ys = [g.y for c in cells for g in c.glyphs if g.page == page]
    return [x for x in m.pages[page - 1].rectangles
            if x.rectangle and x.width < 1 and x.height > 3
            and x.y1 > min(ys) - 5 and x.y0 < max(ys) + 5]


def rules(m, r, table, cells):
    """Frame 0.35 mm, inner lines 0.25 mm, all of them in the block."""
    pages = sorted({g.page for c in cells for g in c.glyphs})
    frame, inner = [], []
    for page in pages:
        lines = lines_of(m, cells, page)
        if not lines:
            r.say(False, "T1.4", f"table {table}: rules on page {page}")
            continue
        left, right = min(x.x0 for x in lines), max(x.x1 for x in lines)
        for x in lines:
            edge = x.x0 < left + 0.2 or x.x1 > right - 0.2
            (frame if edge else inner).append((x.width, f"p{page}"))
        r.within("P1.2", f"table {table}: left edge on page {page}", left, 25.8, 184)
        r.within("P1.2", f"table {table}: right edge on page {page}", right, 28, 184.3)
    r.all("T1.4", f"table {table}: weight of the frame, mm", frame, 0.32, 0.38)
    r.all("T1.4", f"table {table}: weight of inner lines, mm", inner, 0.22, 0.28)


def wanted_width(text, size):
    """Of a column given in mm or 字 of its own size, with 1 mm of white on both sides."""
    given = re.fullmatch(r"([\d.]+)(mm|字)", text or "")
    if not given:
        return None
    number = float(given[1])
    return number if given[2] == "mm" else number * size + 2


def widths(m, r, table, cells):
    for cell in cells:
        e, page = cell.extra, cell.glyphs[0].page
        wanted = wanted_width(e["width"], cell.glyphs[0].size)
        if cell.kind != "td" or e["row"] or e["wide"] > 1 or wanted is None:
            continue
        edges = sorted((x.x0 + x.x1) / 2 for x in lines_of(m, cells, page))
        left = max((x for x in edges if x < cell.glyphs[0].x), default=0)
        right = min((x for x in edges if x > cell.glyphs[0].x), default=0)
        r.near("T1.4", f"table {table} column {e['column'] + 1}: width", right - left, wanted, 0.3)


def turned(m, r, table, cells):
    """T1.2: text reads from the foot of the page upwards, the head stands at the left edge; T1.3: all
    of it in the block; T1.1: the page's number stays upright."""
    glyphs = [g for c in cells for g in c.glyphs]
    r.none("T1.2", f"table {table}: characters not turned counter-clockwise",
           [g.char for g in glyphs if g.angle != 90], len(glyphs))
    r.all("T1.3", f"table {table}: baselines across the block", [(g.x, g.char) for g in glyphs],
          28, 184)
    r.all("T1.3", f"table {table}: characters along the block", [(g.y, g.char) for g in glyphs],
          37, 262.3)
    for page in sorted({g.page for g in glyphs}):
        head = [g.x for c in cells if c.kind == "th" for g in c.glyphs if g.page == page]
        body = [g.x for c in cells if c.kind == "td" for g in c.glyphs if g.page == page]
        if head and body:
            r.say(max(head) < min(body), "T1.2",
                  f"table {table}: head at {max(head):.1f} left of the rows at {min(body):.1f}")
        number = [g for g in m.pages[page - 1].glyphs if g.artifact and g.char.isdigit()
                  and g.y > 262]
        r.none("T1.1", f"page {page}: its number is not upright",
               [g.char for g in number if g.angle], len(number) or 1)
    turned_points(r, table, cells)


def turned_points(r, table, cells):
    columns = {}
    for cell in cells:
        figure = re.match(r"[-−+]?[\d,]+", cell.text)
        if cell.kind == "td" and cell.extra["align"] == "decimal" and figure \
                and cell.extra["wide"] == 1:
            glyph = cell.glyphs[figure.end() - 1]
            columns.setdefault(cell.extra["column"], []).append((glyph.y - glyph.advance, cell.text))
    for column, points in sorted(columns.items()):
        r.all("T1.4", f"table {table} column {column + 1}: points off the first, mm",
              [(y - points[0][0], text) for y, text in points], -0.2, 0.2)
