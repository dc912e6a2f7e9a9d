"""A document in the format that was asked for; each renderer is imported where it is used."""

from cli.documents.document import Document
from cli.output import Output

FORMATS = ("html", "xlsx", "pdf")
"""The formats of documents, beside those that every command has."""


def write(output: Output, document: Document) -> None:
    """Write a document as a page (HTML), a workbook (XLSX) or a PDF."""
    match output.format:
        case "html":
            from cli.render import html

            output.text(html.page(document))
        case "xlsx":
            from cli.render import xlsx

            output.file(lambda file: xlsx.write(document, file))
        case _:
            from cli.render import pdf

            output.file(lambda file: pdf.write(document, file))
