#!/usr/bin/env python3
"""usage: sweep.py HONGTOU FOLDER|FILE.xml… [--keep FOLDER] [--no-archive]

Renders documents, measures each, lets qpdf judge their syntax and veraPDF, started once, PDF/A-2a
and PDF/UA-1; prints each failure and a table. A judge that is not installed is skipped, saying so;
with CI=true that is a failure.
"""
import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
import measure  # noqa: E402

CI = os.environ.get("CI") == "true"


class Row:
    def __init__(self, xml):
        self.xml, self.name = xml, xml.stem
        self.pdf, self.render, self.passed, self.failed = None, "–", 0, 0
        self.syntax, self.archive, self.notes = "–", "–", 0

    def bad(self):
        return self.render != "ok" or self.failed or "FAIL" in (self.syntax, self.archive)


def render(hongtou, row, folder):
    row.pdf = folder / (row.name + ".pdf")
    run = subprocess.run([str(hongtou), "render", str(row.xml), "-o", str(row.pdf)],
                         capture_output=True, text=True, timeout=120)
    row.said = run.stdout + run.stderr
    row.notes = row.said.count("[typeset.")
    row.render = "ok" if run.returncode == 0 else f"exit {run.returncode}"
    if run.returncode:
        print(f"FAIL {row.name}: render: {row.said.strip()[:600]}")
    return run.returncode == 0


# What source.py cannot follow: their pages are held by golden cases, test_charts and test_odt.
NOT_FOLLOWED = {"charts": "charts and expressions inside expressions",
                "form": "heights of rows and diagonal heads",
                "forwarded": "several enclosures with annexes and signatures of their own",
                "plan": "tables of contents, boxed text and numbered captions"}


def measured(row):
    if row.name in NOT_FOLLOWED and row.xml.parent.name == "samples":
        print(f"skipped: measuring {row.name}: source.py does not follow {NOT_FOLLOWED[row.name]}")
        return
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            report = measure.measure(row.pdf, row.xml, row.said, quiet=True)
        row.passed, row.failed = report.passed, report.failed
    except Exception as fault:  # a document the instrument cannot follow is a failure of one
        row.failed += 1
        print(f"FAIL {row.name}: measuring broke off: {fault!r}")
    for line in out.getvalue().splitlines():
        print(f"{row.name}: {line}")


def absent(judge):
    print(f"skipped: {judge} is not installed")
    return int(CI)


def syntax(rows):
    if not shutil.which("qpdf"):
        return absent("qpdf")
    for row in rows:
        run = subprocess.run(["qpdf", "--check", str(row.pdf)], capture_output=True, text=True)
        row.syntax = "ok" if run.returncode == 0 else "FAIL"
        if run.returncode:
            print(f"{row.name}: FAIL qpdf {(run.stdout + run.stderr).strip()[-300:]}")
    return 0


def archive(rows):
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    judges = Path(os.environ.get("HONGTOU_JUDGES") or Path(cache) / "hongtou-judges")
    if not (judges / "jars.done").exists() or not shutil.which("java"):
        return absent("veraPDF")
    run = subprocess.run([str(HERE / "verapdf"), "2a,ua1", *(str(r.pdf) for r in rows)],
                         capture_output=True, text=True)
    print(run.stdout, end="")
    for row in rows:
        row.archive = "FAIL" if str(row.pdf) in run.stdout else "ok"
    if run.returncode and not any(r.archive == "FAIL" for r in rows):
        print(f"FAIL veraPDF fell over: {run.stderr.strip()[-300:]}")
        return 1
    return 0


def table(rows):
    print(f"{'document':24} {'render':8} {'passed':>6} {'failed':>6} {'notes':>5} qpdf veraPDF")
    for row in rows:
        print(f"{row.name:24} {row.render:8} {row.passed:6} {row.failed:6} {row.notes:5} "
              f"{row.syntax:4} {row.archive}")


def sweep(hongtou, files, folder, judge_archive=True):
    """Rows of the table and how many judges failed."""
    rows = [Row(xml) for xml in files]
    rendered = [row for row in rows if render(hongtou, row, folder)]
    for row in rendered:
        measured(row)
    faults = 0
    if rendered:
        faults += syntax(rendered)
        faults += archive(rendered) if judge_archive else 0
    table(rows)
    return rows, faults


def documents(paths):
    files = []
    for path in map(Path, paths):
        files += sorted(path.glob("*.xml")) if path.is_dir() else [path]
    return files


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("hongtou")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--keep")
    parser.add_argument("--no-archive", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(args.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows, faults = sweep(Path(args.hongtou).resolve(), documents(args.paths), folder,
                             not args.no_archive)
    bad = sum(bool(row.bad()) for row in rows) + faults
    print(f"{len(rows) + faults - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
