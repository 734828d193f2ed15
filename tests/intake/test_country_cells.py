"""Names of countries in cells: read, told once per column with counts, asked where they mean several."""

from __future__ import annotations

from pathlib import Path

from tests.intake.small import by_exchange, checked, csv_text, exchange, found, write_register


def test_names_are_read_and_told_once_per_column(tmp_path: Path):
    names = ["Czech Republic", "Czech Republic", "NLD", "The Netherlands", "FR", "Turkey"]
    write_register(tmp_path, [exchange(n, ho_country=name) for n, name in enumerate(names, start=1)])
    with checked(tmp_path) as tables:
        assert list(by_exchange(tables, "ho_country").values()) == ["CZ", "CZ", "NL", "NL", "FR", "TR"]
        told = [row for row in found(tables, "code", "column", "message") if row[0] == "countries_translated"]
        assert [column for _, column, _ in told] == ["ho_country"]
        assert told[0][2] == (
            "5 cells were read as countries: Czech Republic as CZ (2), NLD as NL (1), "
            "The Netherlands as NL (1), Turkey as TR (1)"
        )


def test_a_name_of_two_countries_is_asked(tmp_path: Path):
    write_register(tmp_path, [exchange(1), exchange(2, ho_country="Kongo")])
    with checked(tmp_path) as tables:
        assert list(by_exchange(tables, "ho_country")) == ["X1"]
        (row,) = [row for row in found(tables, "value", "message", "hint") if row[0] == "Kongo"]
        assert row[1] == "'Kongo' is the name of more than one country"
        assert "CG (Congo) or CD" in row[2]


TEXTS = {
    "cp1252": {
        "DE": "Müller & Söhne Straßenbau", "FR": "Société Élevage Façade", "PT": "Associação São João",
        "IT": "Università – Città Più", "ES": "Compañía Española Ñandú", "SE": "Åkerö Västra",
        "DK": "Sønderjylland Ærø", "NO": "Tromsø Bærum",
    },
    "cp1250": {
        "CZ": "Škoda Řízení Čeněk", "PL": "Łódź Spółka Święto", "HU": "Győr Fejlesztő Tűz", "SK": "Žilina",
        "SI": "Župančič", "HR": "Đakovo Općina", "RO": "Timiş Brăila Ţară",
    },
    "cp1253": {"EL": "Πανεπιστήμιο Αθηνών Έρευνα"},
    "cp1251": {"BG": "Българска асоциация Клъстер"},
    "cp1254": {"TR": "Şirket Çağrı Işık Doğuş"},
    "cp1257": {"LT": "Šiaulių įmonė Ąžuolas", "LV": "Rīgas Tehniskā Ķīmija"},
}  # fmt: skip


def test_letters_and_countries_decide_the_code_page(tmp_path: Path):
    """A western file was read as a central European one because a detector said so."""
    from cxc_metrics.intake.read.textscan import scan_text

    file, wrong = tmp_path / "organisation.csv", []
    for page, rows in TEXTS.items():
        for country, name in rows.items():
            text = csv_text([{"organisation_id": "A", "name": name, "country_code": country}])
            file.write_bytes(text.encode(page))
            read = file.read_bytes().decode(scan_text(file, "it").encoding)
            if read != text:
                wrong.append((page, country, read))
    assert wrong == []
