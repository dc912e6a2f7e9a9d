"""What may happen next in a ledger: command lines drawn with its log at hand, so that most are accepted."""

from collections.abc import Sequence
from typing import Any

import naive
from books import BODY, CERTS, DAYS, FILE, NOTICES, REFILINGS, REPLACEMENTS, RULES, SHEET, THERE
from hypothesis import strategies as st
from naive import Row, View

Draw = Any
Line = tuple[str, ...]

VERBS = (
    *("cert issue",) * 5,
    *("cert suspend",) * 3,
    *("cert reinstate", "cert reinstate", "cert amend", "cert notify"),
    *("cert cancel",) * 3,
    *("cert revoke", "cert revoke", "cert renew", "cert renew"),
    *("cert transfer",) * 5,
    *("rule file", "rule file"),
    *("rule flag",) * 6,
    *("rule unflag",) * 3,
    *("rule deregister",) * 3,
    *("rule refile",) * 4,
    *("notice issue",) * 2,
    *("notice extend",) * 3,
    *("notice withdraw", "import certificates", "import events", "report publish"),
    *("void",) * 7,
    *("correct",) * 5,
)
EXPIRIES = (*DAYS[2:5], *DAYS[8:11], *DAYS[8:11], "2024-07-31", *("2025-06-30",) * 6)
TELLING = {"CertificateTransferred", "RuleRefiled", "RuleDeregistered", "RuleFlagWithdrawn"}
TELLING |= {"DeadlineExtended", "NoticeWithdrawn", "CertificateRenewed", "CertificateCancelled"}
GROUNDS = dict(
    zip(
        NOTICES.values(),
        (("out_of_scope", "nonconforming"), ("out_of_scope", "misclassified", "misclassified")),
        strict=True,
    )
)

days, expiries = st.sampled_from(DAYS), st.sampled_from(EXPIRIES)
notices = st.sampled_from(tuple(NOTICES.values()))
circumstances = st.one_of(
    *[st.just(())] * 3,
    days.map(lambda day: ("--reported-on", day, "--receipt", "S1")),
    st.just(("--reason", "self_check")),
    notices.map(lambda notice: ("--notice", notice)),
)


def possible(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Return, by verb, what it may be about by all entries, whenever they take effect."""
    end = View(rows, "9999-12-31", len(rows))
    certs = {
        s: naive.fold(end.timeline("certificate", s), "0001-01-01") or {} for s in end.ids("certificate")
    }
    filings, issued = end.all("rule"), end.all("notice")
    in_force = [s for s, cert in certs.items() if cert["status"] in naive.IN_FORCE]
    open_notices = [s for s, notice in issued.items() if notice["status"] == "in_force"]
    gone = naive.voids(end)
    standing = [row for row in rows if row["type"] != "EntryVoided" and row["position"] not in gone]
    return {
        "cert issue": [s for s in (*CERTS, *REPLACEMENTS) if s not in certs],
        "cert suspend": [s for s in in_force if certs[s]["status"] == "valid"],
        "cert reinstate": [s for s in in_force if certs[s]["status"] == "suspended"],
        **dict.fromkeys(
            ("cert cancel", "cert revoke", "cert renew", "cert amend", "cert transfer"), in_force
        ),
        "cert notify": list(certs),
        "rule file": [s for s in RULES if s not in filings],
        "rule flag": list(filings),
        "rule unflag": [s for s, rule in filings.items() if rule["flags"]],
        "rule deregister": [s for s, rule in filings.items() if rule["status"] != "deregistered"],
        "rule refile": [
            s for s, rule in filings.items() if rule["status"] == "deregistered" and not rule["superseded_by"]
        ],
        "notice issue": [alias for alias, number in NOTICES.items() if number not in issued],
        "notice extend": open_notices,
        "notice withdraw": open_notices,
        "import certificates": [s for s in (f"{BODY}/I1", f"{BODY}/I2") if s not in certs],
        "import events": in_force,
        "report publish": list(issued),
        **dict.fromkeys(("void", "correct"), standing),
        "open": [s for s, rule in filings.items() if rule["status"] == "filed"],
    }


def about_days(rows: Sequence[Row], subject: str) -> list[str]:
    """Return the days on which a subject's entries took effect."""
    return sorted(row["effective_on"] for row in rows if row["subject"] == subject)


@st.composite
def day_for(draw: Draw, rows: Sequence[Row], subject: str, today: str) -> Line:
    """Draw the effective day of an act: mostly no earlier than what the subject's history ends with."""
    own = about_days(rows, subject)
    near = {naive.plus(day, by) for day in own for by in (-1, 0, 0, 1)}
    pool = sorted({*DAYS, today, *near})
    where = draw(st.integers(0, 9))
    if where == 0:
        return ()
    last = own[-1] if own else "2024-03-01"
    after = [day for day in pool if day >= last]
    return ("--on", draw(st.sampled_from(after if after and where < 8 else pool)))


@st.composite
def acts(draw: Draw, rows: Sequence[Row], today: str) -> Line:
    """Draw a command line that may well be accepted now; some are refused."""
    about = possible(rows)
    verb = draw(st.sampled_from([verb for verb in VERBS if about[verb]]))
    pool = about[verb]
    if verb in {"void", "correct"}:
        telling = [row for row in pool if row["type"] in TELLING]
        entry = draw(st.sampled_from(draw(st.sampled_from([pool, pool[-6:], telling or pool]))))
        return draw(voids(entry) if verb == "void" else corrections(entry, rows, today))
    subject = draw(st.sampled_from(pool))
    if verb.startswith(("import", "report")):
        return draw(others(verb, subject, about))
    if verb == "notice issue":
        return ("notice", "issue", "--preset", subject, "--boundary", draw(st.sampled_from(BOUNDARY)))
    when = draw(day_for(rows, subject, today))
    noun, word = verb.split()
    rest = draw(options(verb, subject, about, rows))
    if verb in {"cert cancel", "cert revoke", "cert suspend"} and draw(st.integers(0, 7)) == 0:
        subject, rest = "--rule", (draw(st.sampled_from(sorted({*RULES, *REFILINGS}))), "--yes")
    told = () if "--notice" in rest else draw(circumstances)
    return (noun, word, subject, *rest, *when, *told)


BOUNDARY = ("inclusive", "exclusive")


@st.composite
def options(draw: Draw, verb: str, subject: str, about: dict[str, list[Any]], rows: Sequence[Row]) -> Line:
    """Draw what an act says beside its subject, day and circumstances."""
    state = View(rows, "9999-12-31", len(rows))
    match verb:
        case "cert issue":
            irregular = ("--irregular", "--why", "it happened") if draw(st.integers(0, 3)) == 0 else ()
            where = about["open"] if about["open"] and not irregular else [*RULES[:2], *REFILINGS[:1]]
            rule = draw(st.sampled_from(where))
            return ("--rule", rule, "--holder", "甲", "--expires", draw(expiries), *irregular)
        case "cert amend":
            return draw(st.sampled_from((("--holder", "乙"), ("--holder", "丙"), ("--scope", "x"))))
        case "cert suspend":
            return draw(st.sampled_from(((), ("--until", "2024-07-20"))))
        case "cert notify":
            return ("--by", "letter")
        case "cert renew":
            held = (state.state("certificate", subject) or {})["expires_on"]
            later = [*(day for day in EXPIRIES if day > held), naive.plus(held, 31)]
            return ("--expires", draw(st.sampled_from(later)))
        case "cert transfer":
            to = draw(st.sampled_from(about["open"] or list(RULES)))
            new = [number for number in REPLACEMENTS if number in about["cert issue"]]
            return ("--to", to, *draw(st.sampled_from([(), *[("--as", number) for number in new * 2]])))
        case "rule file":
            where = ("--category", "disclosure", "--scheme", "service")
            return ("--name", "n", *where)
        case "rule flag":
            flags = (state.state("rule", subject) or {})["flags"]
            notice = draw(st.sampled_from([n for n in NOTICES.values() if n not in flags] or [*flags]))
            return ("--notice", notice, "--ground", draw(st.sampled_from(GROUNDS[notice])))
        case "rule unflag":
            flags = (state.state("rule", subject) or {})["flags"]
            return ("--notice", draw(st.sampled_from(sorted(flags))))
        case "rule deregister":
            settle = draw(st.sampled_from((None, None, "cancel", "revoke")))
            return ("--settle", settle, "--yes") if settle else ()
        case "rule refile":
            number = draw(st.sampled_from(REFILINGS)).split("/")[1]
            return ("--as", number, *draw(st.sampled_from(((), ("--category", "neutrality")))))
        case "notice extend":
            deadline = (state.state("notice", subject) or {})["deadline"]
            by = draw(st.sampled_from((1, 1, 2, 15, 40)))
            return ("--to", naive.plus(deadline, by))
    return ()


@st.composite
def voids(draw: Draw, entry: Row) -> Line:
    """Draw a void of an entry, or of its whole commit."""
    one = draw(st.sampled_from((("void",), ("void", "--commit"))))
    return (*one, f"#{entry['position']}", "--why", "wrong", "--yes")


@st.composite
def corrections(draw: Draw, entry: Row, rows: Sequence[Row], today: str) -> Line:
    """Draw a correction of what an entry says, or of when."""
    said: dict[str, list[Line]] = {
        "RuleFiled": [("--category", "neutrality"), ("--scheme", "service")],
        "RuleFlagged": [("--ground", ground) for ground in GROUNDS.get(entry["notice"], ())],
        "CertificateIssued": [("--expires", draw(expiries)), ("--holder", "丁")],
        "CertificateRenewed": [("--expires", draw(expiries))],
        "CertificateSuspended": [("--until", "2024-07-16")],
        "DeadlineExtended": [("--to", draw(days))],
    }
    otherwise = [("--reported-on", draw(days)), draw(day_for(rows, entry["subject"], today))]
    otherwise.append(("--on", naive.plus(entry["effective_on"], draw(st.sampled_from((-1, 1))))))
    chosen = draw(st.sampled_from([*said.get(entry["type"], []) * 2, *otherwise]))
    return ("correct", f"#{entry['position']}", "--why", "wrong", *chosen)


@st.composite
def others(draw: Draw, verb: str, subject: str, about: dict[str, list[Any]]) -> Line:
    """Draw an import of a row or two, or a report that is published."""
    if verb == "report publish":
        return ("report", "overdue", "--notice", subject, "--publish", "-o", FILE, "--force")
    on = draw(days)
    opening = draw(st.sampled_from((("--opening",), ("--opening",), ())))
    if verb == "import events":
        event = draw(st.sampled_from(("cancel", "suspend", "revoke")))
        rows = ["event,subject,effective_on", f"{event},{subject},{on}"]
        return ("import", "events", SHEET + "\n".join(rows), *opening)
    rule = draw(st.sampled_from([*RULES[:2], THERE[0]]))
    issue = f"{BODY},{subject.split('/')[1]},{rule.split('/')[1]},甲,2024-03-05,{draw(expiries)}"
    status = draw(st.sampled_from(("01,", f"02,{on}", f"03,{on}", f"04,{on}", f"04,{on}")))
    rows = ["body,number,rule,holder,issued_on,expires_on,status,status_on", f"{issue},{status}"]
    return ("import", "certificates", SHEET + "\n".join(rows), *opening)
