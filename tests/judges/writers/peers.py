"""What calamine and openpyxl read in a workbook, and whether a cell's text of ours says the same."""
import datetime
import re
from decimal import Decimal, InvalidOperation

DAY = datetime.timedelta(days=1)


def calamine(path, sheet=0):
    import python_calamine
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet)
    top, left = rows.start or (0, 0)
    return {(r + 1, c + 1): value for r, row in enumerate(rows.to_python(skip_empty_area=False))
            for c, value in enumerate(row) if value != ""}


def openpyxl(path, sheet=0):
    import openpyxl as library
    book = library.load_workbook(path, data_only=True)
    return {(cell.row, cell.column): cell.value for row in book.worksheets[sheet].iter_rows()
            for cell in row if cell.value is not None}


def number(text):
    try:
        return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        return None


def moment(text):
    """Ours as a moment, or as a length of time."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.datetime.fromisoformat(text)
    found = re.fullmatch(r"(?:(\d{4}-\d\d-\d\d) )?(\d+):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?", text)
    if not found:
        return None
    length = datetime.timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0),
                                milliseconds=int(found[5] or 0))
    return datetime.datetime.fromisoformat(found[1]) + length if found[1] else length


def as_length(value):
    if isinstance(value, datetime.timedelta):
        return value
    if isinstance(value, datetime.time):
        return datetime.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second,
                                  microseconds=value.microsecond)
    if isinstance(value, datetime.datetime):  # a day of 1899 or 1900: a length that the peer takes for a date
        return value - datetime.datetime(1899, 12, 31 if value.year == 1900 and value.month < 3 else 30)
    return float(value) * DAY


def near(a, b, step):
    return abs(a - b) <= step


def same(ours, theirs):
    """ours: text, "" for no cell; theirs: a value, None for no cell."""
    if theirs is None or theirs == "":
        return ours == ""
    if isinstance(theirs, bool):
        return ours == ("TRUE" if theirs else "FALSE")
    if isinstance(theirs, (int, float)) and ours in ("TRUE", "FALSE"):  # the formula of a number in ODS
        return theirs == (ours == "TRUE")
    if isinstance(theirs, (int, float)):
        value, when = number(ours), moment(ours)
        if value is not None:
            return near(value, Decimal(repr(theirs)), abs(Decimal(repr(theirs))) * Decimal("1e-12") + Decimal("1e-14"))
        return isinstance(when, datetime.timedelta) and near(when, theirs * DAY, datetime.timedelta(seconds=0.6))
    if isinstance(theirs, str) and re.fullmatch(r"PT\d+H\d+M\d+S", theirs):  # beyond a day, as ODF stores it
        found = re.findall(r"\d+", theirs)
        return moment(ours) == datetime.timedelta(hours=int(found[0]), minutes=int(found[1]), seconds=int(found[2]))
    if isinstance(theirs, str):
        fold = "\n".join(line for line in theirs.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        return ours == fold
    when = moment(ours)
    if isinstance(when, datetime.timedelta):
        return near(when, as_length(theirs), datetime.timedelta(seconds=0.6))
    if isinstance(theirs, datetime.date) and not isinstance(theirs, datetime.datetime):
        theirs = datetime.datetime(theirs.year, theirs.month, theirs.day)
    return isinstance(theirs, datetime.datetime) and when is not None and near(
        when, theirs, datetime.timedelta(seconds=0.6))
