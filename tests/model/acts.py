"""What may happen next in a ledger: command lines drawn with its log at hand, so that most are accepted."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import naive
from books import BODY, CERTS, DAYS, FILE, NOTICES, REFILINGS, REPLACEMENTS, RULES, SHEET, THERE
from hypothesis import strategies as st
from naive import Row, State, View

Draw = Any
Line = tuple[str, ...]

VERBS = (
    *("cert issue",) * 4,
    *("cert suspend",) * 3,
    *("cert reinstate", "cert reinstate", "cert amend", "cert notify"),
    *("cert cancel",) * 3,
    *("cert revoke",) * 2,
    *("cert renew",) * 3,
    *("cert transfer",) * 6,
    *("rule file",) * 2,
    *("rule flag",) * 7,
    *("rule unflag",) * 4,
    *("rule deregister",) * 4,
    *("rule refile",) * 4,
    *("notice issue",) * 2,
    *("notice extend",) * 2,
    *("notice withdraw", "report publish"),
    *("import certificates", "import events", "import events"),
    *("void",) * 7,
    *("correct",) * 5,
)
SETTLING = ("rule deregister", "rule refile", "cert cancel", "cert revoke", "cert transfer", "import events")
"""What people hurry with about the day on which it is due."""

START, END = "0001-01-01", "9999-12-31"
ISSUED = dict(zip(NOTICES.values(), ("2024-04-02", "2024-07-02"), strict=True))
EXPIRIES = (*DAYS[2:5], *DAYS[8:11], *DAYS[8:11], "2024-07-31", *("2025-06-30",) * 6)
GROUNDS = dict(
    zip(
        NOTICES.values(),
        (("out_of_scope", "nonconforming"), ("out_of_scope", "misclassified", "misclassified")),
        strict=True,
    )
)

days, expiries = st.sampled_from(DAYS), st.sampled_from(EXPIRIES)
filing_days = st.sampled_from(("2024-03-01", "2024-04-15", "2024-05-30", "2024-05-30", "2024-07-05")).map(
    lambda day: ("--on", day)
)
circumstances = st.sampled_from(
    (
        *[()] * 6,
        *(("--reported-on", day, "--receipt", "S1") for day in DAYS[::4]),
        *(("--reason", code) for code in ("self_check", "rule_out_of_scope")),
        *(("--notice", notice) for notice in NOTICES.values()),
    )
)


class Books(NamedTuple):
    """The entries there are, what each verb may be about, and where a deadline or a closed rule matters."""

    rows: Sequence[Row]
    today: str
    about: dict[str, list[Any]]
    certs: dict[str, State]
    filings: dict[str, State]
    due: list[str]

    def at(self, day: str) -> View:
        """Return what is true of a day by all entries."""
        return View(self.rows, day, len(self.rows))


def look(rows: Sequence[Row], today: str) -> Books:
    """Return what may be entered by all entries, whenever they take effect."""
    end = View(rows, END, len(rows))
    certs = {s: naive.fold(end.timeline("certificate", s), START) or {} for s in end.ids("certificate")}
    filings, issued = end.all("rule"), end.all("notice")
    flagged = {row["subject"] for row in rows if row["type"] == "RuleFlagged"}
    in_force = [s for s, cert in certs.items() if cert["status"] in naive.IN_FORCE]
    owed = {s for s in in_force if certs[s]["rule"] in flagged}
    held = {certs[s]["rule"] for s in in_force} - flagged
    again = {s for s in flagged & filings.keys() if not filings[s]["flags"]}
    open_notices = [s for s, notice in issued.items() if notice["status"] == "in_force"]
    gone = naive.voids(end)
    standing = [row for row in rows if row["type"] != "EntryVoided" and row["position"] not in gone]
    deregistered = [s for s, rule in filings.items() if rule["status"] == "deregistered"]
    about: dict[str, list[Any]] = {
        "cert issue": [s for s in (*CERTS, *REPLACEMENTS) if s not in certs],
        "cert suspend": [s for s in in_force if certs[s]["status"] == "valid"],
        "cert reinstate": [s for s in in_force if certs[s]["status"] == "suspended"],
        **dict.fromkeys(("cert cancel", "cert revoke", "cert transfer"), _often(in_force, owed)),
        **dict.fromkeys(("cert renew", "cert amend"), in_force),
        "cert notify": _often(certs, owed),
        "rule file": [s for s in RULES if s not in filings],
        "rule flag": _often(filings, held | again),
        "rule unflag": [s for s, rule in filings.items() if rule["flags"]],
        "rule deregister": _often([s for s in filings if s not in deregistered], flagged),
        "rule refile": _often([s for s in deregistered if not filings[s]["superseded_by"]], flagged),
        "notice issue": [alias for alias, number in NOTICES.items() if number not in issued],
        **dict.fromkeys(("notice extend", "notice withdraw"), open_notices),
        "import certificates": [s for s in (f"{BODY}/I1", f"{BODY}/I2") if s not in certs],
        "import events": _often(in_force, owed),
        "report publish": list(issued),
        **dict.fromkeys(("void", "correct"), standing),
    }
    return Books(rows, today, about, certs, filings, sorted(notice["deadline"] for notice in issued.values()))


def _often(pool: Iterable[str], plot: set[str]) -> list[str]:
    """Return a pool in which those about whom something is owed come four times."""
    return [s for s in pool for _ in range(4 if s in plot else 1)]


@st.composite
def first_flag(draw: Draw) -> Line:
    """Draw the flag of the rule under which the first certificates are."""
    notice, grounds = draw(st.sampled_from(tuple(GROUNDS.items())))
    about = ("--notice", notice, "--ground", draw(st.sampled_from(grounds)))
    by = naive.plus(ISSUED[notice], 20)
    on = draw(st.sampled_from([day for day in DAYS if ISSUED[notice] <= day <= by]))
    return ("rule", "flag", RULES[0], *about, "--on", on)


@st.composite
def acts(draw: Draw, rows: Sequence[Row], today: str) -> Line:
    """Draw a command line that may well be accepted now; some are refused."""
    books = look(rows, today)
    rush = any(naive.plus(today, by) in books.due for by in (-1, 0, 1)) and draw(st.booleans())
    verbs = [verb for verb in (SETTLING if rush else VERBS) if books.about[verb]]
    verb = draw(st.sampled_from(verbs or [verb for verb in VERBS if books.about[verb]]))
    pool = books.about[verb]
    if verb in {"void", "correct"}:
        kind = draw(st.sampled_from(sorted({row["type"] for row in pool})))
        of_kind = [row for row in pool if row["type"] == kind]
        entry = draw(st.sampled_from(draw(st.sampled_from([pool[-6:], pool, of_kind, of_kind]))))
        return draw(voids(entry) if verb == "void" else corrections(entry, books))
    subject = draw(st.sampled_from(pool))
    if verb.startswith(("import", "report")):
        return draw(others(verb, subject, books))
    if verb == "notice issue":
        return ("notice", "issue", "--preset", subject, "--boundary", draw(st.sampled_from(BOUNDARY)))
    noun, word = verb.split()
    drawn = {"rule flag": flag_days(books, subject), "rule file": filing_days}
    when = draw(drawn.get(verb, days_for(books, subject)))
    rest = draw(options(verb, subject, books, when[1] if when else today))
    if verb in {"cert cancel", "cert revoke", "cert suspend"} and draw(st.integers(0, 7)) == 7:
        subject, rest = "--rule", (draw(st.sampled_from(sorted({*RULES, *REFILINGS}))), "--yes")
    told = () if "--notice" in rest else draw(circumstances)
    return (noun, word, subject, *rest, *when, *told)


# Days ------------------------------------------------------------------------


@st.composite
def days_for(draw: Draw, books: Books, subject: str) -> Line:
    """Draw the effective day of an act: mostly no earlier than what the subject's history ends with."""
    own = sorted(row["effective_on"] for row in books.rows if row["subject"] == subject)
    due = [naive.plus(day, by) for day in books.due for by in (-1, 0, 0, 0, 1)]
    near = {naive.plus(day, by) for day in own for by in (-1, 0, 1)}
    pool = sorted({*DAYS, books.today, *due, *near})
    last = own[-1] if own else "2024-03-01"
    until = books.certs.get(subject, {}).get("expires_on", END)
    after = [day for day in pool if last <= day <= until] or pool
    falling = [day for day in due if last <= day <= until] or after
    chosen = draw(st.sampled_from((after, falling, falling, [last], [], pool)))
    return ("--on", draw(st.sampled_from(chosen))) if chosen else ()


@st.composite
def flag_days(draw: Draw, books: Books, rule: str) -> Line:
    """Draw the day of a flag: mostly before something falls due, after one withdrawn before."""
    told = [row for row in books.rows if row["subject"] == rule and row["type"].startswith("RuleFlag")]
    since = max((row["effective_on"] for row in told), default=DAYS[0])
    by = naive.plus(draw(st.sampled_from(books.due or [END[:4] + "-01-01"])), 2)
    early = [day for day in (*DAYS, since, naive.plus(since, 1)) if since <= day <= by]
    return ("--on", draw(st.sampled_from(draw(st.sampled_from([early, early, early, DAYS])) or DAYS)))


# What is said ----------------------------------------------------------------


BOUNDARY = ("inclusive", "exclusive")


@st.composite
def options(draw: Draw, verb: str, subject: str, books: Books, on: str) -> Line:
    """Draw what an act says beside its subject, day and circumstances."""
    end = books.at(END)
    match verb:
        case "cert issue":
            irregular = ("--irregular", "--why", "it happened") if draw(st.integers(0, 2)) == 0 else ()
            where = [*RULES[:2], *REFILINGS[:1]] if irregular else open_rules(books, on) or [*RULES]
            rule = draw(st.sampled_from(where))
            return ("--rule", rule, "--holder", "甲", "--expires", draw(expiries), *irregular)
        case "cert amend":
            return draw(st.sampled_from((("--holder", "乙"), ("--holder", "丙"), ("--scope", "x"))))
        case "cert suspend":
            return draw(st.sampled_from(((), ("--until", "2024-07-20"))))
        case "cert notify":
            return ("--by", "letter")
        case "cert renew":
            held = books.certs[subject]["expires_on"]
            later = [*(day for day in EXPIRIES if day > held), naive.plus(held, 31)]
            return ("--expires", draw(st.sampled_from(later)))
        case "cert transfer":
            where = [rule for rule in open_rules(books, on) if rule != books.certs[subject]["rule"]]
            new = [number for number in REPLACEMENTS if number in books.about["cert issue"]]
            to = draw(st.sampled_from(where or list(RULES)))
            return ("--to", to, *draw(st.sampled_from([(), *[("--as", number) for number in new]])))
        case "rule file":
            where = ("--category", "disclosure", "--scheme", "service")
            return ("--name", "n", *where)
        case "rule flag":
            flags = books.filings[subject]["flags"]
            others = [n for n in NOTICES.values() if n not in flags]
            begun = [n for n in others if on >= ISSUED[n]]
            again = [r["notice"] for r in books.rows if r["subject"] == subject and r["notice"] in begun]
            notice = draw(st.sampled_from([*begun, *again] or others or [*flags]))
            return ("--notice", notice, "--ground", draw(st.sampled_from(GROUNDS[notice])))
        case "rule unflag":
            flags = books.filings[subject]["flags"]
            return ("--notice", draw(st.sampled_from(sorted(flags))))
        case "rule deregister":
            settle = draw(st.sampled_from((None, None, "cancel", "revoke")))
            return ("--settle", settle, "--yes") if settle else ()
        case "rule refile":
            number = draw(st.sampled_from(REFILINGS)).split("/")[1]
            return ("--as", number, *draw(st.sampled_from(((), ("--category", "neutrality")))))
        case "notice extend":
            deadline = (end.state("notice", subject) or {})["deadline"]
            by = draw(st.sampled_from((1, 1, 2, 15, 40)))
            return ("--to", naive.plus(deadline, by))
    return ()


def open_rules(books: Books, on: str) -> list[str]:
    """Return the rules of the body under which a certificate may come on a day."""
    then = books.at(on).all("rule")
    return [s for s, rule in then.items() if rule["status"] == "filed" and s.startswith(f"{BODY}/")]


@st.composite
def voids(draw: Draw, entry: Row) -> Line:
    """Draw a void of an entry, or of its whole commit."""
    one = draw(st.sampled_from((("void",), ("void", "--commit"))))
    return (*one, f"#{entry['position']}", "--why", "wrong", "--yes")


@st.composite
def corrections(draw: Draw, entry: Row, books: Books) -> Line:
    """Draw a correction of what an entry says, or of when."""
    said: dict[str, list[Line]] = {
        "RuleFiled": [("--category", "neutrality"), ("--scheme", "service")],
        "RuleFlagged": [("--ground", ground) for ground in GROUNDS.get(entry["notice"], ())],
        "CertificateIssued": [("--expires", draw(expiries)), ("--holder", "丁")],
        "CertificateRenewed": [("--expires", draw(expiries))],
        "CertificateSuspended": [("--until", "2024-07-16")],
        "DeadlineExtended": [("--to", draw(days))],
    }
    otherwise = [("--reported-on", draw(days)), draw(days_for(books, entry["subject"]))]
    otherwise.append(("--on", naive.plus(entry["effective_on"], draw(st.sampled_from((-1, 1))))))
    chosen = draw(st.sampled_from([*said.get(entry["type"], []) * 2, *otherwise]))
    return ("correct", f"#{entry['position']}", "--why", "wrong", *chosen)


@st.composite
def others(draw: Draw, verb: str, subject: str, books: Books) -> Line:
    """Draw an import of a row or two, or a report that is published."""
    if verb == "report publish":
        return ("report", "overdue", "--notice", subject, "--publish", "-o", FILE, "--force")
    on = draw(st.one_of(days, st.sampled_from(books.due or DAYS)))
    opening = draw(st.sampled_from((("--opening",), ("--opening",), ())))
    if verb == "import events":
        event = draw(st.sampled_from(("cancel", "suspend", "revoke")))
        rows = ["event,subject,effective_on", f"{event},{subject},{on}"]
        ended = books.certs[subject]["rule"]
        if draw(st.booleans()) and books.filings[ended]["status"] != "deregistered":
            rows.append(f"deregister,{ended},{on}")
        return ("import", "events", SHEET + "\n".join(rows), *opening)
    rule = draw(st.sampled_from([*RULES[:2], THERE[0]]))
    issue = f"{BODY},{subject.split('/')[1]},{rule.split('/')[1]},甲,2024-03-05,{draw(expiries)}"
    status = draw(st.sampled_from(("01,", f"02,{on}", f"03,{on}", f"04,{on}", f"04,{on}")))
    rows = ["body,number,rule,holder,issued_on,expires_on,status,status_on", f"{issue},{status}"]
    return ("import", "certificates", SHEET + "\n".join(rows), *opening)
