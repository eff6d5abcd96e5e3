"""The table that every writer is given: cells of all kinds that offices store, and what each of them is,
as text. A cell is (kind, value, format); kinds: s text, n number, d date or time (ISO), b boolean."""
import json

HEAD = ["单位", "件数", "金额", "比率", "日期", "时刻", "用时", "是否", "备注"]
D, DT, MS = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss.000"
HAN, MONTH, WEEK = 'yyyy"年"m"月"d"日"', 'm"月"', "aaaa"


def s(text):
    return ("s", text, ""), text.strip()


def n(number, shown="", text=None):
    return ("n", number, shown), text if text is not None else str(number)


def d(iso, shown, text=None):
    return ("d", iso, shown), text if text is not None else iso


def b(value):
    return ("b", value, ""), "TRUE" if value else "FALSE"


BLANK = None, ""
ROWS = [
    [s("东城"), n(12), n(0.1), n(0.125, "0.0%", "12.5%"), d("2024-05-01", D), d("2024-05-01 08:30", DT),
     n(1.5, "[h]:mm", "36:00"), b(True), s("一 二")],
    [s("西城"), n(-3), n(1234567.89, "#,##0.00"), n(-0.05, "0%", "-5%"), d("2024-02-29", HAN),
     d("2024-12-31 23:59", "yyyy/m/d h:mm"), n(0.3125, "[h]:mm", "07:30"), b(False), s("甲\n乙")],
    [s("南城"), n(0), n(-0.3), n(1, "0.00%", "100%"), d("1999-12-31", "m/d/yy"),
     d("2024-05-01 08:30:15.123", MS), n(100.25, "[h]:mm:ss", "2406:00"), BLANK, s("<&>\"'")],
    [s("北城"), n(2024), n(2.675, '0.00"元"'), n(0, "0%", "0%"), d("2026-03-01", 'm"月"d"日"'),
     d("2000-01-01", D), BLANK, b(True), s("x_000D_与_x4E2")],
    [s("2024年"), n(999999999999), n(1e-5, "General", "0.00001"), BLANK, d("2024-07-01", MONTH),
     d("2024-05-01 00:00:01", "yyyy-mm-dd hh:mm:ss"), n(0.0625, "[mm]:ss", "01:30"), BLANK, s("𠮷㑇𬴊")],
    [s("0123"), BLANK, n(123456.7, "[Red]-#,##0.0;#,##0.0"), n(0.333, '[>=1]"满";0.0%', "33.3%"),
     d("2024-09-30", WEEK), BLANK, BLANK, BLANK, s("12,345")],
    [s("甲/乙"), n(100, "@"), n(-1e15, "", "-1000000000000000"), n(0.5, "0.0%;[Red]-0.0%;—", "50%"), BLANK,
     d("1905-03-01", D), BLANK, b(False), s("－5")],
    [s("合并"), n(5, "0_ "), n(7.25, "¥#,##0.00"), n(0.2, '"约"0%', "20%"), d("2024-10-01", "[$-804]yyyy/m/d;@"),
     d("2030-06-15 12:00", '[$-F800]dddd, mmmm dd, yyyy'), BLANK, BLANK, s("a" * 300)],
]
CELLS = [[cell for cell, _ in row] for row in ROWS]
WANTED = [[text for _, text in row] for row in ROWS]


def as_json():
    return json.dumps({"head": HEAD, "rows": CELLS}, ensure_ascii=False)
