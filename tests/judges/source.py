"""What a bulletin must show: its parts in reading order, as plain characters, from its XML alone.

Written from the input contract, not from the program: numbers, brackets, colons and labels that the
program makes are made here a second time.
"""
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

import filled

NS = "{urn:hongtou:bulletin:1}"
DIGITS = "零一二三四五六七八九"
FORMS = ("letter", "order", "minutes")
MARK_ENDS = {"order": "令", "minutes": "纪要"}  # what such a form's mark ends with (C1.1, M1.1)
MARK_TEXTS = {"layouts/qinglan.xml": "青岚市人民检察院文件"}  # fixed by a house style
RUNNING = ("p", "heading", "item")  # parts that are running text
SPACE = re.compile(r"\s+")


@dataclass
class Part:
    kind: str
    text: str
    content: str            # "main", "enclosure", "annex3" …: whose part it is
    level: int = 0          # of a heading, or of the heading that runs in
    heading: int = 0        # characters of the heading clause that runs in
    whole: list = field(default_factory=list)   # (from, to) that no line break may cut
    breaks: list = field(default_factory=list)  # places of <br/>
    spaces: list = field(default_factory=list)  # where a Latin word space stands
    extra: dict = field(default_factory=dict)
    glyphs: list = field(default_factory=list)  # filled by the matcher


def plain(text):
    """White space aside, marks that have two codes under one."""
    text = SPACE.sub("", text).replace("\u3000", "").replace("\u00a0", "")
    return text.replace("\u2e3a", "\u2014\u2014").replace("\u22ef", "\u2026")


def han(n):
    if n < 10:
        return DIGITS[n]
    if n >= 100:
        hundreds, rest = divmod(n, 100)
        link = "" if rest == 0 else "零" if rest < 10 else "一" if rest < 20 else ""
        return DIGITS[hundreds] + "百" + link + (han(rest) if rest else "")
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def section_number(level, n):
    return (f"{han(n)}、", f"（{han(n)}）", f"{n}.", f"（{n}）")[level - 1]


def item_number(kind, n):
    return {"（一）": f"（{han(n)}）", "1": f"{n}.", "（1）": f"（{n}）", "①": chr(0x2460 + n - 1), "none": ""}[kind or "1"]


def date(text):
    year, month, day = text.strip().split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def ruled(content):
    """第一章, 第一节, 第一条 of a text, by element; articles count through all of it."""
    counts, numbers = {"chapter": 0, "section": 0, "article": 0}, {}
    marks = {"chapter": "章", "section": "节", "article": "条"}

    def walk(parent, in_chapter):
        for child in parent:
            name = child.tag.replace(NS, "")
            if name not in marks or name == "section" and not in_chapter:
                continue
            counts[name] += 1
            if name == "chapter":
                counts["section"] = 0
            numbers[child] = f"第{han(counts[name])}{marks[name]}"
            if name != "article":
                walk(child, True)

    walk(content, False)
    return numbers


class Source:
    """parts: what must be read, in order. Fields name what the layout needs to know."""

    def __init__(self, path):
        self.root = filled.parse(path)
        self.parts, self.targets, self.content = [], {}, "main"
        self.ruled, self.figures = {}, {}
        self.kind = self.root.get("kind")
        layout = self.root.get("layout", "general")
        self.form = layout if layout in FORMS else "general"
        self.draft = self.root.get("status") == "draft"
        self.main = self.root
        self.enclosure = self.root.find(NS + "enclosure")
        for whole in (self.main, self.enclosure):
            self.name_annexes(whole)
        self.walk()

    # ---- text ----

    def name_annexes(self, content):
        if content is None:
            return
        annexes = content.findall(NS + "annex")
        for text in [content.find(NS + "body")] + annexes:
            if text is None:
                continue
            for inner in [text] + text.findall(NS + "body"):
                self.ruled.update(ruled(inner))
        self.targets.update({e.get("id"): n for e, n in self.ruled.items() if e.get("id")})
        for i, annex in enumerate(annexes):
            label = "附件" if len(annexes) == 1 else f"附件{i + 1}"
            if annex.get("id"):
                self.targets[annex.get("id")] = label

    def flat(self, element, part):
        """Appends the characters of an element, noting what must not be cut."""
        self.piece(element.text or "", part)
        for child in element:
            start, name = len(part.text), child.tag.replace(NS, "")
            if name == "br":
                part.breaks.append(start)
            elif name == "ref":
                part.text += self.targets.get(child.get("to"), "")
            else:
                self.flat(child, part)
                if name in ("name", "nobr"):
                    part.whole.append((start, len(part.text)))
            self.piece(child.tail or "", part)

    def piece(self, text, part):
        for space in re.finditer(r"(?<=[!-~])\s+(?=[!-~])", text):
            part.spaces.append(len(part.text) + len(plain(text[:space.start()])))
        part.text += plain(text)

    def add(self, kind, element=None, before="", after="", **fields):
        part = Part(kind, before, self.content, **fields)
        if element is not None:
            self.flat(element, part)
        part.text += after
        if part.text:
            self.parts.append(part)
        return part

    def child(self, parent, name):
        return parent.find(NS + name)

    # ---- order ----

    def walk(self):
        head = self.child(self.root, "head")
        mark = self.child(head, "mark")
        issuers = head.findall(NS + "issuer")
        if self.form != "letter":
            self.rows(head)
        self.joint = self.form == "general" and len(issuers) > 1
        self.upward = self.root.get("direction") == "up"
        self.mark(mark, issuers)
        if self.form == "letter":  # L1.4: below the rule, so below the mark
            self.rows(head)
        number = self.child(head, "number")
        if number is not None:
            self.add("number", None, self.number_text(number))
        for i, signer in enumerate(head.findall(NS + "signer")):
            if i == 0:
                self.add("signer-label", None, "签发人：")
            self.add("signer", signer)
        self.issuers = issuers
        if self.form == "minutes":
            self.add("issued-by", None, "、".join("".join(i.itertext()) for i in issuers))
            self.add("issued-on", None, self.signing_day())
        self.write(self.main)
        if self.enclosure is not None:
            self.content = "enclosure"
            self.write(self.enclosure)
            self.annexes(self.enclosure)
            self.content = "main"
        self.annexes(self.main)
        self.imprint(self.child(self.root, "imprint"))
        for name, content in (("enclosure", self.enclosure), ("main", self.main)):
            self.content = name
            if content is not None:
                self.annexes(content, apart=True)

    def mark(self, mark, issuers):
        """One mark, or every name of a joint issue and 文件 beside them (H3.1, H3.5)."""
        if self.joint:
            for issuer in issuers:
                self.add("mark-name", issuer)
            if mark is not None:
                self.add("mark-word", mark)
            return
        part = self.add("mark", mark if mark is not None else issuers[0])
        part.text = MARK_TEXTS.get(self.root.get("layout"), part.text)
        if not part.text.endswith(MARK_ENDS.get(self.form, "")):
            part.text += MARK_ENDS[self.form]

    def rows(self, head):
        """Copy number, secrecy with its term, urgency (H2)."""
        copy, secrecy = self.child(head, "copy-number"), self.child(head, "secrecy")
        if copy is not None:
            self.add("copy-number", None, copy.text.strip().zfill(6))
        if secrecy is not None:
            term = "★" + secrecy.get("term") if secrecy.get("term") else ""
            self.add("secrecy", None, secrecy.get("level") + term)
        if self.child(head, "urgency") is not None:
            self.add("urgency", self.child(head, "urgency"))

    def signing_day(self):
        day = self.root.find(f"{NS}sign/{NS}date")
        return date(day.text) if day is not None else ""

    def number_text(self, number):
        if number.get("code"):
            return f"{number.get('code')}〔{number.get('year')}〕{number.get('serial')}号"
        return f"第{number.get('serial')}号"

    def write(self, content):
        for name in ("title", "subtitle"):
            if self.child(content, name) is not None:
                self.add(name, self.child(content, name))
        if self.child(content, "to") is not None:
            self.add("to", self.child(content, "to"), after="：")
        self.blocks(self.child(content, "body"), 1)
        self.attachments(content.findall(NS + "annex"))
        for row in content.findall(NS + "attendance"):
            self.add("attendance-label", None, row.get("kind") + "：")
            self.add("attendance", row)
        if self.form != "minutes" or content is not self.main:
            self.sign(self.child(content, "sign"))
        note = self.child(content, "note")
        if note is not None:
            part = Part("note", "", self.content)
            self.flat(note, part)
            if not re.fullmatch(r"（[^（）]*）", part.text):
                part.text = f"（{part.text}）"
            self.parts.append(part)

    def blocks(self, parent, level):
        count, children, i = 0, list(parent), 0
        while i < len(children):
            child, name = children[i], children[i].tag.replace(NS, "")
            if name == "p":
                self.add("p", child)
            elif name == "list":
                self.items(child, "1")
            elif name == "figure" and self.child(child, "caption") is not None:
                caption = self.child(child, "caption")
                numbered = caption.get("number") != "no"
                self.figures[self.content] = self.figures.get(self.content, 0) + numbered
                self.add("caption", caption, f"图{self.figures[self.content]}" if numbered else "")
            elif child in self.ruled:
                self.rule(child)
            elif name == "table":
                self.table(child)
            elif name == "section":
                count += 1
                self.section(child, level, count)
            i += 1

    def items(self, parent, kind):
        kind = parent.get("kind") or kind
        for n, item in enumerate(parent.findall(NS + "item")):
            part = Part("item", item_number(kind, n + 1), self.content)
            inner = item.find(NS + "list")
            bare = ET.Element("item")
            bare.text = item.text
            bare.extend(c for c in item if c is not inner)
            self.flat(bare, part)
            self.parts.append(part)
            if inner is not None:
                self.items(inner, {"（一）": "1", "1": "（1）", "（1）": "①"}[kind])

    def rule(self, rule):
        """A chapter, one of its sections, or an article (B3.3)."""
        number, children = self.ruled[rule], list(rule)
        first = children.pop(0)
        if rule.tag == NS + "article":
            part = Part("p", number, self.content, level=1, heading=len(number),
                        extra={"white": len(number)})
        else:
            part = Part("chapter" if rule.tag == NS + "chapter" else "division", number, self.content)
        self.flat(first, part)
        self.parts.append(part)
        for child in children:
            if rule.tag == NS + "article" and child.tag == NS + "list":
                self.items(child, "（一）")
                continue
            holder = ET.Element("rest")
            holder.append(child)
            self.blocks(holder, 1)

    def section(self, section, level, n):
        heading = self.child(section, "h")
        rest = [c for c in section if c is not heading]
        part = Part("heading", section_number(level, n), self.content, level=level)
        self.flat(heading, part)
        if heading.get("run-in") == "yes" and rest and rest[0].tag == NS + "p":
            if part.text.rstrip("”’）》」』")[-1] not in "。！？…：；":
                part.text += "。"
            part.kind, part.heading = "p", len(part.text)
            self.flat(rest.pop(0), part)
        self.parts.append(part)
        holder = ET.Element("rest")
        holder.extend(rest)
        self.blocks(holder, level + 1)

    def table(self, table):
        self.tables = getattr(self, "tables", 0) + 1
        if table.get("unit"):
            self.add("unit", None, "单位：" + plain(table.get("unit")))
        columns = ([c.get("align") for c in table.iter(NS + "column")],
                   [c.get("width") for c in table.iter(NS + "column")])
        taken = {}
        for where in ("thead", "tbody"):
            rows = table.findall(f"{NS}{where}/{NS}tr")
            for r, row in enumerate(rows):
                self.row(row, where, r, columns, taken)
            taken = {}
        notes = [c for c in table if c.tag == NS + "note"]
        for n, note in enumerate(notes):
            number = f"{n + 1}." if len(notes) > 1 else ""
            self.add("table-note", note, ("注：" if n == 0 else "") + number)
        for source in table.findall(NS + "source"):
            self.add("table-note", source, "资料来源：")

    def row(self, row, where, r, columns, taken):
        aligns, widths = columns
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            wide, high = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            align = cell.get("align") or (aligns[column] if column < len(aligns) else None)
            self.add("th" if where == "thead" else "td", cell,
                     extra={"table": self.tables, "row": r, "column": column, "wide": wide,
                            "high": high, "align": align,
                            "width": widths[column] if column < len(widths) else None})
            part = self.parts[-1]
            if cell.tag == NS + "td" and re.fullmatch(r"-\d[\d.,%‰ ]*", part.text):
                part.text = "−" + part.text[1:]  # a hyphen is set as the minus it stands for
            taken.update({(r + i, column + k): True for i in range(high) for k in range(wide)})
            column += wide

    def attachments(self, annexes):
        if not annexes:
            return
        self.add("list-label", None, "附件：")
        for n, annex in enumerate(annexes):
            if len(annexes) > 1:
                self.add("list-number", None, f"{n + 1}.")
            self.add("list-name", self.child(annex, "title")).breaks.clear()

    def sign(self, sign):
        if sign is None:
            return
        by = self.child(sign, "by")
        seal = {} if by is None else {"seal": by.get("seal"), "diameter": by.get("diameter")}
        if by is not None and by.get("stamp"):  # B8.16: the name is the stamp's
            self.add("sign-title", None, by.get("title", ""))
            self.add("sign-date", None, date(self.child(sign, "date").text), extra={"stamp": True})
            return
        everyone = sign.findall(NS + "by") or (self.issuers if self.joint else self.issuers[:1])
        for name in everyone:
            own = {"seal": name.get("seal"), "diameter": name.get("diameter"), "of": len(everyone)}
            self.add("sign-name", name, extra=own)
        day = self.child(sign, "date")
        self.add("sign-date", None, date(day.text), extra=seal)

    def annexes(self, content, apart=False):
        outer, annexes = self.content, content.findall(NS + "annex")
        for n, annex in enumerate(annexes):
            if (annex.get("bound") == "no") != apart or len(annex) < 2:
                continue
            self.content = f"{outer}-annex{n + 1}"
            number = self.child(self.child(self.root, "head"), "number") if apart else None
            before = self.number_text(number) if number is not None else ""
            self.add("annex-label", None,
                     before + ("附件" if len(annexes) == 1 else f"附件{n + 1}"),
                     extra={"apart": apart})
            self.add("annex-title", self.child(annex, "title"))
            holder = ET.Element("rest")
            for child in annex:
                if child.tag == NS + "body":
                    holder.extend(child)
                elif child.tag != NS + "title":
                    holder.append(child)
            self.blocks(holder, 1)
        self.content = outer

    def imprint(self, imprint):
        self.content = "imprint"
        if imprint is None:
            return
        for name, label in (("main-to", "主送："), ("copy-to", "抄送：")):
            if self.child(imprint, name) is not None:
                self.add(name + "-label", None, label)
                self.add(name, self.child(imprint, name), after="。")
        if self.form == "letter":  # L1.9
            return
        if self.child(imprint, "printed-by") is not None:
            self.add("printed-by", self.child(imprint, "printed-by"))
        day = self.child(imprint, "printed-on")
        if day is not None:
            self.add("printed-on", None, date(day.text) + "印发")
