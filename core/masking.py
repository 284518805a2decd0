"""What others may read of a name, a number or an address (domain.md §4.2). Used by projections, never by templates."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from core.secrets import keyed_hash, normalise

COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙令狐慕容长孙宇文司徒司空夏侯轩辕端木南宫西门独孤呼延闻人万俟赫连澹台公冶宗政濮阳淳于"
        "单于太叔申屠仲孙钟离鲜于闾丘亓官司寇子车颛孙巫马公西漆雕乐正壤驷公良拓跋夹谷宰父谷梁百里东郭微生梁丘左丘东门南门第五",
    )
)
_MEN, _WOMEN = frozenset({"男", "m", "male", "1"}), frozenset({"女", "f", "female", "2"})
_COUNTY = re.compile(
    r"(?:[^省市县区]{2,8}(?:省|自治区))?(?:[^省市县区]{2,6}(?:市|自治州))?"
    r"(?:[^省市县区]{1,8}自治县|[^省市县区]{1,4}(?:县|(?<![小社园校厂景院片库])区|旗|市))?"
)


def surname(name: str) -> str:
    """The family name of a Chinese name (two characters for 欧阳 and the like), else the first letter."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return plain[:2] if len(plain) > 2 and plain[:2] in COMPOUND_SURNAMES else plain[:1]


def mask_name(name: str, sex: str = "") -> str:
    """Family name and address: 陈女士; 陈先生/女士 when the sex ("男", "女", "m", "f") is unknown."""
    known = {"surname": surname(name) or _("某")}
    if sex.strip().lower() in _MEN:
        return _("%(surname)s先生") % known
    if sex.strip().lower() in _WOMEN:
        return _("%(surname)s女士") % known
    return _("%(surname)s先生/女士") % known


def mask_phone(phone: str) -> str:
    """138****0000, whatever the spelling; of short numbers only the last two digits."""
    if not phone.strip():
        return ""
    digits = "".join(c for c in normalise(phone, "phone").removeprefix("+86") if c.isdigit())
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else f"****{digits[-2:]}"


def mask_id(code: str) -> str:
    """First and last four of an identity number; of shorter papers at most a quarter at each end."""
    plain = normalise(code, "id_no")
    keep = min(4, len(plain) // 4)
    return plain[:keep] + "*" * (len(plain) - 2 * keep) + plain[len(plain) - keep :]


def mask_account(account: str) -> str:
    """**** and the last four; of an e-mail account the first letter and the host; of short accounts nothing."""
    plain = unicodedata.normalize("NFKC", account).strip()
    local, at, host = plain.rpartition("@")
    if at:
        return f"{local[:1]}***@{host}"
    plain = normalise(plain, "account")
    if not plain:
        return ""
    return f"****{plain[-4:]}" if len(plain) >= 8 else "****"


def token(pk: int, scope: str = "") -> str:
    """消费者-7F3A: the same person in the same scope (a case, a report) is the same token, elsewhere another.

    Keyed, so that nobody without the key finds the person by trying all numbers. Two people of one scope can share
    a token (16 bits); it is a name to read, not an identifier.
    """
    return _("消费者-%(code)s") % {"code": keyed_hash(f"{scope}|{pk}", "token")[:4].upper()}


def county_only(address: str) -> str:
    """The address down to the county: 广西壮族自治区南宁市青秀区; empty when none can be read off its beginning."""
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    found = _COUNTY.match(plain)
    return found[0] if found else ""
