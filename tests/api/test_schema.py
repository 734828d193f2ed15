"""Whatever is asked within or beside the description of the API, it answers as described and never breaks."""

from __future__ import annotations

from pathlib import Path

import schemathesis
from hypothesis import given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cxc_metrics.api import application
from cxc_metrics.disclosure import INTERNAL
from tests.measuring.crossing import THOROUGH

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def test_it_answers_as_it_says(sample_register: Path) -> None:
    app = application(lambda _: INTERNAL, sample_register)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert {operation.path for operation in operations} >= {"/measure", "/records", "/figures/{figure_id}"}
    for operation in operations:
        _ask_anything(operation)


def _ask_anything(operation: schemathesis.APIOperation) -> None:
    @settings(max_examples=100 if THOROUGH else 5, database=None)
    @given(case=operation.as_strategy())
    def asks(case: schemathesis.Case) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    asks()
