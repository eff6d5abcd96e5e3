#!/usr/bin/env python3
"""Checks samples/puyang-2018-06.xml: its text against the scanned notice, sentence by sentence,
and the arithmetic of its four tables against the text and each other.

The notice is looked for in $HONGTOU_SHARED/seed/notice.txt (default ../shared beside the source
tree); where it is absent that half is skipped, and said to be. Exit 0: all holds; 1: not.
"""
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "judges"))
import filled  # noqa: E402
SAMPLE = ROOT / "samples" / "puyang-2018-06.xml"
SHARED = Path(os.environ.get("HONGTOU_SHARED") or ROOT.parent / "shared")
NS = "{urn:hongtou:bulletin:1}"
HAN = "一二三四五六七八九十"
COUNTIES = ["华龙区院", "濮阳县院", "清丰县院", "南乐县院", "范县院", "台前县院"]
UNITS = ["市院本级"] + COUNTIES
TOTAL = "全市合计"

faults = []


def expect(holds, message):
    if not holds:
        faults.append(message)


def squeeze(text):
    return re.sub(r"\s+", "", text)


def text_of(element):
    return squeeze("".join(element.itertext()))


# ---- the words ---------------------------------------------------------------------------


def blocks(parent, level, out):
    """The paragraphs as they will read, numbers put in as the tool does (B3.3)."""
    count = 0
    for child in parent:
        if child.tag == NS + "p":
            out.append(text_of(child))
        if child.tag != NS + "section":
            continue
        heading = child.find(NS + "h")
        number = (HAN[count] + "、", "（" + HAN[count] + "）")[level]
        count += 1
        lines = []
        blocks(child, level + 1, lines)
        if heading.get("run-in") == "yes":
            lines[0] = text_of(heading) + lines[0]
        else:
            lines.insert(0, text_of(heading))
        lines[0] = number + lines[0]
        out.extend(lines)


def sample_lines(root):
    head, sign = root.find(NS + "head"), root.find(NS + "sign")
    number = head.find(NS + "number")
    year, month, day = map(int, sign.findtext(NS + "date").split("-"))
    enclosure = root.find(NS + "enclosure")
    lines = [
        text_of(head.find(NS + "issuer")),
        f"{number.get('code')}〔{number.get('year')}〕{number.get('serial')}号",
        text_of(root.find(NS + "title")),
        text_of(root.find(NS + "to")) + "：",
    ]
    blocks(root.find(NS + "body"), 0, lines)
    lines += [text_of(sign.find(NS + "by")), f"{year}年{month}月{day}日"]
    lines.append(text_of(enclosure.find(NS + "title")))
    blocks(enclosure.find(NS + "body"), 0, lines)
    lines.append("附件：")
    titles = [text_of(annex.find(NS + "title")) for annex in enclosure.findall(NS + "annex")]
    return lines + [f"{i}.{title}" for i, title in enumerate(titles, 1)]


def sentences(text):
    """White space, line ends and half-width brackets are the scanner's, not the author's."""
    text = squeeze(text).replace("(", "（").replace(")", "）")
    return [s for s in re.split(r"(?<=[。：；])", text) if s]


def check_words(root):
    notice = SHARED / "seed" / "notice.txt"
    if not notice.exists():
        print(f"check_sample: words skipped, no {notice.name} below HONGTOU_SHARED")
        return 0
    wanted = sentences(notice.read_text(encoding="utf-8"))
    given = sentences("".join(sample_lines(root)))
    for i, (want, have) in enumerate(zip(wanted, given), 1):
        expect(want == have, f"sentence {i}: notice “{want}”, sample “{have}”")
        if want != have:
            break
    expect(len(wanted) == len(given), f"{len(wanted)} sentences in the notice, {len(given)} here")
    return len(wanted)


# ---- the figures ---------------------------------------------------------------------------


def grid(table):
    """Body rows by the text of their first cell; a spanning cell counts once."""
    rows = {}
    for row in table.find(NS + "tbody"):
        cells = [text_of(cell) for cell in row]
        rows[cells[0]] = cells[1:]
    return rows


def cut(part, whole, places):
    """part/whole in per cent, cut (截尾) after so many places."""
    scaled = abs(part) * 100 * 10**places // whole
    digits = f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"
    return ("-" if part < 0 and scaled else "") + digits + "%"


def column(rows, index):
    return {unit: int(rows[unit][index]) for unit in [TOTAL] + UNITS}


def check_sum(name, values):
    total = sum(values[unit] for unit in UNITS)
    expect(total == values[TOTAL], f"{name}: units make {total}, total says {values[TOTAL]}")


def check_change(name, rows, index, now, before, places=2):
    for unit in [TOTAL] + UNITS:
        want = cut(now[unit] - before[unit], before[unit], places)
        have = rows[unit][index]
        expect(want == have, f"{name} {unit}: change {have}, computed {want}")


def check_hidden_change(name, rows, index, now, whole_before, places):
    """The year before is given for the whole city only: some whole counts must add up to it."""
    least = most = 0
    for unit in UNITS:
        fits = [b for b in range(1, 2 * now[unit] + 2)
                if cut(now[unit] - b, b, places) == rows[unit][index]]
        expect(fits, f"{name} {unit}: no whole count gives {rows[unit][index]}")
        least += min(fits, default=0)
        most += max(fits, default=0)
    expect(least <= whole_before <= most,
           f"{name}: {whole_before} of the year before lies outside {least}…{most}")
    want = cut(now[TOTAL] - whole_before, whole_before, places)
    expect(rows[TOTAL][index] == want, f"{name}: {rows[TOTAL][index]}, computed {want}")


def check_share(name, rows, index, part, whole, places=1):
    for unit in [TOTAL] + UNITS:
        want = cut(part[unit], whole[unit], places)
        expect(rows[unit][index] == want, f"{name} {unit}: {rows[unit][index]}, computed {want}")


def check_summary(rows, text):
    filed, stale = column(rows, 0), column(rows, 2)
    judged, key, asked = column(rows, 3), column(rows, 5), column(rows, 7)
    before = [int(n) for n in rows["2016年全市"] if n != "—"]
    for name, values in [("程序性", filed), ("未更新", stale), ("文书", judged),
                         ("重要", key), ("预约", asked)]:
        check_sum(name, values)
    check_hidden_change("程序性", rows, 1, filed, before[0], 1)
    check_hidden_change("文书", rows, 4, judged, before[1], 2)
    check_hidden_change("重要", rows, 6, key, before[2], 2)
    check_hidden_change("预约", rows, 8, asked, before[3], 2)
    claims = [
        f"导出案件程序性信息{filed[TOTAL]}条，同比上升{rows[TOTAL][1]}",
        f"公开终结性法律文书{judged[TOTAL]}件，同比上升{rows[TOTAL][4]}",
        f"发布重要案件信息{key[TOTAL]}条，同比上升{rows[TOTAL][6]}",
        f"辩护与代理预约申请{asked[TOTAL]}件，同比上升{rows[TOTAL][8]}",
        f"共有{stale[TOTAL]}次连续超过14天",
        f"华龙区院数值为{asked['华龙区院']}件，占全市总数量的"
        f"{cut(asked['华龙区院'], asked[TOTAL], 1)}",
        f"南乐县院只有{asked['南乐县院']}件",
        f"南乐县院发布{key['南乐县院']}条，占全市总数量的{cut(key['南乐县院'], key[TOTAL], 1)}",
        f"濮阳县院只有{key['濮阳县院']}条",
    ]
    for claim in claims:
        expect(claim in text, f"the text does not say “{claim}”")
    expect(all(key[c] < 40 for c in COUNTIES if c != "南乐县院"), "a county has 40 or more")
    expect(min(COUNTIES, key=key.get) == "濮阳县院", "濮阳县院 is not the last in 重要案件信息")
    expect(min(COUNTIES, key=asked.get) == "南乐县院", "南乐县院 is not the last in 预约")
    expect(max(COUNTIES, key=asked.get) == "华龙区院", "华龙区院 is not the first in 预约")
    return filed, judged, key, asked, before


def check_key_cases(rows, text, key, before):
    now, then, back, gone = (column(rows, i) for i in (0, 1, 4, 5))
    for name, values in [("发布", now), ("上年发布", then), ("撤回", back), ("删除", gone)]:
        check_sum(name, values)
    expect(now == key, "tables 1 and 2 differ in 重要案件信息")
    expect(then[TOTAL] == before[2], "tables 1 and 2 differ in the year before")
    check_change("重要", rows, 2, now, then)
    check_share("重要", rows, 3, now, dict.fromkeys(now, now[TOTAL]))
    claim = f"共撤回重要案件信息{back[TOTAL]}条，删除重要案件信息{gone[TOTAL]}条"
    expect(claim in text, f"the text does not say “{claim}”")


def check_judgments(rows, judged, before):
    due, now, then = (column(rows, i) for i in (0, 1, 3))
    for name, values in [("应公开", due), ("公开", now), ("上年公开", then)]:
        check_sum(name, values)
    expect(now == judged, "tables 1 and 3 differ in 法律文书")
    expect(then[TOTAL] == before[1], "tables 1 and 3 differ in the year before")
    check_share("公开比例", rows, 2, now, due)
    check_change("文书", rows, 4, now, then)
    for county in COUNTIES:
        share = now[county] * 100
        if county in ("濮阳县院", "范县院"):
            expect(share >= 95 * due[county], f"{county} is below 95 %")
        else:
            expect(share < 85 * due[county], f"{county} is not below 85 %")


def check_quarter(rows, years):
    for i, year in enumerate(years):
        now, then = column(rows, 2 * i), column(rows, 2 * i + 1)
        check_sum(f"一季度第{i + 1}项", now)
        check_sum(f"上年一季度第{i + 1}项", then)
        for unit in [TOTAL] + UNITS:
            expect(then[unit] <= year[unit], f"{unit}: a quarter exceeds its year")


def check_figures(root):
    enclosure = root.find(NS + "enclosure")
    text = text_of(enclosure.find(NS + "body"))
    tables = [annex.find(NS + "table") for annex in enclosure.findall(NS + "annex")]
    for i, table in enumerate(tables, 1):
        notes = "".join(text_of(note) for note in table.findall(NS + "note"))
        expect("演示数据" in notes, f"table {i} does not say which figures are made up")
    rows = [grid(table) for table in tables]
    filed, judged, key, asked, before = check_summary(rows[0], text)
    check_key_cases(rows[1], text, key, before)
    check_judgments(rows[2], judged, before)
    check_quarter(rows[3], [filed, judged, key, asked])
    return len(tables)


def main():
    root = filled.parse(sys.argv[1] if len(sys.argv) > 1 else SAMPLE)
    told = check_words(root)
    tables = check_figures(root)
    for fault in faults:
        print(f"check_sample: {fault}")
    if not faults:
        print(f"check_sample: {told} sentences, {tables} tables agree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
