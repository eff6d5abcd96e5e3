#!/usr/bin/env python3
"""usage: signature_family.py HONGTOU [MOST]

Documents whose text grows line by line, 1…MOST (60) lines, so that the signature falls on every
place of a page: without a seal, with the place of one, with an attachment note before it, with a
seal of 60 mm, with the seals of four agencies. In each the signature must stand on a page that bears
text (B8.9), inside the block, in its place.
"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import checks_form  # noqa: E402
import checks_head  # noqa: E402
from match import Matched  # noqa: E402
from report import Report  # noqa: E402

LINE = "各站点应当在每月月底以前把当月的巡查记录整理成册妥善保管"  # 28 Han
SEAL = Path(__file__).resolve().parents[2] / "samples" / "seals" / "specimen.svg"
KINDS = {
    "plain": ("", ""),
    "place": ('<by seal="space" diameter="42mm">白沙市水文管理处</by>', ""),
    "large": ('<by seal="specimen.svg" diameter="60mm">白沙市水文管理处</by>', ""),
    "joint": ("".join(f'<by seal="specimen.svg" diameter="{wide}mm">{name}</by>' for name, wide in
                      (("白沙市水文管理处", 42), ("白沙市公安局", 42), ("白沙市应急管理局", 45),
                       ("白沙市气象局", 42))), ""),
    "note": ("", "<annex><title>巡查记录样表</title><body><p>样表另附。</p></body></annex>"),
}


def document(lines, kind):
    """The text takes exactly so many lines: 26 + 28 (n − 1) characters and a stop less one."""
    characters = (LINE * (lines + 1))[:28 * lines - 9]
    by, annex = KINDS[kind]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bulletin xmlns="urn:hongtou:bulletin:1" xml:lang="zh-CN" kind="通知">
  <head><issuer>白沙市水文管理处</issuer><number code="白水文" year="2020" serial="{lines}"/></head>
  <title>白沙市水文管理处关于整理巡查记录的通知</title>
  <to>各水文站</to>
  <body><p>{characters}。</p></body>
  {annex}
  <sign>{by}<date>2020-10-16</date></sign>
</bulletin>
"""


def judge(hongtou, folder, lines, kind):
    xml = folder / f"{kind}-{lines}.xml"
    pdf = xml.with_suffix(".pdf")
    xml.write_text(document(lines, kind), encoding="utf-8")
    run = subprocess.run([hongtou, "render", str(xml), "-o", str(pdf)], capture_output=True,
                         text=True, timeout=60)
    report = Report(quiet=True)
    if not report.say(run.returncode == 0, "render", f"{kind} {lines}: {run.stderr.strip()[:200]}"):
        return report, 0
    matched = Matched(pdf, xml)
    before = report.failed
    signatures = (checks_head if checks_head.several(matched) else checks_form).signatures
    for check in (signatures, checks_form.attachments, checks_form.block):
        check(matched, report)
    report.none("PDF.text", "text is the source's", matched.faults, len(matched.source.parts))
    if report.failed > before:
        print(f"  ↑ {kind} with {lines} lines, {len(matched.pages)} pages")
    page = matched.lines_of(matched.of("sign-name")[0])[0].page
    return report, page


def main():
    hongtou, most = str(Path(sys.argv[1]).resolve()), int((sys.argv[2:] or ["60"])[0])
    passed = failed = 0
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(SEAL, name)
        for kind in KINDS:
            pages = []
            # four seals and one line of text: page 1 has no room, and the line may not leave it
            for lines in range(2 if kind == "joint" else 1, most + 1):
                report, page = judge(hongtou, Path(name), lines, kind)
                passed, failed = passed + report.passed, failed + report.failed
                pages.append(page)
            turns = [str(n + 2) for n, (a, b) in enumerate(zip(pages, pages[1:])) if b > a]
            print(f"{kind}: the signature goes over at {', '.join(turns)} lines")
            if len(turns) < (most > 30):
                failed += 1
                print(f"FAIL {kind}: the signature never went over: the family tries nothing")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
