"""What stands on the pages of a PDF, as mutool reads it: glyphs, lines, rectangles, images.

Everything is in millimetres from the top left of the page, y down. The em box of Han text is taken
to reach 0.88 em above and 0.12 em below the baseline, whatever a font's tables say. Nothing here
knows how the file was made: `mutool trace` prints the device calls of an interpreter that is not
ours, `mutool draw` its pixels.
"""
import html
import re
import subprocess
from dataclasses import dataclass, field

MM = 25.4 / 72
ASCENT, DESCENT = 0.88, 0.12
SAME_LINE = 0.05  # mm between baselines of one line
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
TAG = re.compile(r"<(/?)([\w:]+)")


@dataclass
class Glyph:
    char: str
    font: str
    size: float      # mm
    stretch: float   # x scale beside the size, 1: none
    x: float         # origin
    y: float         # baseline
    advance: float   # mm, of the font's own em box in the direction of the text
    paint: tuple     # colour space and components as the file says them
    tags: tuple      # marked content around it, outermost first
    angle: int       # 0 upright; 90 turned counter-clockwise …
    gid: int
    page: int
    order: int

    @property
    def top(self):
        return self.y - ASCENT * self.size

    @property
    def bottom(self):
        return self.y + DESCENT * self.size

    @property
    def artifact(self):
        return "Artifact" in self.tags

    @property
    def face(self):
        return self.font.split("+", 1)[-1]


@dataclass
class Rectangle:
    x0: float
    y0: float
    x1: float
    y1: float
    paint: tuple
    tags: tuple
    rectangle: bool  # False: another shape, this is its box

    @property
    def width(self):
        return self.x1 - self.x0

    @property
    def height(self):
        return self.y1 - self.y0


@dataclass
class Image:
    x0: float
    y0: float
    x1: float
    y1: float
    tags: tuple


@dataclass
class Line:
    glyphs: list

    @property
    def text(self):
        return "".join(g.char for g in self.glyphs)

    @property
    def y(self):
        return self.glyphs[0].y

    @property
    def top(self):
        return min(g.top for g in self.glyphs)

    @property
    def bottom(self):
        return max(g.bottom for g in self.glyphs)

    @property
    def left(self):
        return min(g.x for g in self.glyphs)


@dataclass
class Page:
    number: int
    width: float
    height: float
    file: str
    glyphs: list = field(default_factory=list)
    rectangles: list = field(default_factory=list)
    images: list = field(default_factory=list)
    _pixels: dict = field(default_factory=dict)

    def lines(self, glyphs=None):
        """Glyphs of one baseline, left to right, top line first."""
        lines = []
        for glyph in sorted(self.glyphs if glyphs is None else glyphs, key=lambda g: (g.y, g.x)):
            if lines and abs(lines[-1].y - glyph.y) < SAME_LINE:
                lines[-1].glyphs.append(glyph)
            else:
                lines.append(Line([glyph]))
        for line in lines:
            line.glyphs.sort(key=lambda g: g.x)
        return lines

    def pixels(self, dpi=300):
        if dpi not in self._pixels:
            self._pixels[dpi] = Pixels(self.file, self.number, dpi)
        return self._pixels[dpi]


class Pixels:
    """A page as mutool paints it."""

    def __init__(self, file, page, dpi):
        out = subprocess.run(["mutool", "draw", "-q", "-F", "ppm", "-r", str(dpi), "-o", "-", file,
                              str(page)], capture_output=True, check=True).stdout
        head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", out)
        self.width, self.height = int(head[1]), int(head[2])
        self.data = out[head.end():]
        self.scale = dpi / 25.4

    def at(self, x, y):
        """Red, green, blue at a place in mm."""
        px = min(max(int(x * self.scale), 0), self.width - 1)
        py = min(max(int(y * self.scale), 0), self.height - 1)
        i = 3 * (py * self.width + px)
        return self.data[i], self.data[i + 1], self.data[i + 2]

    def columns(self, x0, y0, x1, y1):
        """For each pixel column of a box: how dark its darkest pixel is, 0…255."""
        left, right = int(x0 * self.scale), int(x1 * self.scale)
        rows = range(max(int(y0 * self.scale), 0), min(int(y1 * self.scale), self.height - 1) + 1)
        dark = []
        for px in range(max(left, 0), min(right, self.width - 1) + 1):
            least = min(min(self.data[3 * (py * self.width + px):][:3]) for py in rows)
            dark.append(255 - least)
        return dark

    def ink(self, x0, y0, x1, y1, threshold=96):
        """Left and right end of the ink in a box, mm; None when it is blank."""
        dark = self.columns(x0, y0, x1, y1)
        inked = [i for i, d in enumerate(dark) if d > threshold]
        if not inked:
            return None
        start = int(x0 * self.scale)
        return (start + inked[0]) / self.scale, (start + inked[-1] + 1) / self.scale

    def strongest(self, x0, y0, x1, y1):
        """The most coloured pixel of a box."""
        best, colour = -1, (255, 255, 255)
        for py in range(int(y0 * self.scale), int(y1 * self.scale) + 1):
            for px in range(int(x0 * self.scale), int(x1 * self.scale) + 1):
                c = self.at((px + 0.5) / self.scale, (py + 0.5) / self.scale)
                if max(c) - min(c) > best:
                    best, colour = max(c) - min(c), c
        return colour


def is_red(colour):
    """Hue 345–20°, saturation at least 60 % (P4.4)."""
    r, g, b = colour
    if r != max(colour) or r == min(colour) or (r - min(colour)) / r < 0.6:
        return False
    hue = 60 * (g - b) / (r - min(colour))
    return -15 <= hue <= 20


# ---- matrices --------------------------------------------------------------------------------


def numbers(text):
    return [float(n) for n in text.split()]


def times(m, x, y):
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


# ---- reading ---------------------------------------------------------------------------------


def glyph_id(text):
    """Simple fonts are told by glyph names."""
    return int(text) if text.isdigit() else 0 if text == ".notdef" else -1


class Reader:
    def __init__(self, file):
        self.file, self.pages, self.tags = file, [], []
        self.paint, self.transform, self.span = (), [1, 0, 0, 1, 0, 0], None
        self.path, self.curved, self.stroke, self.order = None, False, 0.0, 0

    def read(self, text):
        for line in text.splitlines():
            tag = TAG.search(line)
            if not tag:
                continue
            attributes = {k: html.unescape(v) for k, v in ATTRIBUTE.findall(line)}
            name = tag[2]
            if tag[1]:
                self.leave(name)
            elif name in ("moveto", "lineto", "curveto"):
                self.step(name, attributes)
            else:
                getattr(self, "on_" + name, lambda a: None)(attributes)
        return self.pages

    def on_page(self, a):
        x0, y0, x1, y1 = numbers(a["mediabox"])
        self.pages.append(Page(int(a["number"]), (x1 - x0) * MM, (y1 - y0) * MM, self.file))
        self.tags = []

    def on_layer(self, a):
        self.tags.append(a["name"])

    def on_end_layer(self, a):
        if self.tags:
            self.tags.pop()

    def draw(self, a):
        self.paint = (a.get("colorspace", ""), a.get("color", ""))
        self.transform = numbers(a.get("transform", "1 0 0 1 0 0"))

    def on_fill_text(self, a):
        self.draw(a)

    on_ignore_text = on_stroke_text = on_fill_text

    def on_span(self, a):
        self.span = (a["font"], numbers(a["trm"]))

    def on_g(self, a):
        font, trm = self.span
        m = self.transform
        xx, xy = times(m[:4] + [0, 0], trm[0], trm[1])
        yx, yy = times(m[:4] + [0, 0], trm[2], trm[3])
        size, wide = (yx * yx + yy * yy) ** 0.5, (xx * xx + xy * xy) ** 0.5
        x, y = times(m, float(a["x"]), float(a["y"]))
        angle = 0 if xx > 0.5 * wide else 90 if xy < -0.5 * wide else 270 if xy > 0.5 * wide else 180
        self.order += 1
        self.pages[-1].glyphs.append(Glyph(
            a.get("unicode", ""), font, size * MM, wide / size if size else 1, x * MM, y * MM,
            float(a.get("adv", "0")) * wide * MM, self.paint, tuple(self.tags), angle,
            glyph_id(a.get("glyph", "0")), self.pages[-1].number, self.order))

    def on_fill_path(self, a):
        self.draw(a)
        self.path, self.curved, self.stroke = [], False, 0.0

    def on_stroke_path(self, a):
        self.on_fill_path(a)
        m = self.transform
        self.stroke = float(a["linewidth"]) * abs(m[0] * m[3] - m[1] * m[2]) ** 0.5

    def step(self, name, a):
        if self.path is None:
            return
        self.curved = self.curved or name == "curveto"
        x, y = a.get("x", a.get("x3")), a.get("y", a.get("y3"))
        self.path.append(times(self.transform, float(x), float(y)))

    def leave(self, name):
        if name not in ("fill_path", "stroke_path") or not self.path:
            return
        xs, ys = [p[0] for p in self.path], [p[1] for p in self.path]
        dx = self.stroke / 2 if len(set(xs)) == 1 else 0
        dy = self.stroke / 2 if len(set(ys)) == 1 else 0
        straight = all(x in (min(xs), max(xs)) and y in (min(ys), max(ys)) for x, y in self.path)
        self.pages[-1].rectangles.append(Rectangle(
            (min(xs) - dx) * MM, (min(ys) - dy) * MM, (max(xs) + dx) * MM, (max(ys) + dy) * MM,
            self.paint, tuple(self.tags), straight and not self.curved))
        self.path = None

    def on_fill_image(self, a):
        m = numbers(a["transform"])
        corners = [times(m, x, y) for x in (0, 1) for y in (0, 1)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        self.pages[-1].images.append(Image(min(xs) * MM, min(ys) * MM, max(xs) * MM, max(ys) * MM,
                                           tuple(self.tags)))

    on_fill_image_mask = on_fill_image


def read(file):
    """The pages of a PDF."""
    run = subprocess.run(["mutool", "trace", str(file)], capture_output=True)
    if run.returncode != 0:
        raise ValueError(run.stderr.decode(errors="replace").strip() or "mutool cannot read it")
    return Reader(str(file)).read(run.stdout.decode("utf-8", "replace"))


def fonts(file):
    """Rows of pdffonts: name, embedded, subset, has a Unicode map."""
    out = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True).stdout.decode()
    rows = []
    for line in out.splitlines()[2:]:
        flags = re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$", line)
        if flags:
            rows.append((line.split()[0], *(f == "yes" for f in flags.groups())))
    return rows


def text(file):
    """What pdftotext extracts, in content order."""
    return subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"],
                          capture_output=True, check=True).stdout.decode()


def boxes(file):
    """Words with their boxes as pdftotext sees them: (page, text, x0, y0, x1, y1), mm."""
    out = subprocess.run(["pdftotext", "-bbox", str(file), "-"],
                         capture_output=True, check=True).stdout.decode()
    words, page = [], 0
    for line in out.splitlines():
        page += "<page " in line
        word = re.search(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" '
                         r'yMax="([\d.-]+)">(.*)</word>', line)
        if word:
            box = [float(word[i]) * MM for i in range(1, 5)]
            words.append((page, html.unescape(word[5]), *box))
    return words
