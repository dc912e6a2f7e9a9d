"""What the usual letter says: its texts, with the placeholders that docs/letters.md lists."""

TITLE = ("关于落实{{ notice.number }}要求", "处理相关认证证书的通知")
ABOUT = (
    "根据《{{ notice.title }}》（{{ notice.number }}，以下简称《通知》）要求，我机构对已备案的认证规则"
    "及据其颁发的认证证书进行清理规范。贵单位持有的下列认证证书在清理规范范围内，现将有关事项通知如下："
)
RULES_FOUND = "下列认证规则须按《通知》要求清理规范，期限为{{ notice.deadline }}{{ notice.boundary }}。"
CERTIFICATES_FOUND = (
    "截至{{ as_of }}，贵单位{% if holder_id %}（统一社会信用代码：{{ holder_id }}）{% endif %}"
    "涉及的认证证书共{{ certificates|length }}张。"
    "{% if other_names %}其中部分证书所载名称为：{{ other_names }}。{% endif %}"
)

TO_SETTLE = (
    "所依据的认证规则{{ to_settle.grounds }}。按照《通知》要求，认证机构应当注销备案规则，"
    "并对已发出的相关证书作出注销或撤销处理，有效和暂停状态的证书均在处理之列。"
    "{% if act_by %}我机构将于{{ act_by }}前（含当日）对上述证书作出注销或撤销处理。"
    "{% else %}上述期限已过，我机构将尽快对上述证书作出注销或撤销处理。{% endif %}"
)
TO_DISPOSE = (
    "所依据的认证规则属于备案范围，但不符合分类要求。按照《通知》要求，我机构应当注销原备案规则后重新进行备案。"
    "上述证书不因原备案规则注销而自动注销。原备案规则重新备案后，我机构将与贵单位商定证书转换事宜，"
    "将证书转换至重新备案的规则；不予转换的，按程序作出注销或撤销处理。作出处理之前，证书保持现有状态。"
    "{% if refiled %}目前已重新备案的规则：{{ refiled }}。{% endif %}"
)
ARRANGEMENTS = (
    ("to_settle", TO_SETTLE),
    ("to_dispose", TO_DISPOSE),
    ("done", "已经作出处理，处理结果和日期见上表“证书状态”栏，特此告知。"),
    ("expired", "有效期已经届满，不再另行处理。"),
)
"""What is arranged for each group of certificates."""

STOP_USING = (
    "证书注销或撤销后，请立即停止使用认证证书和认证标志，不得在产品、包装、广告、投标文件等"
    "资料中继续使用或引用，并按我机构要求交回证书。"
)
WHILE_SUSPENDED = "证书处于暂停状态的，暂停期间不得使用认证证书和认证标志。"
TRANSFER = "涉及证书转换的，请及时与我机构联系，提供转换所需的资料；不再保持认证的，请以书面形式告知我机构。"
OBJECT = (
    "对上述安排有异议的，请{% if to_settle and act_by %}于{{ act_by }}前{% else %}及时{% endif %}"
    "以书面形式向我机构提出。"
)
REQUESTS = (
    ("to_settle or done", STOP_USING),
    ("suspended", WHILE_SUSPENDED),
    ("to_dispose", TRANSFER),
    ("true", OBJECT),
)
"""What the holder is asked to do, and where that is asked."""

CONTACT = (
    "请贵单位关注国家认监委有关要求，证书状态以国家认监委公布的查询结果为准。"
    "如有问题，请与我机构联系。联系方式：{{ contact }}。"
)
