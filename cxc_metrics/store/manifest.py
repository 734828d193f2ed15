"""What a data version says about itself, and how two of them differ."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from cxc_metrics.contract import SHAPES, shape_of
from cxc_metrics.contract.codes import COUNTED_BY_SCHEME
from cxc_metrics.contract.nouns import Nouns, Vocabulary
from cxc_metrics.contract.shapes import PAIRS
from cxc_metrics.errors import RegisterError
from cxc_metrics.intake import register_name_of


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SourceFile(_Frozen):
    """A file the data version was made from; `rows` is none for a file that holds several tables."""

    name: str
    sha256: str
    bytes: int
    rows: int | None = None


class RowCount(_Frozen):
    """Rows of one table: `read = kept + rejected + duplicates + repeated`.

    `duplicates` are further copies of identical rows, `repeated` the same thing in the world under another
    key.
    """

    read: int
    kept: int
    rejected: int
    duplicates: int
    repeated: int = 0


class Manifest(_Frozen):
    """The manifest of a data version.

    `countable` is the source's rule (`cxc` or `cross_border`), `grain` is `record` or `aggregate`, `shape`
    what its units are (`contract.shapes`; versions from before there were shapes hold pairs or flows),
    `nouns` what the register calls what it counts;
    `columns_present` are the contract columns that were delivered, `lacks` those the source's grain has not
    (`table.column`); `date_precision` says which dates are months or years; `rules_not_evaluated` maps a rule
    to the tables it wanted; `published_as` is the register's name, which older versions do not say;
    `read_as` holds the declared date format and decimal mark, if any; `countable_exchanges` is the number of
    the units that count (of another shape than pairs: of all rows kept).
    """

    id: str
    published_at: datetime
    as_at: date | None
    as_at_origin: str
    contract_version: str
    source: str
    title: str
    reference: str = ""
    licence: str = ""
    grain: str
    shape: str = Field(default="", validate_default=True)
    countable: str
    nouns: Nouns = Nouns()
    is_synthetic: bool
    note: str | None = None
    published_as: str = ""
    read_as: dict[str, str] = {}
    files: tuple[SourceFile, ...]
    row_counts: dict[str, RowCount]
    findings_by_code: dict[str, int]
    findings_by_severity: dict[str, int]
    tables: tuple[str, ...]
    columns_present: dict[str, tuple[str, ...]]
    lacks: tuple[str, ...] = ()
    date_precision: dict[str, str] = {}
    rules_evaluated: tuple[str, ...]
    rules_not_evaluated: dict[str, tuple[str, ...]]
    countable_exchanges: int

    @property
    def register_name(self) -> str:
        """The register the data version belongs to."""
        return self.published_as or register_name_of(self.source, is_synthetic=self.is_synthetic)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words in which texts are said to readers of this register."""
        shape = SHAPES[self.shape]
        if shape.table == PAIRS.table:
            return Vocabulary(self.nouns, self.grain)
        # An exchange is none of its units: it keeps its name where it is said that there are none.
        nouns = self.nouns.model_copy(update={"unit": None})
        return Vocabulary(nouns, self.grain, self.nouns.unit or (shape.unit, shape.units))

    @property
    def is_of_scheme(self) -> bool:
        """Whether the scheme's rules bind the register: its list of eligible countries too."""
        return self.countable == COUNTED_BY_SCHEME

    @field_validator("shape")
    @classmethod
    def _before_there_were_shapes(cls, shape: str, info: ValidationInfo) -> str:
        return shape or shape_of((), info.data.get("grain", "")).name


class ManifestDifference(_Frozen):
    """How one data version differs from another; all tables have the columns item, before, after, change."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    before: str
    after: str
    rows: pd.DataFrame
    findings: pd.DataFrame
    countable_before: int
    countable_after: int


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file; RegisterError saying what is wrong with it."""
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise RegisterError(
            f"The data version {path.parent.name} has no manifest ({path} is missing). {_REMEDY}"
        ) from None
    except OSError as error:
        raise RegisterError(f"The manifest {path} cannot be read ({error.strerror}). {_REMEDY}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RegisterError(f"The manifest {path} is damaged ({where}: {first['msg']}). {_REMEDY}") from error


_REMEDY = "Serve another data version (cxc rollback ID), or publish the register again."


def difference(before: Manifest, after: Manifest) -> ManifestDifference:
    """Row counts (kept) by table, findings by code and countable exchanges of two data versions.

    A table or code of one side only has 0 on the other. Items without any rows on both sides are left out.
    """
    return ManifestDifference(
        before=before.id,
        after=after.id,
        rows=_compared(
            {name: count.kept for name, count in before.row_counts.items()},
            {name: count.kept for name, count in after.row_counts.items()},
        ),
        findings=_compared(before.findings_by_code, after.findings_by_code),
        countable_before=before.countable_exchanges,
        countable_after=after.countable_exchanges,
    )


def _compared(before: dict[str, int], after: dict[str, int]) -> pd.DataFrame:
    items = [item for item in dict.fromkeys([*before, *after]) if before.get(item) or after.get(item)]
    frame = pd.DataFrame(
        {
            "item": pd.Series(items, dtype="str"),
            "before": pd.Series([before.get(item, 0) for item in items], dtype="int64"),
            "after": pd.Series([after.get(item, 0) for item in items], dtype="int64"),
        }
    )
    frame["change"] = frame["after"] - frame["before"]
    return frame
