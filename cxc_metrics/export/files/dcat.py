"""A data version as an entry of a catalogue: DCAT-AP 3.0.1 as JSON-LD (facts 7.7)."""

from __future__ import annotations

from typing import Any, Final

from cxc_metrics.export.documented import Documented

_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CSV: Final = "http://publications.europa.eu/resource/authority/file-type/CSV"
_CSV_MEDIA: Final = "https://www.iana.org/assignments/media-types/text/csv"


def dataset_of(
    about: Documented, *, file: str = "", publisher: str = "", address: str = ""
) -> dict[str, Any]:
    """The data set with its one distribution: the CSV file at `address`, or `file` beside this description.

    Without either it has none, which DCAT-AP allows.

    Who publishes, no register says: `publisher` is named by whoever exports, and left away else. With one
    the data set stands in a catalogue of its own, which must have a publisher.
    """
    agent = {"@type": "foaf:Agent", "foaf:name": publisher}
    data_set: dict[str, Any] = {
        "@id": f"urn:cxc:data-version:{about.data_version}",
        "@type": "dcat:Dataset",
        "dct:title": _text(about.source),
        "dct:description": _text(_described(about)),
        "dct:identifier": about.data_version,
        "dcat:version": about.data_version,
        "dct:rights": {"@type": "dct:RightsStatement", "dct:description": _text(f"Licence: {about.licence}")},
        "dcat:keyword": [_text(word) for word in ("clusters", "short visits", "exchanges")],
        **({"dcat:distribution": _distribution(about, address or file)} if address or file else {}),
        **({"dct:publisher": agent} if publisher else {}),
    }
    if about.as_at:
        end = {"@value": about.as_at.isoformat(), "@type": "xsd:date"}
        data_set["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:endDate": end}
    if not publisher:
        return {"@context": _CONTEXT, **data_set}
    return {
        "@context": _CONTEXT,
        "@type": "dcat:Catalog",
        "dct:title": _text(f"Catalogue of {about.register}"),
        "dct:description": _text("Data versions of one register of exchanges."),
        "dct:publisher": agent,
        "dcat:dataset": data_set,
    }


def _distribution(about: Documented, address: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dct:title": _text(about.title or about.source),
        "dct:format": {"@id": _CSV},
        "dcat:mediaType": {"@id": _CSV_MEDIA},
    }


def _described(about: Documented) -> str:
    return " ".join([f"Register {about.register}, {about.day}, seen by: {about.viewer}.", *about.marks])


def _text(words: str) -> dict[str, str]:
    return {"@value": words, "@language": "en"}
