"""Whatever is asked within or beside the description of the API, it answers as described and never breaks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings

from cxc_metrics.api import application
from cxc_metrics.disclosure import INTERNAL
from tests.measuring.crossing import THOROUGH

if TYPE_CHECKING:  # whoever only collects tests need not load it
    import schemathesis


def test_it_answers_as_it_says(sample_register: Path) -> None:
    import schemathesis

    app = application(lambda _: INTERNAL, sample_register)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert {operation.path for operation in operations} >= {"/measure", "/records", "/figures/{figure_id}"}
    for operation in operations:
        _ask_anything(operation)


def _ask_anything(operation: schemathesis.APIOperation) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as conforming

    checks = (
        not_a_server_error,
        conforming.status_code_conformance,
        conforming.content_type_conformance,
        conforming.response_schema_conformance,
    )

    @settings(max_examples=100 if THOROUGH else 3, database=None)
    @given(case=operation.as_strategy())
    def asks(case: schemathesis.Case) -> None:
        case.validate_response(case.call(), checks=checks)

    asks()
