"""Which glyphs show which part of the source: the glyph stream against the parts, in reading order."""
import re
from dataclasses import dataclass

import pageread
from pageread import Line
from source import RUNNING, Part, Source, plain

CELL = 156 / 28            # mm, the grid's cell (X-a)
STEP = (225 - 16 * pageread.MM) / 21
OPENING = "“‘（〔【〖《〈「『［｛"
CLOSING = "”’）〕】〗》〉」』］｝"
STOPS = "、。，．：；！？"
MARKS = OPENING + CLOSING + STOPS


def is_han(char):
    return len(char) == 1 and ("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"
                               or "\U00020000" <= char <= "\U0003ffff" or char in "〇々")


@dataclass
class PartLine:
    """One line of one part. start: the part's character it begins with."""
    page: int
    glyphs: list
    start: int
    part: Part
    first: bool
    last: bool

    @property
    def text(self):
        return "".join(g.char for g in self.glyphs)

    @property
    def y(self):
        return self.glyphs[0].y

    @property
    def size(self):
        return max(g.size for g in self.glyphs)

    @property
    def top(self):
        return self.y - pageread.ASCENT * self.size

    @property
    def bottom(self):
        return self.y + pageread.DESCENT * self.size

    @property
    def running(self):
        return self.part.kind in RUNNING

    def cell(self):
        """Width of a Han cell of this size."""
        return CELL if abs(self.size - 16 * pageread.MM) < 0.05 else self.size

    def left(self):
        """Where the first cell begins, an opening mark's with its blank half left out."""
        g = self.glyphs[0]
        return g.x + (self.cell() / 2 if g.char in OPENING else 0)

    def right(self, pages):
        """Where the last cell ends; a full-width mark has half a cell there (K2.3)."""
        g = self.glyphs[-1]
        if g.char in CLOSING + STOPS:
            return g.x + self.cell() / 2
        if g.char.isdigit() and g.char.isascii():
            return g.x + self.cell() / 2
        if g.char in ".,:;":  # in a word its own width, in a number centred in half a cell
            edges = g.x + g.advance, g.x + g.advance / 2 + self.cell() / 4
            return min(edges, key=lambda edge: abs(edge - 184))
        if g.char in "—…":
            ink = pages[g.page - 1].pixels().ink(g.x - 1, self.top, g.x + 2 * g.size, self.bottom)
            return ink[1] if ink else g.x
        if is_han(g.char):
            return g.x + self.cell()
        return g.x + g.advance


class Matched:
    """pages, parts with their glyphs, lines in reading order; faults: what does not agree."""

    def __init__(self, pdf, xml):
        self.pdf, self.pages, self.faults = str(pdf), pageread.read(pdf), []
        self.source = Source(xml)
        stream = [g for page in self.pages for g in page.glyphs
                  if not g.artifact and plain(g.char)]
        read = plain("".join(g.char for g in stream))
        self.owner = [g for g in stream for _ in plain(g.char)]
        self.moved = self.move_recipients(read)
        self.match(read)
        self.lines = [line for part in self.source.parts for line in self.cut(part)]
        self.by_part = {id(p): [l for l in self.lines if l.part is p] for p in self.source.parts}

    def move_recipients(self, read):
        """B2.2: recipients that went to the imprint are looked for there."""
        parts = self.source.parts
        to = [p for p in parts if p.kind == "to" and p.content == "main"]
        if not to or to[0].text in read or "主送：" + to[0].text[:-1] not in read:
            return False
        parts.remove(to[0])
        at = next((i for i, p in enumerate(parts) if p.content == "imprint"), len(parts))
        to[0].text, to[0].content, to[0].kind = to[0].text[:-1] + "。", "imprint", "main-to"
        parts[at:at] = [Part("main-to-label", "主送：", "imprint"), to[0]]
        return True

    def match(self, read):
        wanted = "".join(p.text for p in self.source.parts)
        if read == wanted:
            places, at = [], 0
            for part in self.source.parts:
                places.append(at)
                at += len(part.text)
        else:
            places = self.search(read, wanted)
        for part, place in zip(self.source.parts, places):
            part.glyphs = [] if place is None else self.owner[place:place + len(part.text)]

    def search(self, read, wanted):
        """The text does not agree: say where, and find what can be found."""
        i = next((k for k, (a, b) in enumerate(zip(read, wanted)) if a != b),
                 min(len(read), len(wanted)))
        self.faults.append(f"read …{read[max(i - 8, 0):i + 16]}… where the source has "
                           f"…{wanted[max(i - 8, 0):i + 16]}…")
        places, at = [], 0
        for part in self.source.parts:
            place = read.find(part.text, at)
            if place < 0 or (place > at + 2000 and len(part.text) < 8):
                places.append(None)
                self.faults.append(f"{part.kind} not found in order: {part.text[:24]}")
                continue
            places.append(place)
            at = place + len(part.text)
        return places

    def cut(self, part):
        """The lines of a part."""
        groups, start = [], 0
        for k, g in enumerate(part.glyphs):
            if groups and groups[-1][0] == g.page and abs(groups[-1][1][0].y - g.y) < 0.05 \
                    and (g is groups[-1][1][-1] or g.x >= groups[-1][1][-1].x):
                if g is not groups[-1][1][-1]:
                    groups[-1][1].append(g)
            else:
                groups.append((g.page, [g], k))
        return [PartLine(page, glyphs, start, part, i == 0, i == len(groups) - 1)
                for i, (page, glyphs, start) in enumerate(groups)]

    def of(self, kind, content=None):
        return [p for p in self.source.parts
                if p.kind == kind and p.glyphs and (content is None or p.content == content)]

    def lines_of(self, part):
        return self.by_part[id(part)]

    def on_page(self, number):
        return [l for l in self.lines if l.page == number]

    def artifacts(self, page):
        """Lines of glyphs that are not part of the text: page numbers, 草稿, repeated heads."""
        return page.lines([g for g in page.glyphs if g.artifact and g.char.strip()])


def page_number_of(line):
    """The n of — n —, or None."""
    text = re.sub(r"\s", "", line.text if isinstance(line, Line) else line)
    found = re.fullmatch(r"[—\u2e3a]+(\d+)[—\u2e3a]+", text)
    return int(found[1]) if found else None
