"""Countries as a source writes them: its aliases, the names in its languages, then what is known of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from cxc_metrics.contract import countries
from cxc_metrics.contract.country_names import country_codes, country_names, fold_country, read_country
from cxc_metrics.contract.reference import to_eu_code
from cxc_metrics.errors import SourceError

from .source import CountryNames


class CountryReader:
    """Reads countries as source `name` says. SourceError for a language that is not known."""

    def __init__(self, name: str, spelt: CountryNames) -> None:
        # Later ones stand before earlier ones.
        own = {fold_country(spelling): code for spelling, code in _own_names(name, spelt)}
        self.names: Mapping[str, str] = _common_names() | own

    def code(self, text: str) -> str | None:
        """The country that a text means; None if it means none, or several."""
        named = self.names.get(fold_country(text))
        if named is not None:
            return named
        meant = read_country(text)
        return meant[0] if len(meant) == 1 else None


@cache
def _common_names() -> dict[str, str]:
    """Folded names and codes that mean one country whoever writes them: some 50,000, so folded once."""
    one_country = {name: codes[0] for name, codes in country_names().items() if len(codes) == 1}
    return one_country | dict(country_codes())


def _own_names(source: str, spelt: CountryNames) -> Iterator[tuple[str, str]]:
    """Names in the source's languages, then its aliases: they settle what means several elsewhere."""
    from babel import Locale, UnknownLocaleError

    by_code = countries()
    for language in spelt.languages:
        try:
            territories = Locale.parse(language).territories
        except (UnknownLocaleError, ValueError):
            raise SourceError(f"Source {source}: language {language!r} is not known to Babel") from None
        listed = ((name, to_eu_code(iso)) for iso, name in territories.items())
        yield from ((name, code) for name, code in listed if code in by_code)
    yield from spelt.aliases.items()
