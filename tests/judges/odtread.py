"""Two PDFs of one document, ours and an office's: characters as lines, compared page by page."""
import difflib
import html
import re
import subprocess

MM = 25.4 / 72
SAME_LINE = 2.5  # pt between baselines of what is read as one line
TRACE = re.compile(r'<page number="\d+" mediabox="0 0 ([\d.]+) ([\d.]+)"|transform="([-\d. ]+)"|'
                   r'<g unicode="(&[^;]+;|.)" glyph="[^"]*" x="([-\d.]+)" y="([-\d.]+)"', re.S)


def characters(pdf):
    """Pages as ((width, height), [(x, y, character)]), in points from the top left."""
    said = subprocess.run(["mutool", "trace", str(pdf)], capture_output=True, text=True,
                          errors="replace", check=False).stdout
    pages, matrix = [], [1, 0, 0, 1, 0, 0]
    for m in TRACE.finditer(said):
        if m[1]:
            pages.append(((float(m[1]), float(m[2])), []))
        elif m[3]:
            matrix = [float(v) for v in m[3].split()]
        else:
            x, y, c = float(m[5]), float(m[6]), html.unescape(m[4])
            a, b, c2, d, e, f = matrix
            if c.strip():
                pages[-1][1].append((a * x + c2 * y + e, b * x + d * y + f, c))
    return pages


def turned(page):
    """An upright page with content a quarter turned, as it is read from its side (T1.2)."""
    (width, height), glyphs = page
    return (height, width), [(height - y, x, c) for x, y, c in glyphs]


def beside_numbers(page):
    """A turned page without its number, which stands across the others and left of them (T1.3)."""
    return page[0], [g for g in page[1] if g[0] * MM > 34]


LEADERS = re.compile("…{3,}")  # of a table of contents: an office fills them in by itself
BESIDE_LINE = 6  # pt: so far above or below its line an index figure stands


def with_indices(rows):
    """Index figures and letters back into their lines."""
    kept = []
    for k, row in enumerate(rows):
        near = [r for r in rows[max(0, k - 1):k] + rows[k + 1:k + 2]
                if abs(r[0] - row[0]) < BESIDE_LINE and len(r[1]) > len(row[1])]
        if near:
            min(near, key=lambda r: abs(r[0] - row[0]))[1].extend(row[1])
        else:
            kept.append(row)
    return kept


def lines(page):
    """[(baseline, left, right, text)] in mm, from the top."""
    rows = []
    for x, y, c in sorted(page[1], key=lambda g: g[1]):
        if rows and abs(rows[-1][0] - y) < SAME_LINE:
            rows[-1][1].append((x, c))
        else:
            rows.append((y, [(x, c)]))
    return [(y * MM, min(r)[0] * MM, max(r)[0] * MM,
             LEADERS.sub("", "".join(c for _, c in sorted(r))))
            for y, r in with_indices(rows)]


def undrawn(pages, drawn):
    """Pages without the characters of pictures, given as (page, top, bottom) in mm."""
    for number, top, bottom in drawn:
        if number <= len(pages):
            size, glyphs = pages[number - 1]
            pages[number - 1] = size, [g for g in glyphs if not top < g[1] * MM < bottom + 1]
    return pages


def both(ours, theirs, drawn=()):
    """Pages of both as lines; ours turned where the office turned the paper."""
    a, b = undrawn(characters(ours), drawn), undrawn(characters(theirs), drawn)
    for i in range(min(len(a), len(b))):
        if b[i][0][0] > b[i][0][1] and a[i][0][0] < a[i][0][1]:
            a[i] = turned(a[i])
            a[i], b[i] = beside_numbers(a[i]), beside_numbers(b[i])
    return [lines(p) for p in a], [lines(p) for p in b]


class Comparison:
    """Of one document. Lines of `left_out` are ours alone and told elsewhere (odt.continued)."""

    def __init__(self, ours, theirs, left_out=(), drawn=()):
        self.pages = both(ours, theirs, drawn)
        a, b = self.pages
        self.labelled = any(line[3] in left_out for page in a for line in page)
        a[:] = [[line for line in page if line[3] not in left_out] for page in a]
        self.total = sum(len(page) for page in a)
        self.equal, self.pairs, self.different, self.same_pages = 0, [], [], 0
        for i in range(max(len(a), len(b))):
            self._page(i, a[i] if i < len(a) else [], b[i] if i < len(b) else [])
        self.same_pages = len(a) == len(b) and not self.unlike

    unlike = ()

    def _page(self, index, ours, theirs):
        mine, other = [r[3] for r in ours], [r[3] for r in theirs]
        for m in difflib.SequenceMatcher(None, mine, other, autojunk=False).get_matching_blocks():
            self.equal += m.size
            self.pairs += [(index, ours[m.a + k], theirs[m.b + k]) for k in range(m.size)]
        if "".join(mine) != "".join(other):
            self.unlike = self.unlike + (index + 1,)
        self.different += [f"p{index + 1} {text}" for text in mine if text not in other]

    @property
    def share(self):
        return self.equal / max(self.total, 1)


def faces(pdf):
    """Font names without their subset tags."""
    said = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True,
                          check=False).stdout.splitlines()[2:]
    names = {line.split()[0].split("+")[-1] for line in said if line.strip()}
    return {re.sub("-Identity-H$", "", name) for name in names}
