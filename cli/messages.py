"""What a person reads for each stable code: what is wrong, and what to do.

English here; the catalogue in `locale` has the Chinese. The names in braces are
the values that come with the code.
"""

from cli.language import gettext as _
from cli.sheets.problems import MESSAGES as SHEET_MESSAGES
from cli.words import listed, word

Message = tuple[str, str]

MESSAGES: dict[str, Message] = {
    # Ids
    "body.unknown": (
        "There is no body {id} in the ledger.",
        "Register it first: certledger body register {id} --name NAME",
    ),
    "rule.unknown": ("There is no rule {id} in the ledger.", "See: certledger list rules"),
    "certificate.unknown": ("There is no certificate {id} in the ledger.", "See: certledger list certs"),
    "notice.unknown": (
        "There is no notice {id} in the ledger.",
        "See: certledger list notices. The two of 2024 are entered with: certledger notice issue --preset",
    ),
    "entry.unknown": ("There is no entry #{position}.", "See: certledger log"),
    "subject.not_yet": ("{id} did not exist on {as_of}.", "It exists from {since} on: --as-of {since}"),
    "subject.not_yet_known": (
        "{id} was not known then.",
        "It became known with entry #{position}, recorded at {recorded_at}.",
    ),
    "subject.voided": (
        "{id} is not known any more: #{position}, which began it, was voided by #{voided_by}.",
        "What was believed before: certledger explain {id} --known-at '#{before}'",
    ),
    "id.ambiguous": ("{id} names more than one subject.", "Write one of: {found}"),
    "id.malformed": (
        "{id} cannot be the number of a rule or certificate.",
        "Look for a mistyped approval number, or for characters that cannot be seen.",
    ),
    "id.needs_body": (
        "{id} does not say which body it belongs to.",
        "Write it as APPROVAL_NO/NUMBER, or put --body APPROVAL_NO before the command.",
    ),
    "body.malformed": (
        "{text} is no approval number.",
        "Write it as CNCA-R-2002-001, or CNCA-RF-2003-27 for a foreign-invested body.",
    ),
    "credit_code.malformed": (
        "{code} is no unified social credit code: its check character does not fit.",
        "Compare it with the business licence.",
    ),
    # Rules
    "rule.exists": (
        "Rule {id} is filed already (#{position}, {day}).",
        "Choose another number, or put entry #{position} right with: certledger correct '#{position}'",
    ),
    "rule.not_yet_filed": ("Rule {id} was not filed yet on {day}.", "Give a later day with --on."),
    "rule.published_after_filing": (
        "Rule {id} cannot be filed on {day}, before its publication on {published_on}.",
        "Check --published-on and --on.",
    ),
    "rule.already_flagged": (
        "Rule {id} is flagged under {notice} already, as {ground} (#{position}).",
        "Withdraw that flag first: certledger rule unflag {id} --notice {notice}",
    ),
    "rule.flag_withdrawn_already": (
        "The flag of rule {id} under {notice} was withdrawn already (#{position}).",
        "If that entry is wrong: certledger correct '#{position}'",
    ),
    "rule.not_flagged": (
        "Rule {id} had no flag under {notice} on {day}.",
        "See its flags: certledger show rule:{id}",
    ),
    "rule.already_deregistered": (
        "Rule {id} is deregistered already (#{position}, {day}).",
        "If that entry is wrong: certledger correct '#{position}'",
    ),
    "rule.not_deregistered": (
        "Rule {id} was not deregistered on {day}, so it cannot be filed again.",
        "Deregister it first: certledger rule deregister {id}",
    ),
    "rule.already_refiled": (
        "Rule {id} was filed again already, as {refiled_as} (#{position}).",
        "If that entry is wrong: certledger void '#{position}'",
    ),
    "rule.ground_not_listed": (
        "{notice} does not list the ground {ground}.",
        "It lists: {listed}",
    ),
    "rule.flag_before_notice": (
        "Rule {id} cannot be flagged on {day}, before {notice} was issued on {issued_on}.",
        "Give a later day with --on.",
    ),
    "rule.closed": (
        "Rule {rule} stood {status} on {day}, by #{position}: no issue, renewal or transfer under it.",
        "If a certificate was issued all the same: cert issue --irregular --why TEXT",
    ),
    "rule.not_filed_then": (
        "Rule {rule} was not filed yet on {day}: no issue, renewal or transfer under it.",
        "Check the day, or the rule's filing day.",
    ),
    # Certificates
    "certificate.exists": (
        "Certificate {id} is issued already (#{position}, {day}).",
        "Choose another number, or put entry #{position} right with: certledger correct '#{position}'",
    ),
    "certificate.not_yet_issued": (
        "Certificate {id} was not issued yet on {day}.",
        "Give a later day with --on.",
    ),
    "certificate.not_in_force": (
        "Certificate {id} stood {status} on {day}, by #{position}: that is final.",
        "If entry #{position} is wrong, void or correct it: certledger correct '#{position}'",
    ),
    "certificate.already_suspended": (
        "Certificate {id} was suspended already on {day} (#{position}).",
        "If that entry is wrong: certledger correct '#{position}'",
    ),
    "certificate.suspended_until_before": (
        "Certificate {id} cannot be suspended on {day} until {until}, which is earlier.",
        "Check --until.",
    ),
    "certificate.not_suspended": (
        "Certificate {id} was not suspended on {day} (#{position}).",
        "See: certledger log certificate:{id}",
    ),
    "certificate.expiry_before_issue": (
        "Certificate {id} would expire on {expires_on}, before it is issued on {day}.",
        "Check --expires and --on.",
    ),
    "certificate.expiry_not_later": (
        "Certificate {id} is valid through {standing} already (#{position}); {expires_on} is not later.",
        "Check --expires. If that entry is wrong: certledger correct '#{position}'",
    ),
    "certificate.same_rule": (
        "Certificate {id} stands under {rule} already (#{position}).",
        "Check --to. If that entry is wrong: certledger correct '#{position}'",
    ),
    "certificate.nothing_amended": (
        "Nothing to amend was given.",
        "Give --holder, --holder-id or --scope.",
    ),
    "certificate.irregular_needs_why": (
        "An irregular issue needs a reason in words.",
        "Say with --why how it came about.",
    ),
    "certificates.refused": (
        "{count} of {of} certificates refuse this, so none was changed.",
        "They are: {found}",
    ),
    "certificates.none_named": (
        "No certificate was named.",
        "Name certificates, or give --rule RULE or --from FILE.",
    ),
    # Notices and bodies
    "notice.exists": ("Notice {id} is in the ledger already (#{position}).", "See: certledger show {id}"),
    "notice.name_taken": ("{name} names {id} already.", "Give the notice another number or alias."),
    "notice.not_yet_issued": ("Notice {id} was not issued yet on {day}.", "Give a later day with --on."),
    "notice.withdrawn": (
        "Notice {id} was withdrawn on {day} (#{position}).",
        "Nothing can be changed in it.",
    ),
    "notice.extension_not_later": (
        "{to} is not later than the deadline that stands, {deadline} (#{position}).",
        "Give a later day with --to. If that entry is wrong: certledger correct '#{position}'",
    ),
    "notice.deadline_before_issue": (
        "The deadline {deadline} lies before the issue on {issued_on}.",
        "Check the file.",
    ),
    "notice.malformed": (
        "The notice cannot be read: {detail}",
        "Take a preset as a pattern; docs/notices.md describes the file.",
    ),
    "body.exists": ("Body {id} is registered already (#{position}).", "See: certledger show {id}"),
    "body.not_yet_registered": ("Body {id} was not registered yet on {day}.", "Give a later day with --on."),
    # Obligations
    "obligation.not_flagged": (
        "Nothing is owed under {notice}: no flag under it on {rules}.",
        "See what is owed: certledger report compliance --notice {notice} --detail",
    ),
    "obligation.flag_withdrawn": (
        "Nothing is owed any more: the flag of {rule} under {notice} was withdrawn on {day} (#{position}).",
        "Before that day it was: --as-of DATE",
    ),
    "obligation.flag_not_yet": (
        "Nothing is owed yet: the flag of {rule} under {notice} takes effect on {since} (#{position}).",
        "From that day on it is: --as-of {since}",
    ),
    "obligation.flag_not_yet_known": (
        "The flag of {rule} under {notice} was not known then: it is #{position}, of {recorded_at}.",
        "From that entry on it is known: --known-at '#{position}'",
    ),
    "obligation.flag_voided": (
        "Nothing is owed: the flag of {rule} under {notice}, #{position}, was voided by #{voided_by}.",
        "See: certledger log rule:{rule}",
    ),
    "obligation.notice_withdrawn": (
        "Nothing is owed any more: notice {notice} was withdrawn on {day} (#{position}).",
        "Before that day it was: --as-of DATE",
    ),
    "obligation.not_in_force": (
        "{id} owes nothing for the flag of {rule}: it stood {status} on {day}, by #{position}.",
        "Owed is what is in force at the start of the flag's day, or issued later.",
    ),
    "obligation.other_rule": (
        "{id} owes nothing for the flag of {rule}: on {day} it stood under {other} (#{position}).",
        "Owed is what stands under the rule at the start of the flag's day, or is issued under it later.",
    ),
    "obligation.issued_under_other": (
        "{id} owes nothing for the flag of {rule}: it was issued {issued_on} under {other} (#{position}).",
        "Owed is what stands under the rule at the start of the flag's day, or is issued under it later.",
    ),
    "obligation.other_action": (
        "{id} does not owe this under {notice}: {action}.",
        "It owes: {listed}",
    ),
    # Published reports
    "report.unknown": (
        "There is no published report {id} in the ledger.",
        "See: certledger report published",
    ),
    "report.exists": (
        "{id} is taken already (#{position}).",
        "Publish it again: it gets the next number.",
    ),
    "report.not_a_publication": (
        "Entry #{position} is a {type} of {id}: no published report.",
        "See: certledger report published",
    ),
    "report.voided": (
        "{id} counts as published no longer: #{position} was voided by #{voided_by}.",
        "See what stands: certledger report published",
    ),
    "report.not_corrected": (
        "{id} (#{position}) says what was handed in: that is not changed.",
        "If it was published in error: certledger void '#{position}'. Then publish what is right.",
    ),
    "report.not_remade": (
        "This version does not know how to make a report of the kind {report} again (#{position}).",
        "Install the newer version of certledger.",
    ),
    # Entries
    "history.contradicted": (
        "{id}: entry #{position} ({type}, {day}) could no longer stand ({because}).",
        "Choose another day, or void entry #{position} first.",
    ),
    "effective.too_far_ahead": (
        "{day} is more than a year ahead of {today}.",
        "Check --on.",
    ),
    "reason.unknown": ("There is no reason code {reason}.", "The codes: {codes}"),
    "reason.needs_why": ("The reason `other` needs a text.", "Say it with --why."),
    "command_id.reused": (
        "The command id {command_id} belongs to another command (#{position}).",
        "Give each command an id of its own.",
    ),
    "void.of_void": (
        "Entry #{position} is a void, and a void cannot be voided.",
        "Enter the act anew instead.",
    ),
    "void.already": ("Entry #{position} was voided already by #{voided_by}.", "Nothing needs to be done."),
    "void.depended_on": (
        "{id} is named by entry #{position} ({type} of {by}), so the entry that began it cannot be voided.",
        "Void entry #{position} first, or correct this entry instead.",
    ),
    "correct.nothing_changed": (
        "The correction of #{position} changes nothing.",
        "Give what should be different, for example --on DATE.",
    ),
    "correct.no_such_field": (
        "Entry #{position} is a {type}: it has no {fields}.",
        "Give only options that this kind of entry has.",
    ),
    # Reports
    "report.unbalanced": (
        "The report's figures do not add up, so it was not made: {balances}",
        "The read model may be damaged: run certledger rebuild --check, then certledger rebuild.",
    ),
    # Comparing
    "span.backwards": ("{first} lies after {last}.", "Exchange the two, or give a later second one."),
    # Evidence and files
    "evidence.unreadable": ("The evidence {path} cannot be read: {detail}", "Check the file's name."),
    "output.exists": ("{path} is there already.", "Choose another name, or replace it with --force."),
    "output.failed": (
        "{path} cannot be written: {detail}",
        "Check the folder, its permissions and the disk.",
    ),
    "pdf.font_missing": (
        "A PDF needs the font {font}, and it is not installed.",
        "Install fonts-noto-cjk (Debian), google-noto-sans-cjk-fonts (Fedora) or noto-fonts-cjk (Arch).",
    ),
    "pdf.too_long": (
        "A table on paper holds at most {most} rows, and here it would have more.",
        "Ask for less, or take a format that holds all: --format xlsx or csv.",
    ),
    "pdf.failed": (
        "The PDF could not be made: {detail}",
        "Nothing was written. The other formats hold the same: --format html or xlsx.",
    ),
    "output.no_temporary": (
        "The temporary folder {path} cannot take what is being put together: {detail}",
        "Make room there, or name another folder with the variable TMPDIR.",
    ),
    "file.unreadable": ("{path} cannot be read: {detail}", "Check the file's name."),
    # The ledger file
    "ledger.exists": ("{path} is there already.", "Use it, or give another name with --ledger."),
    "ledger.missing": ("There is no ledger {path}.", "Make one with: certledger --ledger {path} init"),
    "ledger.no_folder": ("There is no folder {path}.", "Make the folder first."),
    "ledger.not_a_ledger": ("{path} is no certledger ledger ({detail}).", "Check --ledger."),
    "ledger.newer": (
        "{path} was made by a newer version (file version {version}; this one knows {known}).",
        "Install the newer version of certledger.",
    ),
    "ledger.read_only": (
        "{path} is read-only, so nothing can be recorded ({detail}).",
        "Make the file and its folder writable; reading works as it is.",
    ),
    "ledger.locked": (
        "Another program has held {path} locked for 30 seconds.",
        "Nothing was recorded. Try again when it is done.",
    ),
    "ledger.disk_full": (
        "The disk of {path} is full ({detail}).",
        "The command that failed recorded nothing. Make room and repeat it.",
    ),
    "ledger.disk_error": (
        "The disk of {path} fails ({detail}).",
        "The command that failed recorded nothing. Check the disk, then repeat it.",
    ),
    "ledger.cannot_open": ("{path} cannot be opened ({detail}).", "Check its permissions and its folder."),
    "ledger.damaged": (
        "{path} is damaged ({detail}).",
        "Work on with the latest backup. If only the read model is damaged: certledger rebuild",
    ),
    "ledger.unknown_event": (
        "The ledger holds an event of a kind that this version does not know: {name}.",
        "Install the newer version of certledger.",
    ),
    # Running
    "conflict": (
        "Somebody else changed what this was based on.",
        "Nothing was recorded. Look again, then repeat the command.",
    ),
    "confirmation.impossible": (
        "This needs a confirmation, and there is no terminal to ask at.",
        "Add --yes.",
    ),
    "confirmation.declined": ("It was not confirmed, so nothing was recorded.", "To go on, answer y."),
    "usage": ("{detail}", "{help}"),
    "internal": (
        "Something went wrong inside certledger: {detail}",
        "Repeat it with --debug before the command, and report what it prints.",
    ),
    # Imports
    "import.rejected": (
        "{rejected} of {rows} rows cannot be recorded, so nothing was.",
        "Mend the cells named above, or record the other rows with --on-error skip.",
    ),
    "import.conflict": (
        "the row contradicts what stands: {field} is {standing} (#{position}), not {given}",
        "Correct the row, or the entry.",
    ),
    "process.ended": (
        "A process that helped ended before it was done (status {status}).",
        "It may have run out of memory. What is recorded stands; repeat the command.",
    ),
    "import.duplicate": ("{id} stands in row {row} already", "Keep one of the rows."),
    "import.missing": ("{key} is missing", "Fill in the cell."),
    "import.choice": ("{value} is none of {choices}", "Write one of them."),
    "import.status_contradicts_expiry": (
        "the status is expired, but the certificate is valid through {expires_on}",
        "Check status and expiry.",
    ),
    "import.not_taken": ("{event} does not take {key}", "Leave the cell empty."),
    # Letters
    "letters.template_malformed": (
        "The template {path} cannot be filled in: {detail}",
        "docs/letters.md lists the placeholders. A sound one: certledger letters --template-out FILE",
    ),
    "letters.folder_mixed": (
        "{path} also holds what was not written there as letters, or was changed since: {found}",
        "Move these files away, or choose another folder: a register that is filled in is kept.",
    ),
    "letters.deadline_past": (
        "{deadline} lies before {as_of}, the day of the letters.",
        "Give a later day with --deadline.",
    ),
    "letters.deadline_too_late": (
        "{deadline} is later than {due_on}, the last day in time under {notice}.",
        "Give an earlier day with --deadline.",
    ),
    "letters.no_soffice": (
        "LibreOffice is not installed, so no PDF can be made (there is no program soffice).",
        "Install it, for example the package libreoffice-writer, or leave out --pdf.",
    ),
    "letters.no_font": (
        "No font with Chinese characters is installed, so no PDF can be made.",
        "Install one, for example the package fonts-noto-cjk, or leave out --pdf.",
    ),
    "letters.pdf_failed": (
        "LibreOffice did not turn {path} into a PDF ({detail}).",
        "Nothing was written. Try again, or leave out --pdf.",
    ),
    "register.rejected": (
        "{rejected} of {rows} rows of {path} cannot be recorded, so nothing was.",
        "Mend these cells: {bad}",
    ),
    # Screening
    "screening.unreadable_rows": (
        "Some of the {rows} rows of {path} cannot be read, so no rule was checked.",
        "Mend these cells: {bad}",
    ),
    "national.malformed": (
        "The names of national rules cannot be read: {detail}",
        "docs/screening.md describes the file.",
    ),
    "checklist.malformed": (
        "The checklist cannot be read: {detail}",
        "docs/screening.md describes the file; samples/checklist.toml is a pattern.",
    ),
    "checklist.unknown_key": ("The checklist has no content {key}.", "It may have: {keys}"),
    "checklist.rule_twice": ("{path} answers twice about rule {rule}.", "Keep one of the answers."),
    "checklist.rule_not_named": (
        "{path} does not say which rules its answers are about.",
        'Name the rule in each: a column number (规则编号), or in TOML rule = "APPROVAL_NO/NUMBER".',
    ),
    "checklist.no_answers": ("{path} has no answers about {rule}.", "It is about: {rules}"),
}
"""Refusals, faults and errors."""

REMARKS: dict[str, str] = {
    "entry.particulars_ignored": (
        "#{position} states this act already; the other particulars given now were not recorded. "
        "To add them: certledger correct '#{position}'"
    ),
    "entry.done_already": "Nothing to do for {id}: #{position} says so already.",
    "reason.unusual": "{reason} is an unusual reason for {type} ({id}).",
    "clock.behind": "The clock is behind the last entry; this one was recorded at {recorded_at}.",
    "credit_code.legacy": "{code} is no unified social credit code; kept as an old record.",
    "void.together": "#{position} goes together with it and is voided too.",
    "import.ignored_column": "The column {heading} is not known and was ignored.",
    "import.holder_differs": "{cell}: the holder is {standing} (#{position}); the row says {given}.",
    "import.voided": "{cell}: #{position} said so and was voided by #{voided_by}; not entered again.",
    "screening.no_ledger": "There is no ledger {path}: what is flagged already is not known.",
    "screening.notice_not_entered": (
        "{notice} is not in the ledger. Before flagging: certledger notice issue --preset {alias}"
    ),
    "screening.not_in_ledger": (
        "Not in the ledger, so not to be flagged before certledger import rules {path}: {count} of {rules}"
    ),
    "letters.settled_untold": (
        "Settled before their holders were told: {count} certificates. Their letters say what was done."
    ),
    "letters.told_already": "Left out, for their holders were told: {count} certificates. All: --all",
    "letters.expired": "Left out, for they have expired: {count} certificates. All: --all",
    "letters.no_contact": (
        "{body} has no contact in the ledger: the letters leave a line to fill it in, or give --contact TEXT"
    ),
    "register.without_day": "Left out, for no day is filled in: {count} rows of {path}",
    "register.letter_missing": ("Not kept as evidence, for they do not lie beside {path}: {count} letters"),
    "register.letter_changed": "{cell}: {file} was changed since it was written; it is kept as it is now.",
    "checklist.left_over": "{path} also answers about rules that were not checked: {rules}",
}
"""Things worth saying although nothing is refused."""


def message(code: str, values: dict[str, object]) -> Message:
    """Return what is wrong and what to do, in the language in use."""
    text, hint = MESSAGES.get(code) or SHEET_MESSAGES[code]
    return fill(text, values), fill(hint, values) if hint else ""


def remark(code: str, values: dict[str, object]) -> str:
    """Return what is worth saying, in the language in use."""
    return fill(REMARKS[code], values)


def fill(text: str, values: dict[str, object]) -> str:
    """Translate a text and fill in its values, each as a person reads it."""
    return _(text).format_map(_Shown(values))


class _Shown(dict[str, object]):
    def __getitem__(self, key: str) -> str:
        value = self.get(key, f"{{{key}}}")
        if isinstance(value, (list, tuple)):
            return listed(value)
        return word(value)

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
