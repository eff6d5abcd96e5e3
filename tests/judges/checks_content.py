"""What regulations, pictures and annexes bound apart have of their own (B3.3, T1.5, B10.5)."""
import re
import subprocess

from checks_form import centre, pages_apart
from checks_text import family, main_face, where
from match import CELL, STEP
from pageread import MM as PT

TOLERANCE = 0.3  # mm


def check(m, r):
    regulation(m, r)
    captions(m, r)
    figures(m, r)
    apart(m, r)


def off_step(m, line):
    """How far the line below is from whole steps of the grid (P3.5)."""
    below = [l.top - line.top for l in m.lines if l.page == line.page and l.running
             and l.top > line.top + 1]
    return abs(min(below) / STEP - round(min(below) / STEP)) * STEP if below else 0


def regulation(m, r):
    for kind, face in (("chapter", "黑体"), ("division", "楷体")):
        for part in m.of(kind):
            lines = m.lines_of(part)
            r.all("B3.3", f"{kind} centre", [(centre(l), where(l)) for l in lines], 105.2, 106.8)
            r.say(family(main_face(part.glyphs)) == face, "B3.3", f"{kind} face {part.text}")
            r.all("B3.3", f"{kind} size, pt", [(l.size / PT, where(l)) for l in lines], 15.9, 16.1)
            r.all("P3.5", f"{kind} above whole steps", [(off_step(m, l), where(l)) for l in lines],
                  0, TOLERANCE)
    for part in m.of("p"):
        if "white" not in part.extra:
            continue
        first, white = m.lines_of(part)[0], part.extra["white"]
        number, after = part.glyphs[white - 1], part.glyphs[white]
        r.near("B3.3", f"{part.text[:white]} left", first.left(), 28 + 2 * CELL, TOLERANCE)
        r.say(family(main_face(part.glyphs[:white])) == "黑体", "B3.3",
              f"{part.text[:white]} face")
        r.near("B3.3", f"white after {part.text[:white]}, cells",
               (after.x - number.x) / CELL - 1, 1, 0.2)


def captions(m, r):
    for part in m.of("caption"):
        lines = m.lines_of(part)
        before = m.source.parts[m.source.parts.index(part) - 1]
        r.all("T1.5", "caption centre", [(centre(l), where(l)) for l in lines], 105.2, 106.8)
        r.all("T1.5", "caption size, pt", [(l.size / PT, where(l)) for l in lines], 11.9, 12.1)
        r.say(len({l.page for l in lines}) == 1, "T1.5", f"caption on one page after {before.kind}")


def figures(m, r):
    """Each picture is a Figure of the structure with its words and its box (UA-1 7.3)."""
    wanted = [e.get("alt") for e in m.source.root.iter() if e.tag.endswith("}figure")]
    if not wanted:
        return
    plain = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(m.pdf), "-"],
                           capture_output=True, check=False).stdout
    found = [o for o in plain.split(b"endobj") if re.search(rb"/S\s*/Figure", o)]
    r.say(len(found) >= len(wanted), "PDF.figure", f"Figure elements: {len(found)}")
    r.say(all(b"/BBox" in o and b"/Alt" in o for o in found), "PDF.figure",
          "each has /Alt and /BBox")


def apart(m, r):
    last = [l.page for l in m.lines if l.part and l.part.content == "imprint"]
    for page in pages_apart(m):
        r.say(page % 2 == 1, "B10.5", f"bound apart: begins on a front, page {page}")
        r.say(not last or page > max(last), "B10.5", f"bound apart: page {page} behind the imprint")
