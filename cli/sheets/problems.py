"""What can be wrong with a spreadsheet, in stable codes and plain words."""


class _Refused(Exception):
    """Carries a stable code and the values that its message is made of."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return MESSAGES[self.code][0].format(**self.values)


class SheetRefused(_Refused):
    """The whole file cannot be taken."""


class CellRefused(_Refused):
    """One cell cannot be read as what was asked for."""


_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx."

# code -> (message, hint); both are str.format templates over the problem's values.
MESSAGES: dict[str, tuple[str, str]] = {
    # The file.
    "import.no_file": ("There is no file {file}.", "Check the name and the folder."),
    "import.not_a_file": ("{file} is not a file.", "Name a .csv or .xlsx file."),
    "import.unreadable": (
        "{file} cannot be read: {reason}.",
        "Check that you may read it, and that no other program holds it.",
    ),
    "import.format": (
        "{file} is neither a .csv nor an .xlsx file.",
        "Open it in a spreadsheet program and save it as .xlsx or .csv.",
    ),
    "import.changed": (
        "{file} was changed while it was being read.",
        "Close it in other programs, then import it again.",
    ),
    "import.empty": ("{where} is empty.", "Check that this is the file, and the sheet, you meant."),
    # CSV.
    "import.encoding": (
        "{file} is not UTF-8 or GB18030 text: line {line} cannot be read.",
        "Save it as “CSV UTF-8” or as .xlsx. If a program cut it short, export it again.",
    ),
    "import.workbook_named_csv": (
        "{file} is a workbook, not CSV text.",
        "Rename it so that it ends in .xlsx, or save it as “CSV UTF-8”.",
    ),
    "import.quotes": (
        "{cell}: the quotation marks of this row do not match.",
        'Close every quoted cell with ", and write a " within it twice.',
    ),
    "import.line_too_long": (
        "{cell}: this row is too long to be a row of a table.",
        'Look there for a quotation mark " that is never closed.',
    ),
    "import.sheet_of_csv": (
        "{file} is a CSV file: it has no sheet “{sheet}”.",
        "Leave out --sheet, or import the workbook itself.",
    ),
    # Workbooks.
    "import.old_workbook": (
        "{file} is a workbook in the old .xls format.",
        "Open it in a spreadsheet program and save it as .xlsx; renaming it is not enough.",
    ),
    "import.password": (
        "{file} is protected by a password.",
        "Open it in a spreadsheet program, remove the password, and save it as .xlsx.",
    ),
    "import.not_a_workbook": ("{file} is not an .xlsx workbook.", _SAVE_AGAIN),
    "import.broken_workbook": (
        "{file} is damaged: {detail}.",
        _SAVE_AGAIN + " If it was downloaded, download it again.",
    ),
    "import.unsafe_xml": (
        "{file} holds a document type declaration in {part}, which no spreadsheet program writes.",
        "Do not trust this file. " + _SAVE_AGAIN,
    ),
    "import.too_big": (
        "{file} unpacks to more than {limit} MB.",
        "Split it into several files. If it should be small, do not trust it.",
    ),
    "import.too_many_cells": (
        "{where} uses the area {area}, more than {limit} million cells.",
        "Delete what stands far outside the table, or split the table into several files.",
    ),
    "import.merged_cells": (
        "The cells {cells} are merged.",
        "Unmerge them, fill in every cell, and save the file.",
    ),
    "import.no_sheet": ("{file} has no sheet “{sheet}”.", "Its sheets are: {sheets}."),
    "import.no_table_sheet": (
        "{file} has no visible worksheet.",
        "Show the sheet in a spreadsheet program, or name it with --sheet.",
    ),
    # Headings.
    "import.no_heading": (
        "No heading row among the first {rows} rows of {where}: {missing} not found.",
        "Name the columns so, or say which is which with --column KEY=HEADING.",
    ),
    "import.duplicate_heading": (
        "{first} and {second} are both headed as {key}.",
        "Rename or delete one of the two, or choose with --column {key}=HEADING.",
    ),
    "import.unknown_column": (
        "There is no column key “{key}”.",
        "Use one of: {keys}.",
    ),
    "import.no_such_heading": (
        "No column of {where} is headed “{heading}”, which --column gives for {key}.",
        "Its headings are: {headings}.",
    ),
    # Cells.
    "import.formula_without_value": (
        "The formula has no stored value.",
        "Open the file in a spreadsheet program, let it calculate, and save it.",
    ),
    "import.cell_error": ("The cell holds the error {error}.", "Correct the formula or the value."),
    "import.cell_too_long": (
        "The text has {length} characters; a cell holds at most {limit}.",
        "Shorten it.",
    ),
    "import.number_precision": (
        "{value} is stored as a number of more than 15 digits: the last ones are lost.",
        "Format the cell as text and type the digits in again.",
    ),
    "import.not_text": ("{value} is not text.", "Format the cell as text and type the text in."),
    "import.day": (
        "“{value}” is not a day from 1949 to 2200.",
        "Write it as 2024-07-05, 2024/7/5, 20240705 or 2024年7月5日, or as a spreadsheet date.",
    ),
}
