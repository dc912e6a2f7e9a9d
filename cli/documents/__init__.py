"""Reports as documents: the words and the order of what a page, a workbook or a PDF shows."""
