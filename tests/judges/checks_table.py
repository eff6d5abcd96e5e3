"""Ruled tables: inside the block, heads repeated on every page, figures aligned at their point (T1.4)."""
import re

from match import MARKS


def check(m, r):
    for table in sorted({p.extra["table"] for p in m.source.parts if "table" in p.extra}):
        cells = [p for p in m.source.parts if p.extra.get("table") == table and p.glyphs]
        if cells:
            heads(m, r, table, cells)
            decimals(r, table, cells)
            order(r, table, cells)


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
