"""Days as running text writes them."""

from cli.language import current


def written(day: str) -> str:
    """Return an ISO day as it stands in a sentence: in Chinese as GB/T 9704 has it, without noughts."""
    if current() != "zh":
        return day
    year, month, on = map(int, day.split("-"))
    return f"{year}年{month}月{on}日"
