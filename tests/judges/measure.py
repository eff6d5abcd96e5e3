#!/usr/bin/env python3
"""usage: measure.py FILE.pdf --xml FILE.xml [--notes FILE] [--quiet]

Measures an official document (GB/T 9704-2012) as mutool and pdftotext read it, against its bulletin
XML, by the form its layout names: one line a check with its clause, a sum at the end. Exit 1 when any check fails.
--notes: the diagnostics of the run that made it, which may name the runs that force a loose line.
"""
import argparse
import sys

import checks_content
import checks_form
import checks_head
import checks_special
import checks_table
import checks_text
from match import Matched
from report import Report


def measure(pdf, xml, notes="", quiet=False):
    report = Report(quiet)
    matched = Matched(pdf, xml)
    matched.notes = notes
    checks_special.check(matched, report)
    checks_head.check(matched, report)
    without = checks_special.replaced(matched) + checks_head.replaced(matched)
    checks_form.check(matched, report, without)
    checks_text.check(matched, report)
    checks_table.check(matched, report)
    checks_content.check(matched, report)
    return report


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("pdf")
    parser.add_argument("--xml", required=True)
    parser.add_argument("--notes")
    parser.add_argument("--quiet", action="store_true")
    args = parser.parse_args()
    notes = open(args.notes, encoding="utf-8").read() if args.notes else ""
    report = measure(args.pdf, args.xml, notes, args.quiet)
    sys.exit(0 if report.end() else 1)


if __name__ == "__main__":
    main()
