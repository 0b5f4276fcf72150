"""Do to a workbook what people do, in LibreOffice: type, paste, sort, insert, delete, rename, merge, save as.

Run by Debian's own Python with a plan on standard input: [{"open": path, "save": path, "as": filter,
"do": [[operation, ...], ...]}, ...]. Rows count from 1 and columns are letters, as people say them.
"""

import json
import pathlib
import sys

import uno  # makes com.sun.star importable

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "example"))

from com.sun.star.util import Date
from type_in_office import office, option


def index(letters):
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number - 1


class Book:
    """An open document and the operations on it, by their names in the plan."""

    def __init__(self, context, desktop, path):
        self.context, self.desktop = context, desktop
        self.document = self.load(path)

    def load(self, path):
        url = pathlib.Path(path).resolve().as_uri()
        return self.desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))

    def sheet(self, name):
        sheet = self.document.Sheets.getByName(name)
        if sheet.isProtected():
            sheet.unprotect("")
        return sheet

    def cell(self, sheet, cell):
        return self.sheet(sheet).getCellRangeByName(cell)

    def type(self, sheet, cell, text):
        self.sheet(sheet)
        frame = self.document.CurrentController.Frame
        helper = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self.context
        )
        self.document.CurrentController.setActiveSheet(self.document.Sheets.getByName(sheet))
        helper.executeDispatch(frame, ".uno:GoToCell", "", 0, (option("ToPoint", cell),))
        helper.executeDispatch(frame, ".uno:EnterString", "", 0, (option("StringName", text),))

    def text(self, sheet, cell, text):
        self.cell(sheet, cell).String = text

    def value(self, sheet, cell, number):
        self.cell(sheet, cell).Value = float(number)  # a large int is another type to UNO

    def formula(self, sheet, cell, formula):
        self.cell(sheet, cell).Formula = formula

    def general(self, sheet, cell):
        self.cell(sheet, cell).NumberFormat = 0

    def clear(self, sheet, cells):
        self.cell(sheet, cells).clearContents(1 | 2 | 4 | 16)

    def copy(self, sheet, cells, to):
        tab = self.sheet(sheet)
        tab.copyRange(tab.getCellRangeByName(to).CellAddress, tab.getCellRangeByName(cells).RangeAddress)

    def insert_columns(self, sheet, column, count):
        self.sheet(sheet).Columns.insertByIndex(index(column), count)

    def delete_columns(self, sheet, column, count):
        self.sheet(sheet).Columns.removeByIndex(index(column), count)

    def insert_rows(self, sheet, row, count):
        self.sheet(sheet).Rows.insertByIndex(row - 1, count)

    def delete_rows(self, sheet, row, count):
        self.sheet(sheet).Rows.removeByIndex(row - 1, count)

    def hide_column(self, sheet, column):
        self.sheet(sheet).Columns.getByIndex(index(column)).IsVisible = False

    def hide_row(self, sheet, row):
        self.sheet(sheet).Rows.getByIndex(row - 1).IsVisible = False

    def sort(self, sheet, cells, column, descending):
        from com.sun.star.table import TableSortField

        field = TableSortField()
        field.Field, field.IsAscending = column, not descending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        uno.invoke(self.cell(sheet, cells), "sort", ((option("SortFields", fields), option("ContainsHeader", False)),))

    def merge(self, sheet, cells):
        self.cell(sheet, cells).merge(True)

    def rename(self, sheet, name):
        self.sheet(sheet).Name = name

    def copy_sheet(self, sheet, name):
        self.sheet(sheet)
        self.document.Sheets.copyByName(sheet, name, self.document.Sheets.Count)

    def new_sheet(self, name):
        self.document.Sheets.insertNewByName(name, self.document.Sheets.Count)

    def delete_sheet(self, sheet):
        self.document.Sheets.removeByName(sheet)

    def import_sheet(self, path, sheet):
        other = self.load(path)
        other.Sheets.getByName(sheet).unprotect("")
        self.document.Sheets.importSheet(other, sheet, self.document.Sheets.Count)
        other.close(True)

    def to_new_book(self, *sheets):
        made = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (option("Hidden", True),))
        for number, sheet in enumerate(sheets):
            made.Sheets.importSheet(self.document, sheet, number)
        for name in [n for n in made.Sheets.ElementNames if n not in sheets]:
            made.Sheets.removeByName(name)
        self.document.close(True)
        self.document = made

    def days_from_1904(self):
        self.document.NullDate = Date(Day=1, Month=1, Year=1904)

    def no_validation(self, sheet):
        whole = self.sheet(sheet).getCellRangeByName("A1:Z200")
        whole.clearContents(64)  # formats, and with them the lists
        whole.setPropertyToDefault("Validation")

    def save(self, path, kind):
        self.document.calculate()
        self.document.storeToURL(pathlib.Path(path).resolve().as_uri(), (option("FilterName", kind),))
        self.document.close(True)


def main():
    plan = json.load(sys.stdin)
    with office() as (context, desktop):
        for job in plan:
            book = Book(context, desktop, job["open"])
            for name, *arguments in job["do"]:
                getattr(book, name)(*arguments)
            book.save(job["save"], job["as"])
            print(job["save"], flush=True)


if __name__ == "__main__":
    main()
