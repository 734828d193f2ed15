"""Texts without what cannot be seen: letters with accents in one form, nothing of no width, plain spaces."""

from __future__ import annotations

from cxc_metrics.engine.duckdb_dialect import literal

# Format characters (zero width, soft hyphen, byte order mark, direction of writing), joiners, variants.
INVISIBLE = r"[\p{Cf}\x{034f}\x{115f}\x{1160}\x{3164}\x{ffa0}\x{fe00}-\x{fe0f}]"
_PLAIN_SPACES = " \t\r\n"
# Beyond these nothing of Latin script is odd: the no-break space, the soft hyphen, accents that stand alone.
_BEYOND_LATIN = r"[^\x{00}-\x{9f}\x{a1}-\x{ac}\x{ae}-\x{2ff}]"
SPACES = r"[\p{Zs}\p{Zl}\p{Zp}\x{2800}]"
# Digits and signs of other scripts and widths with the one that each of them means.
_DIGITS = {
    **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0, 0x966, 0xFF10) for digit in range(10)},
    **dict.fromkeys("－−–—‐‑﹣", "-"),
    **dict.fromkeys("’‘ʼ´`′ʹ＇٬", "'"),
    "＋": "+",
    "．": ".",
    "，": ",",
    "％": "%",
    "٪": "%",
    "／": "/",
    "：": ":",
    "（": "(",
    "）": ")",
}


def has_odd(text: str) -> str:
    """Whether a text holds invisible, decomposed characters or spaces other than the plain one."""
    odd = literal(
        f"{INVISIBLE}|[\\x{{00a0}}\\x{{1680}}\\x{{2000}}-\\x{{200a}}\\x{{2028}}\\x{{2029}}"
        "\\x{202f}\\x{205f}\\x{2800}\\x{3000}]"
    )
    # Few texts hold more than ASCII, fewer more than composed Latin: only those are looked at closely.
    seen = f"strlen({text}) <> length({text}) AND regexp_matches({text}, {literal(_BEYOND_LATIN)})"
    close = f"regexp_matches({text}, {odd}) OR {text} <> nfc_normalize({text})"
    return f"CASE WHEN {seen} THEN {close} ELSE false END"


def cleaned(text: str) -> str:
    """The text in composed form, without invisible characters, its spaces plain ones and none around it."""
    seen = f"regexp_replace(nfc_normalize({text}), {literal(INVISIBLE)}, '', 'g')"
    return f"trim(regexp_replace({seen}, {literal(SPACES)}, ' ', 'g'), {literal(_PLAIN_SPACES)})"


def western(text: str) -> str:
    """Digits and signs of other scripts as plain ones."""
    return f"translate({text}, {literal(''.join(_DIGITS))}, {literal(''.join(_DIGITS.values()))})"
