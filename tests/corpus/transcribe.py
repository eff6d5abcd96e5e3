#!/usr/bin/env python3
"""Turns the marked text files of $HONGTOU_SHARED/corpus into bulletin XML, for tests only.

    transcribe.py OUT-FOLDER [FILE…]

Without files it takes every *.txt of $HONGTOU_SHARED/corpus (default ../shared beside the source
tree) and skips, saying so, where that folder is absent. Numbers, labels and marks that the tool
makes are taken off again; what the contract cannot hold is left out and told, a line each:
    02-….xml  left out: …
Exit 0 unless a file cannot be read.
"""
import os
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HONGTOU_SHARED") or ROOT.parent / "shared")
KINDS = "决议 决定 命令 令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要".split()
HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
HAN_NUMBER = "[一二三四五六七八九十百]+"
PARTS = [  # what may open a paragraph, by level of the ordinary numbering (B3.3)
    (1, re.compile(rf"({HAN_NUMBER})、")),
    (2, re.compile(rf"（({HAN_NUMBER})）")),
    (3, re.compile(r"(\d+)[.．、](?!\d)")),
    (4, re.compile(r"（(\d+)）")),
]
LIST_KINDS = {3: "1", 4: "（1）"}
HEAD_ROWS = 3


def han_number(text):
    """十二 → 12, 一百三十 → 130."""
    total, unit = 0, 0
    for c in text:
        if c in "十百":
            total += (unit or 1) * (10 if c == "十" else 100)
            unit = 0
        else:
            unit = HAN_DIGITS[c]
    return total + unit


def count_of(text):
    return int(text) if text.isdigit() else han_number(text)


def iso_date(text):
    """2018年4月23日 and 二〇一八年四月二十三日 → 2018-04-23; None: no date."""
    found = re.search(r"(\d{4}|[〇○零一二三四五六七八九]{4})年(\d+|[一二三四五六七八九十]+)月"
                      r"(\d+|[一二三四五六七八九十]+)日", text)
    if not found:
        return None
    year, month, day = found.groups()
    if not year.isdigit():
        year = "".join(str(HAN_DIGITS[c]) for c in year)
    return f"{int(year):04d}-{count_of(month):02d}-{count_of(day):02d}"


def cleaned(text):
    """Spaces that were typed to set the text; the tool sets its own."""
    text = re.sub(r"[ \t\u3000\u00a0]+", " ", text.strip())
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def closed_up(text):
    """Letter-spacing typed into a title: 土 地 使 用 → 土地使用."""
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text.strip())


# ---- reading the marks ---------------------------------------------------------------------


def read_marks(path):
    """Head fields, and the marked pieces in order as (mark, lines)."""
    fields, pieces = {}, []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not pieces and line.startswith("# "):
            key, _, value = line[2:].partition(":")
            fields[key.strip()] = value.strip()
            continue
        mark = re.match(r"【([^】]+)】(.*)$", line)
        if mark:
            pieces.append((mark[1], [mark[2]] if mark[2].strip() else []))
        elif pieces and line.strip():
            pieces[-1][1].append(line)
    return fields, pieces


class Document:
    """The pieces sorted by what they become."""

    def __init__(self, name, fields, pieces):
        self.name, self.fields, self.left_out, self.order = name, fields, [], False
        self.parts = {}      # mark → lines, of what stands once
        self.body, self.rest = [], []
        for i, (mark, lines) in enumerate(pieces):
            if mark in ("附件", "附件标题") or (mark == "附件正文" and not self.rest):
                self.rest = pieces[i:]
                break
            if mark in ("正文", "表", "表完", "图"):
                self.body.append((mark, lines))
            else:
                self.parts.setdefault(mark, []).extend(lines)
        self.rest = [piece for piece in self.rest if self.keep_whole(piece)]

    def keep_whole(self, piece):
        """抄送 and 印发 may follow the annexes."""
        if piece[0] not in ("抄送", "印发"):
            return True
        self.parts.setdefault(piece[0], []).extend(piece[1])
        return False

    def drop(self, what):
        if what not in self.left_out:
            self.left_out.append(what)

    def first(self, mark):
        return (self.parts.get(mark) or [""])[0].strip()


# ---- tables -----------------------------------------------------------------------------------


def read_cell(raw):
    spans = dict(re.findall(r"〈(rowspan|colspan)=(\d+)〉", raw))
    text = re.sub(r"〈[^〉]*〉", "", raw).strip()
    lines = [line.strip() for line in text.split("⏎")]
    return {"text": "\n".join(map(cleaned, lines)), "rows": int(spans.get("rowspan", 1)),
            "columns": int(spans.get("colspan", 1))}


def lay_out(rows):
    """Fills rows that end early; the number of columns, and the row length of each."""
    taken = {}
    lengths = []
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            for dy in range(cell["rows"]):
                for dx in range(cell["columns"]):
                    taken[y + dy, x + dx] = True
            x += cell["columns"]
        while (y, x) in taken:
            x += 1
        lengths.append(x)
    width = max(lengths)
    for row, length in zip(rows, lengths):
        row.extend({"text": "", "rows": 1, "columns": 1} for _ in range(width - length))
    return width


def is_figure(text):
    return re.fullmatch(r"[-−－]?[\d,]+(\.\d+)?[%％]?", text) is not None


def alignments(rows, head, width):
    """A column of figures lines up by the point."""
    figures, filled = [0] * width, [0] * width
    for row in rows[head:]:
        if len(row) != width or any(c["columns"] > 1 for c in row):
            continue
        for x, cell in enumerate(row):
            filled[x] += bool(cell["text"])
            figures[x] += is_figure(cell["text"])
    return ["decimal" if f and f * 3 >= n * 2 else "" for f, n in zip(figures, filled)]


def row_xml(row, tag):
    out = []
    for cell in row:
        spans = "".join(f' {name}="{cell[key]}"' for name, key in
                        (("rowspan", "rows"), ("colspan", "columns")) if cell[key] > 1)
        out.append(f"<{tag}{spans}>{escape(cell['text'])}</{tag}>")
    return "<tr>" + "".join(out) + "</tr>"


def table_xml(document, lines, notes):
    rows = [[read_cell(raw) for raw in line.split("\t")] for line in lines]
    if rows and rows[-1][0]["text"].startswith("注："):
        notes = [rows.pop()[0]["text"]] + notes
    if any(re.match(r" +\S", line) for line in lines):
        document.drop("行首缩进的表格层次")
    for y, row in enumerate(rows):
        for cell in row:
            cell["rows"] = min(cell["rows"], len(rows) - y)
    width = lay_out(rows)
    head = min(max(cell["rows"] for cell in rows[0]), HEAD_ROWS, len(rows) - 1)
    columns = "".join(f'<column align="{a}"/>' if a else "<column/>"
                      for a in alignments(rows, head, width))
    out = ["<table>", f"<columns>{columns}</columns>"]
    for tag, cell, part in (("thead", "th", rows[:head]), ("tbody", "td", rows[head:])):
        if part:
            out += [f"<{tag}>"] + [row_xml(row, cell) for row in part] + [f"</{tag}>"]
    out += [f"<note>{escape(note)}</note>" for note in map(bare_note, notes) if note]
    return "\n".join(out + ["</table>"])


def bare_note(text):
    return re.sub(r"^[\s　]*(注：)?[\s　]*(\d+[.、．])?[\s　]*", "", text)


def takes_notes(lines):
    """Lines that follow a table and are its notes: 注：… or 注： with numbered lines below."""
    if not lines or not lines[0].strip().startswith("注："):
        return 0
    n = 1
    while n < len(lines) and re.match(r"^[\s　]*\d+[.、．]", lines[n]):
        n += 1
    return n


# ---- running text ---------------------------------------------------------------------------


class Flow:
    """Paragraphs into sections and lists; a number is taken off only where the tool will make
    the same one again."""

    def __init__(self, document):
        self.document, self.out = document, []
        self.counts = [0] * 5     # by level
        self.open = 0             # sections open
        self.list = (0, 0)        # level and count of the open list
        self.rules = []           # "chapter", "section", "article" that are open
        self.ruled = [0, 0, 0]    # chapters, their sections, articles so far
        self.points = 0           # （一） of the open article so far

    def close_list(self):
        if self.list[0]:
            self.out.append("</list>")
        self.list = (0, 0)

    def close_to(self, level):
        self.close_list()
        while self.open > level:
            self.out.append("</section>")
            self.open -= 1

    def raw(self, xml):
        self.close_list()
        self.out.append(xml)

    def close_rules(self, kinds=("chapter", "section", "article")):
        self.close_points()
        while self.rules and self.rules[-1] in kinds:
            self.out.append(f"</{self.rules.pop()}>")

    def close_points(self):
        if self.points:
            self.out.append("</list>")
        self.points = 0

    def regulation(self, text):
        """Whether it is 第一章, 第一节, 第一条, or （一） of an open article."""
        found = re.match(rf"第({HAN_NUMBER})([章节条])[\s\u3000]*(.*)", text)
        point = re.match(rf"（({HAN_NUMBER})）(.*)", text)
        if point and self.rules and self.rules[-1] == "article" and \
                han_number(point[1]) == self.points + 1:
            if not self.points:
                self.out.append("<list>")
            self.points += 1
            self.out.append(f"<item>{escape(cleaned(point[2]))}</item>")
            return True
        if not found or not found[3]:
            return False
        kind = "章节条".index(found[2])
        if han_number(found[1]) != self.ruled[kind] + 1:
            return False
        self.close_to(0)
        self.close_rules(("article", "section", "chapter")[:3 - kind])
        self.ruled[kind] += 1
        if kind == 0:
            self.ruled[1] = 0
        tag, rest = ("chapter", "section", "article")[kind], cleaned(found[3])
        self.rules.append(tag)
        self.out.append(f"<{tag}>" + (f"<p>{escape(rest)}</p>" if kind == 2 else
                                      f"<h>{escape(rest)}</h>"))
        return True

    def paragraph(self, text):
        if not text.strip() or self.regulation(text.strip()):
            return
        if self.rules:
            self.close_points()
            self.out.append(f"<p>{escape(cleaned(text))}</p>")
            return
        text = cleaned(text)
        for level, form in PARTS:
            found = form.match(text)
            if found and self.numbered(level, count_of(found[1]), text[found.end():]):
                return
            if found:
                self.document.drop("与程序编号不合的段首序号（按文字保留）")
                break
        self.raw(f"<p>{escape(text)}</p>")

    def numbered(self, level, n, rest):
        """Whether the paragraph could be made a section or an item."""
        if not rest.strip():
            return False
        if level <= self.open + 1 and n == self.counts[level] + 1:
            self.section(level, rest)
            return True
        if level not in LIST_KINDS:
            return False
        if n == 1 and self.list[0] != level:
            self.close_list()
            self.out.append(f'<list kind="{LIST_KINDS[level]}">')
            self.list = (level, 0)
        if self.list != (level, n - 1):
            return False
        self.list = (level, n)
        self.out.append(f"<item>{escape(rest.strip())}</item>")
        return True

    def section(self, level, text):
        self.close_to(level - 1)
        self.counts[level] += 1
        self.counts[level + 1:] = [0] * (4 - level)
        self.open = level
        clause = re.match(r"[^。：]{1,11}：|[^。]*?。”?", text)
        rest = text[clause.end():].strip() if clause else ""
        if rest:
            self.out.append(f'<section><h run-in="yes">{escape(clause[0].strip())}</h>')
            self.out.append(f"<p>{escape(rest)}</p>")
        else:
            self.out.append(f"<section><h>{escape(text.strip())}</h>")

    def finish(self):
        self.close_rules()
        self.close_to(0)
        return "\n".join(self.out)


def flow_xml(document, pieces):
    flow, table = Flow(document), None
    for i, (mark, lines) in enumerate(pieces):
        if mark == "图":
            document.drop("图")
            for line in lines:
                if not re.match(r"图：|（原文", line):
                    flow.paragraph(line)
        elif mark == "表":
            title = lines[:1] if lines and "\t" not in lines[0] else []
            table = lines[len(title):]
            for line in title:
                flow.raw(f"<p>{escape(line)}</p>")
            following = pieces[i + 2][1] if i + 2 < len(pieces) and \
                pieces[i + 2][0] == "附件正文" else []
            n = takes_notes(following)
            flow.raw(table_xml(document, table, following[:n]))
            del following[:n]
        else:
            for line in lines:
                flow.paragraph(line)
    return flow.finish()


# ---- annexes and enclosures --------------------------------------------------------------------


def same(a, b):
    plain = [re.sub(r"[\s　《》]", "", t) for t in (a, b)]
    return plain[0] == plain[1]


def attachment_entries(document):
    """The entries of the attachment note, which may also close the text; taken out there."""
    lines = document.parts.get("附件说明", [])
    if not lines and document.body:
        last = document.body[-1][1]
        at = next((i for i, line in enumerate(last) if re.match(r"附件[：:]?\s*1[.．]", line)),
                  None)
        if at is not None:
            lines = last[at:]
            del last[at:]
    text = "\n".join(lines)
    text = re.sub(r"^附件[：:]?", "", text)
    return [re.sub(r"^\s*\d+[.．]\s*", "", line).strip() for line in text.split("\n") if line]


def split_annexes(pieces):
    """One list of pieces per annex; a label line, marked or not, opens one."""
    annexes = []
    for mark, lines in pieces:
        bare = mark == "附件正文" and len(lines) == 1 and re.fullmatch(
            r"附件\s*\d*[.：:]?", lines[0].strip())
        if mark == "附件" or bare:
            annexes.append([])
        else:
            if not annexes:
                annexes.append([])
            annexes[-1].append((mark, list(lines)))
    return annexes


def take_title(pieces, wanted):
    """The lines of the first title, as many as make the wanted one; the rest stays text."""
    for i, (mark, lines) in enumerate(pieces):
        if mark != "附件标题":
            continue
        n = len(lines)
        for k in range(1, len(lines) + 1):
            if wanted and same("".join(lines[:k]), wanted):
                n = k
        title = closed_up("".join(lines[:n]))
        pieces[i] = ("附件正文", lines[n:])
        return title
    return wanted


def annex_xml(document, pieces, wanted):
    title = take_title(pieces, wanted)
    body = flow_xml(document, pieces)
    if not body:
        document.drop(f"附件“{title}”的正文（原文未载，按另行装订录入）")
        return f'<annex bound="no">\n<title>{escape(title)}</title>\n</annex>'
    return f"<annex>\n<title>{escape(title)}</title>\n{body}\n</annex>"


def enclosure_xml(document, pieces):
    title = take_title(pieces, "")
    chapter = re.search(r"第一章[\s　]*\S.*$", title)
    if chapter:
        pieces.insert(0, ("附件正文", [chapter[0]]))
        title = title[:chapter.start()]
    body = flow_xml(document, pieces)
    return f"<enclosure>\n<title>{escape(title)}</title>\n<body>\n{body}\n</body>\n</enclosure>"


def rest_xml(document):
    """What follows the document itself: its annexes, or the text it issues."""
    entries = attachment_entries(document)
    annexes = split_annexes(document.rest)
    titles = ["".join(l) for m, l in document.rest if m == "附件标题"]
    listed = entries and any(e and t.startswith(e[:6]) for e in entries for t in titles)
    if document.rest and not listed:
        for entry in entries:
            document.drop(f"附件“{entry}”（原文未载）")
        pieces = [piece for annex in annexes for piece in annex]
        return enclosure_xml(document, pieces)
    if not document.rest:
        annexes = [[] for _ in entries]
    wanted = entries + [""] * (len(annexes) - len(entries))
    return "\n".join(annex_xml(document, a, w) for a, w in zip(annexes, wanted))


# ---- the document -----------------------------------------------------------------------------


def head_xml(document):
    mark = [line for line in document.parts.get("发文机关标志", []) if line.strip() != "令"]
    issuers = re.sub(r"（.*?）", "", document.fields["发文机关"]).split("、")
    if document.order:
        issuers = [closed_up(line) for line in mark]
    out = [f"<issuer>{escape(name.strip())}</issuer>" for name in issuers]
    if len(mark) == 1 and len(issuers) == 1:
        out.append(f"<mark>{escape(closed_up(mark[0]))}</mark>")
    elif mark and [closed_up(line) for line in mark][:len(issuers)] != issuers:
        document.drop("多行发文机关标志")
    number = re.sub(r"\s", "", document.first("发文字号"))
    alone = re.fullmatch(r"第(\d+)号", number)
    full = re.fullmatch(r"(.+)〔(\d{4})〕(\d+)号", number)
    if full:
        out.append(f"<number code={quoteattr(full[1])} year=\"{full[2]}\" serial=\"{full[3]}\"/>")
    elif alone:
        out.append(f'<number serial="{alone[1]}"/>')
    elif number:
        document.drop(f"发文字号“{number}”")
    return "<head>" + "".join(out) + "</head>", [name.strip() for name in issuers]


def order_sign_xml(document, date):
    out = []
    for line in document.parts.get("署名", []):
        title, _, name = line.strip().rpartition(" ")
        out.append(f"<by title={quoteattr(title)} stamp=\"space\">{escape(name)}</by>")
    return f"<sign><date>{date}</date>{''.join(out)}</sign>"


def sign_xml(document, issuers):
    names = [n for line in document.parts.get("署名", []) for n in re.split(r"[\s　]+", line) if n]
    date = iso_date(document.first("成文日期"))
    if not date:
        document.drop("成文日期（原文未载）")
        return ""
    if document.order:
        return order_sign_xml(document, date)
    by = "".join(f"<by>{escape(name)}</by>" for name in names) if names != issuers else ""
    return f"<sign><date>{date}</date>{by}</sign>"


def imprint_xml(document):
    out = []
    copies = "".join(document.parts.get("抄送", []))
    if copies:
        text = re.sub(r"^抄送[：:]|。$", "", copies.strip())
        out.append(f"<copy-to>{escape(text)}</copy-to>")
    printed = document.first("印发")
    if printed:
        office, _, rest = printed.partition("\t")
        out.append(f"<printed-by>{escape(office.strip())}</printed-by>")
        out.append(f"<printed-on>{iso_date(rest)}</printed-on>")
    return "<imprint>" + "".join(out) + "</imprint>" if out else ""


def document_xml(document):
    kind = next((k for k in KINDS if document.fields["文种"].startswith(k)), "通报")
    document.order = kind in ("命令", "令")
    head, issuers = head_xml(document)
    after = rest_xml(document)
    title = closed_up("".join(closed_up(line) for line in document.parts.get("标题", [])))
    to = re.sub(r"[：:]$", "", "".join(document.parts.get("主送", [])).strip())
    note = re.sub(r"^（(.*)）$", r"\1", document.first("附注"))
    pieces = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<bulletin xmlns="urn:hongtou:bulletin:1" xml:lang="zh-CN" kind="{kind}" '
        f'layout="{"order" if document.order else "general"}">',
        head,
        f"<title>{escape(title)}</title>" if title else "",
        f"<to>{escape(to)}</to>" if to else "",
        f"<body>\n{flow_xml(document, document.body)}\n</body>",
        sign_xml(document, issuers),
        f"<note>{escape(note)}</note>" if note else "",
        after,
        imprint_xml(document),
        "</bulletin>",
    ]
    return "\n".join(piece for piece in pieces if piece) + "\n"


def transcribe(path, folder):
    fields, pieces = read_marks(path)
    name = path.stem + ".xml"
    document = Document(name, fields, pieces)
    xml = document_xml(document)
    (folder / name).write_text(xml, encoding="utf-8")
    for what in document.left_out:
        print(f"{name}\tleft out: {what}")
    if not document.left_out:
        print(f"{name}\twhole")


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    files = [Path(a) for a in arguments[1:]]
    if not files and not (SHARED / "corpus").is_dir():
        print("transcribe: skipped, no corpus below HONGTOU_SHARED")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for path in files or sorted((SHARED / "corpus").glob("*.txt")):
        transcribe(path, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
