"""What leaves a store as records is on record first: who took which, of which data version."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cxc_metrics.disclosure import Disclosed, Table
from cxc_metrics.store import AuditLog, Deed

from .in_one_call import open_register

# What entries of the audit log may be about.
DEEDS: Final = tuple(deed.value for deed in Deed)


def enter_export(
    disclosed: Disclosed | Iterable[Disclosed],
    what: str,
    form: str,
    *,
    rows: int | None = None,
    who: str | None = None,
    root: Path | str | None = None,
) -> None:
    """Enter in the audit log that records leave, before they do; figures and what is protected leave freely.

    `what` names them in the words of the page or command, `form` the format, `rows` how many there are if
    more than these, `who` the subject (else the
    account of this machine), `root` the store (else that of the environment). RegisterError where the log
    cannot be written: nothing may leave then.
    """
    parts = [disclosed] if isinstance(disclosed, Disclosed) else list(disclosed)
    records = [part for part in parts if isinstance(part, Table) and part.is_exact and len(part)]
    if not records:
        return
    origin = records[0].origin
    detail: dict[str, str | int] = {"what": what, "format": form, "rows": rows or sum(map(len, records))}
    detail["viewer"] = str(origin.viewer)
    log: AuditLog = open_register(root).audit
    log.write(Deed.EXPORTED, who, register=origin.register, version=origin.version_id, detail=detail)
