#!/usr/bin/env python3
"""usage: check_corpus.py HONGTOU

Transcribes every document of $HONGTOU_SHARED/corpus (default ../shared beside the source tree) into
bulletin XML, checks and renders it: no error, and no diagnostic but those the text itself deserves.
Where that folder is absent it skips, saying so. Exit 0: all holds; 1: not.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HONGTOU_SHARED") or ROOT.parent / "shared")
LEAST = 8  # documents, of different kinds
NOTES = {"typeset.widow", "typeset.table-narrowed", "typeset.short-page", "typeset.fallback-font"}
DESERVED = {  # what the original does against the usual
    "04-guobanfa2019-4-yijian": {"bind.heading-stop"},
    "06-guohan2006-132-pifu": {"bind.heading-stop", "bind.table-no-number"},
    "08-guobanfa2018-114-tongzhi": {"bind.heading-stop"},
    "20-guofa2018-41-tongzhi": {"model.half-width", "model.unbalanced-mark"},
    "31-guojiaheanquanju-tongzhi-duan": {"model.missing-number", "model.missing-recipients"},
    "37-han-ningde-lhb": {"bind.heading-stop", "model.half-width", "model.year-brackets"},
    "43-han-lianhe-qiantaoyinhao": {"model.half-width"},
    "45-guofa1979-71-jiyao": {"model.unexpected-recipients"},
    "49-guobanfa2010-1-hunpai": {"model.half-width"},
    "62-youzhengju-2023-01-tongji": {"model.half-width", "model.missing-recipients", "model.missing-sign"},
}


def faults_of(hongtou, xml, pdf):
    run = subprocess.run([hongtou, "render", "--diagnostic-format", "json", str(xml), "-o", str(pdf)],
                         capture_output=True, text=True, timeout=120, check=False)
    codes = {json.loads(line)["code"] for line in run.stderr.splitlines() if line.startswith("{")}
    faults = sorted(codes - NOTES - DESERVED.get(xml.stem, set()))
    if run.returncode != 0 or not pdf.is_file():
        faults.append(f"exit {run.returncode}")
    return faults


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    if not (SHARED / "corpus").is_dir():
        print("check_corpus: skipped, no corpus beside the source tree")
        return 0
    bad = 0
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([sys.executable, str(ROOT / "tests/corpus/transcribe.py"), work], check=True,
                       stdout=subprocess.DEVNULL)
        files = sorted(Path(work).glob("*.xml"))
        for xml in files:
            faults = faults_of(arguments[0], xml, xml.with_suffix(".pdf"))
            bad += bool(faults)
            if faults:
                print(f"{xml.stem}: {', '.join(faults)}")
    print(f"check_corpus: {len(files)} documents, {bad} with faults")
    return 1 if bad or len(files) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
