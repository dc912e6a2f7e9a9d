"""Writes docs/pictures/report-*.png: what the report that is filed looks like.

Needs `chromium`, `soffice` (LibreOffice) and `pdftoppm` (Poppler), and the font
of the PDF (fonts-noto-cjk). The ledger is made from the samples with the clock
set, so the pictures show the same figures each time; how their letters are
drawn depends on the programs.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))

import clocked  # noqa: E402 - it lies beside this file, in no package
import sheets  # noqa: E402 - likewise

PICTURES = FOLDER / "pictures"
NEEDED = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "pdftoppm (poppler-utils)": ("pdftoppm",),
    "soffice (LibreOffice)": ("soffice",),
}
ENDINGS = {"en": "", "zh": ".zh-CN"}
LARGEST = 200_000
"""Bytes that a picture may have."""

STORY = """\
# 2024-07-03 09:00
$ certledger init
$ certledger notice issue --preset cnca-2024-3
$ certledger notice issue --preset cnca-2024-31
$ certledger import rules {samples}/rules.xlsx --opening
$ certledger import certificates {samples}/certificates.csv --opening
$ certledger import events sheets/until-2024-06-30.csv --opening
# 2024-07-15 18:00
$ certledger import events sheets/until-2024-07-15.csv
# 2024-07-31 18:00
$ certledger import events sheets/until-2024-07-31.csv
$ certledger report compliance --notice cnca-2024-31 --format pdf -o report.pdf
$ certledger report compliance --notice cnca-2024-31 --format html -o report.html
$ certledger report compliance --notice cnca-2024-31 --format xlsx -o report.xlsx
"""

SHEET = ("-f", "14", "-l", "14", "-x", "0", "-y", "0", "-W", "827", "-H", "760")
"""The page of the workbook that is shown, what was unsettled day by day, and how much of it."""

ONE_SECTION = "<style>section:not(#section-course), nav { display: none }</style>"
"""The section of the page that is shown."""

PAPER = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 14px; background: #8b949e; display: flex; gap: 14px }
img { width: 440px; height: auto; box-shadow: 0 2px 8px #0006 }
</style><img src="1.png"><img src="2.png">"""


def main() -> None:
    """Write the pictures, or say what is missing."""
    programs = {name: next(filter(None, map(shutil.which, each)), None) for name, each in NEEDED.items()}
    if missing := [name for name, path in programs.items() if path is None]:
        sys.exit(f"The pictures need {', '.join(missing)}: install what is missing and run this again.")
    chromium, pdftoppm, soffice = (str(path) for path in programs.values())
    for language, ending in ENDINGS.items():
        with tempfile.TemporaryDirectory(prefix="certledger-pictures-") as name:
            folder = Path(name)
            tell(folder, language)
            run(pdftoppm, "-r", "110", "-l", "2", "-png", "report.pdf", "page", cwd=folder)
            for number, page in enumerate(sorted(folder.glob("page-*.png")), 1):
                page.rename(folder / f"{number}.png")
            (folder / "paper.html").write_text(PAPER, "utf-8")
            screenshot(chromium, folder, "paper.html", (922, 650), f"report-pdf{ending}.png")
            whole = (folder / "report.html").read_text("utf-8")
            (folder / "section.html").write_text(whole.replace("</head>", f"{ONE_SECTION}</head>"), "utf-8")
            screenshot(chromium, folder, "section.html", (1000, 860), f"report-page{ending}.png")
            run(soffice, "--headless", "--convert-to", "pdf", "--outdir", "sheets", "report.xlsx", cwd=folder)
            run(pdftoppm, *SHEET, "-r", "100", "-png", "sheets/report.pdf", "sheet", cwd=folder)
            (drawn,) = folder.glob("sheet-*.png")
            shown(drawn, f"report-sheet{ending}.png")


def tell(folder: Path, language: str) -> None:
    """Make the ledger and its reports in a folder; raises where a command does not do what it should."""
    sheets.write(folder / "sheets")
    with clocked.telling(folder, language) as told:
        said = told(STORY.format(samples=FOLDER.parent / "samples"))
    if not (folder / "report.xlsx").exists():
        raise SystemExit(said)


def screenshot(chromium: str, folder: Path, page: str, size: tuple[int, int], name: str) -> None:
    """Write a picture of a page, so many pixels wide and high."""
    drawn = folder / name
    run(
        *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *(f"--window-size={size[0]},{size[1]}", f"--screenshot={drawn}", f"{folder.as_uri()}/{page}"),
        cwd=folder,
    )
    shown(drawn, name)


def shown(drawn: Path, name: str) -> None:
    """Put a picture in its place."""
    if (size := drawn.stat().st_size) > LARGEST:
        raise SystemExit(f"{name} has {size:,} bytes, more than {LARGEST:,}.")
    shutil.copyfile(drawn, PICTURES / name)


def run(*command: str, cwd: Path) -> None:
    """Run a program that has nothing to say; raises where it fails."""
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
