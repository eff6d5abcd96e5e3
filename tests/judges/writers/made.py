"""Workbooks of the table by the writers of Python: each function makes one file and gives what its cells
are, where the writer itself stores another value than it was given."""
import datetime

from table import CELLS, HEAD

EPOCH_1904 = datetime.datetime(1904, 1, 1)


def moment(iso):
    return datetime.datetime.fromisoformat(iso)


def day(iso):
    """A date alone is one; a writer may give it another type."""
    when = moment(iso)
    return when if len(iso) > 10 else when.date()


# ---- XlsxWriter ------------------------------------------------------------------------------


def xlsxwriter(path, **options):
    import xlsxwriter as library
    book = library.Workbook(str(path), options)
    sheet = book.add_worksheet("数据")
    formats = {}
    for c, text in enumerate(HEAD):
        sheet.write_string(0, c, text)
    for r, row in enumerate(CELLS, 1):
        for c, cell in enumerate(row):
            if not cell:
                continue
            kind, value, shown = cell
            style = formats.setdefault(shown, book.add_format({"num_format": shown or "General"}))
            if kind == "s":
                sheet.write_string(r, c, value)
            elif kind == "n":
                sheet.write_number(r, c, value, style)
            elif kind == "d":
                sheet.write_datetime(r, c, moment(value), style)
            else:
                sheet.write_boolean(r, c, value)
    book.close()


def xlsxwriter_inline(path):
    xlsxwriter(path, constant_memory=True)


def xlsxwriter_1904(path):
    xlsxwriter(path, date_1904=True)


# ---- openpyxl --------------------------------------------------------------------------------


def openpyxl(path, epoch=None):
    import openpyxl as library
    book = library.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = "数据"
    sheet.append(HEAD)
    for r, row in enumerate(CELLS, 2):
        for c, cell in enumerate(row, 1):
            if cell:
                kind, value, shown = cell
                there = sheet.cell(r, c, day(value) if kind == "d" else value)
                if shown:
                    there.number_format = shown
    book.save(path)


def openpyxl_1904(path):
    openpyxl(path, EPOCH_1904)


def openpyxl_stream(path):
    import openpyxl as library
    from openpyxl.cell import WriteOnlyCell
    book = library.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.append(HEAD)
    for row in CELLS:
        line = []
        for cell in row:
            there = WriteOnlyCell(sheet, (day(cell[1]) if cell[0] == "d" else cell[1]) if cell else None)
            if cell and cell[2]:
                there.number_format = cell[2]
            line.append(there)
        sheet.append(line)
    book.save(path)


# ---- pandas: formats are its own, times are what it makes of them ------------------------------


def frame():
    import pandas as library
    columns = {}
    for c, name in enumerate(HEAD):
        column = [row[c] for row in CELLS]
        columns[name] = [None if not cell else moment(cell[1]) if cell[0] == "d" else cell[1]
                         for cell in column]
    return library.DataFrame({name: library.Series(values, dtype=object) for name, values in columns.items()})


def pandas(path, engine):
    frame().to_excel(path, sheet_name="数据", index=False, engine=engine)


def pandas_xlsxwriter(path):
    pandas(path, "xlsxwriter")


def pandas_openpyxl(path):
    pandas(path, "openpyxl")


def pandas_odf(path):
    pandas(path, "odf")


FORMATTED = {"xlsxwriter.xlsx": xlsxwriter, "xlsxwriter-inline.xlsx": xlsxwriter_inline,
             "xlsxwriter-1904.xlsx": xlsxwriter_1904, "openpyxl.xlsx": openpyxl,
             "openpyxl-1904.xlsx": openpyxl_1904, "openpyxl-stream.xlsx": openpyxl_stream}
PLAIN = {"pandas-xlsxwriter.xlsx": pandas_xlsxwriter, "pandas-openpyxl.xlsx": pandas_openpyxl,
         "pandas-odf.ods": pandas_odf}
