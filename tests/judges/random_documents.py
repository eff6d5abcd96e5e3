"""Random documents out of the contract's table (`hongtou schema --format json`), by seed. What the
table says of elements, their order and their attributes is followed; tables get columns, spans and
figures to add up, for no table of a language knows those. Most are valid, and long enough that
tables, lists and signatures cross pages; the reader refuses the rest."""
import json
import random
import subprocess
from xml.sax.saxutils import escape, quoteattr

HAN = ("关于印发全市防汛工作方案的通知各县区人民政府有关单位要认真贯彻落实加强组织领导明确责任完善措施"
       "确保安全度汛经研究决定现将事项公布如下请遵照执行")
MARKS = "，。、；：“”（）《》"
LATIN = ("GB/T 9704", "2.5%", "PM2.5", "World Bank", "12 km", "1,234.56", "https://example.gov.cn/a")
RARE = "①⑪℃㎡№Ω·…—～￥±×§〇々"
SKIPPED = {"data", "chart"}  # need files of their own
SKIPPED_ATTRIBUTES = {"data", "from", "select", "head", "format", "round", "check", "adds", "phrase",
                      "totals", "start", "continue", "diameter"}
NUMBERED = ("annex", "chapter", "article")  # whatever stands in them: references may lead there
ABSENT = {"order": ("attendance", "to", "title"), "minutes": ("sign", "note")}  # have no place there
LAYOUTS = ("general", "general", "general", "letter", "order", "minutes")


class Maker:
    def __init__(self, table, seed):
        self.rand = random.Random(seed)
        self.elements = {e["id"]: e for e in table["elements"]}
        self.ids, self.named = [], 0
        self.wanted = self.rand.choice((0, 0, 0, 1, 1, 2, 3))  # how long it is

    # ---- words

    def words(self, least=1, most=30):
        out = []
        for _ in range(self.rand.randint(least, most)):
            kind = self.rand.random()
            if kind < 0.02:
                out.append(self.rand.choice(LATIN))
            elif kind < 0.03:
                out.append(self.rand.choice(RARE))
            elif kind < 0.1 and out:
                out.append(self.rand.choice(MARKS))
            else:
                out.append(self.rand.choice(HAN))
        return "".join(out).lstrip("①⑪") or "略"  # the tool numbers

    def sample(self, value):
        if value is None:
            return escape(self.words())
        return self.rand.choice(value["words"]) if value["words"] else value["example"]

    def inlines(self, element, depth):
        longest = (40, 120, 300, 600)[self.wanted] if element["id"] in ("p", "item") else 20
        out = [escape(self.words(1, longest))]
        for piece in element["inline"]:
            if piece in ("v", "ref", "cell-p", "br") or self.rand.random() > 0.06 or depth > 6:
                continue
            name = self.elements[piece]["name"]
            if self.elements[piece]["content"] == "empty":
                out.append(f"<{name}/>{escape(self.words(1, 5))}")
                continue
            out.append(f"<{name}>{escape(self.words(1, 3))}</{name}>{escape(self.words(1, 5))}")
        if "ref" in element["inline"] and self.ids and self.rand.random() < 0.1:
            out.append(f"<ref to={quoteattr(self.rand.choice(self.ids))}/>")
        return "".join(out)

    # ---- tables

    def cell(self, name, span, rows):
        attributes = f' colspan="{span}"' if span > 1 else ""
        attributes += f' rowspan="{rows}"' if rows > 1 else ""
        if rows > 1 or self.rand.random() < 0.15:
            text = self.words(1, 60 if self.rand.random() < 0.2 else 8)
        else:
            text = self.rand.choice(("", self.words(1, 6)))
        return f"<{name}{attributes}>{escape(text)}</{name}>"

    def rows(self, count, columns, sums, head=False):
        """A grid without holes; a column to add up holds figures."""
        out, open_rows = [], [0] * columns
        single = self.rand.randrange(columns)  # no cell of it spans rows: no row is empty
        for r in range(count):
            cells, c = [], 0
            while c < columns:
                if open_rows[c]:
                    c += 1
                    continue
                free = c + 1
                while free < columns and not open_rows[free] and not (head is False and free in sums):
                    free += 1
                merged = self.rand.random() < 0.12 and c not in sums
                span = self.rand.randint(1, free - c) if merged else 1
                down = self.rand.randint(1, count - r) if self.rand.random() < 0.1 else 1
                down = 1 if c <= single < c + span else min(down, 4)
                if not head and c in sums:
                    extra = f' rowspan="{down}"' if down > 1 else ""
                    cells.append(f"<td{extra}>{self.rand.randint(0, 99999) / 100:.2f}</td>")
                    span = 1
                else:
                    name = "th" if head or self.rand.random() < 0.05 else "td"
                    cells.append(self.cell(name, span, down))
                for k in range(c, c + span):
                    open_rows[k] = down
                c += span
            out.append("<tr>" + "".join(cells) + "</tr>")
            open_rows = [max(0, n - 1) for n in open_rows]
        return "".join(out)

    def table(self):
        columns = self.rand.randint(1, 7)
        sums = {c for c in range(1, columns) if self.rand.random() < 0.3}
        adds = bool(sums) and self.rand.random() < 0.6
        out = ["<table"]
        if adds:
            out.append(self.rand.choice((' carry="yes"', ' page-sums="yes"',
                                         ' carry="yes" page-sums="yes"')))
        for name in ("turned", "thousands"):
            if self.rand.random() < 0.2:
                out.append(f' {name}="yes"')
        if self.rand.random() < 0.3:
            out.append(' unit="万元"')
        out.append(">")
        if adds or self.rand.random() < 0.4:
            out.append("<columns>")
            named = self.rand.random() < 0.3
            for c in range(columns):
                said = ' sum="yes"' if adds and c in sums else ""
                said += ' row-head="yes"' if c == 0 and named else ""
                said += ' align="decimal"' if c in sums and self.rand.random() < 0.5 else ""
                out.append(f"<column{said}/>")
            out.append("</columns>")
        heads = self.rand.choice((0, 1, 1, 2, 3))
        if heads:
            out.append("<thead>" + self.rows(heads, columns, set(), True) + "</thead>")
        for _ in range(self.rand.choice((1, 1, 2, 3))):
            count = self.rand.randint(1, (4, 12, 30, 60)[self.wanted])
            out.append("<tbody>" + self.rows(count, columns, sums if adds else set()) + "</tbody>")
        for name in ("note", "source"):
            if self.rand.random() < 0.2:
                out.append(f"<{name}>{escape(self.words())}</{name}>")
        return "".join(out) + "</table>"

    # ---- elements

    def attributes(self, element):
        given = {}
        for a in element["attributes"]:
            name = a["name"]
            if name in SKIPPED_ATTRIBUTES or (a["with"] and a["with"] not in given) \
                    or (a["unless"] and a["unless"] in given):
                continue
            if not a["required"] and self.rand.random() > 0.3:
                continue
            given[name] = self.sample(a["value"])
        if "id" in given:
            self.named += 1
            given["id"] = f"i{self.named}"
            if element["id"] in NUMBERED:
                self.ids.append(given["id"])
        if element["id"] == "bulletin":
            self.root(given)
        if element["id"] == "figure":
            given.update(src="map.svg", alt="地图", width=self.rand.choice(("60mm", "50%")))
        if element["id"] == "number":
            given = self.rand.choice(({"code": "青政发", "year": "2026", "serial": "12"},
                                      {"serial": "12"}))
        if element["id"] == "by":
            given = self.signed
        if element["id"] == "number" and self.order:
            given = {"serial": "12"}
        return given

    def root(self, given):
        given["xml:lang"] = "zh-CN"
        given["layout"] = self.rand.choice(LAYOUTS)
        self.order = given["layout"] == "order"
        self.absent = set(ABSENT.get(given["layout"], ("attendance",)))
        if given.get("direction") != "up" or given["layout"] != "general":
            self.absent.add("signer")
        if self.order:
            given["kind"] = self.rand.choice(("令", "命令"))
        if given["layout"] == "minutes":
            given["kind"] = "纪要"
        self.signed = self.rand.choice(({}, {}, {"seal": "space"}, {"seal": "seal.svg"},
                                        {"stamp": "seal.svg", "title": "市长"}))

    def times(self, child, depth):
        if child["element"] in SKIPPED:
            return 0
        if child["element"] in self.absent and depth < (1 if child["element"] == "title" else 2):
            return 0
        if child["element"] == "section" and depth > 4:
            return 0
        if child["element"] == "to" and self.order:
            return 0
        if child["element"] == "enclosure" and depth > 2:
            return 0
        share = 0.5 if depth < 2 else 0.3 if depth < 5 else 0.05
        least = child["min"]
        if child["max"] == 1:
            return least or int(self.rand.random() < share)
        more = self.rand.randint(1, 1 + self.wanted) if self.rand.random() < share else 0
        return max(least, more)

    def children(self, element, depth):
        slots = {}
        for child in element["children"]:
            for _ in range(self.times(child, depth)):
                slots.setdefault(self.rand.randint(child["from"], child["to"]), []).append(child)
        out = []
        for slot in sorted(slots):
            group = slots[slot]
            self.rand.shuffle(group)
            out += [self.element(c["element"], depth + 1) for c in group]
        return out

    def begin(self, key, inner, depth):
        """What the reader wants of an element's first children."""
        run_in = bool(inner) and 'run-in="yes"' in inner[0]
        if key == "article" or run_in or not inner:
            inner.insert(1 if run_in else 0, self.element("p", depth + 1))

    def element(self, key, depth=0):
        if key == "table":
            return self.table()
        element = self.elements[key]
        given = self.attributes(element)
        said = "".join(f" {k}={quoteattr(v)}" for k, v in given.items())
        name, content = element["name"], element["content"]
        if key == "bulletin":
            said += ' xmlns="urn:hongtou:bulletin:1"'
        if content == "empty":
            return f"<{name}{said}/>"
        if content == "elements" or element["children"]:
            inner = self.children(element, depth)
            if content != "elements":
                inner.insert(0, self.inlines(element, depth))
            if "p" in [c["element"] for c in element["children"]]:
                self.begin(key, inner, depth)
            if key == "imprint" and not inner:
                inner = [self.element("copy-to", depth + 1)]
            return f"<{name}{said}>{''.join(inner)}</{name}>"
        if element.get("value"):
            return f"<{name}{said}>{self.sample(element['value'])}</{name}>"
        return f"<{name}{said}>{self.inlines(element, depth)}</{name}>"


def table_of(hongtou):
    out = subprocess.run([str(hongtou), "schema", "--format", "json"], capture_output=True,
                         check=True)
    return json.loads(out.stdout)


def document(table, seed):
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Maker(table, seed).element("bulletin")
