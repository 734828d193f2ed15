"""A small Spark Connect server for tests: Spark's own protocol over a dictionary of databases.

It makes and drops databases and tables, counts rows that are sent, and answers `SELECT 1`. It computes
nothing: figures are compared on a real Spark (`make engines`). A statement that holds `/* break */` is
answered by half, one with `/* slow */` when it is interrupted; any other that is not said here is a mistake.
"""
# ruff: noqa: N802, ARG002  (methods have the names of the protocol)

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pyarrow as pa
import pyspark.sql.connect.proto as pb2
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status
from pyspark.sql.connect.proto import base_pb2_grpc
from pyspark.sql.connect.types import pyspark_types_to_proto_types
from pyspark.sql.pandas.types import from_arrow_schema

SLOW_SECONDS = 30


class SmallSpark(base_pb2_grpc.SparkConnectServiceServicer):  # type: ignore[misc]
    """Holds databases: tables and how many rows each has. `ends_at` is a statement that it dies at."""

    def __init__(self, version: str = "4.3.0") -> None:
        self.version, self.ends_at = version, ""
        self.databases: dict[str, dict[str, int]] = {}
        self.said: list[str] = []
        self.sessions: set[str] = set()
        self._interrupted = threading.Event()
        self.server = grpc.server(ThreadPoolExecutor(8))
        base_pb2_grpc.add_SparkConnectServiceServicer_to_server(self, self.server)
        port = self.server.add_insecure_port("127.0.0.1:0")
        self.address = f"spark://127.0.0.1:{port}"
        self.server.start()

    def stop(self) -> None:
        """Nobody listens any more."""
        self.server.stop(None).wait()

    def AnalyzePlan(self, request: Any, context: Any) -> Any:
        """The version, or the columns of an answer."""
        answer = pb2.AnalyzePlanResponse(session_id=request.session_id)
        if request.HasField("schema"):
            table = self._answer(request.schema.plan.root.sql.query)
            answer.schema.schema.CopyFrom(_declared(table))
        else:
            answer.spark_version.version = self.version
        return answer

    def Config(self, request: Any, context: Any) -> Any:
        """Settings are taken; sizes are large enough for whatever a test sends."""
        answer = pb2.ConfigResponse(session_id=request.session_id)
        for name in request.operation.get.keys:
            value = str(1 << 30) if "localRelation" in name else "UTC" if "timeZone" in name else "false"
            answer.pairs.append(pb2.KeyValue(key=name, value=value))
        return answer

    def ExecutePlan(self, request: Any, context: Any) -> Iterator[Any]:
        """A statement, rows that are written, or rows that are asked for."""
        plan = request.plan
        if plan.HasField("command") and plan.command.HasField("sql_command"):
            command = plan.command.sql_command
            sql = command.input.sql.query if command.HasField("input") else command.sql
            self._say(sql, request, context)
            answer = pb2.ExecutePlanResponse(session_id=request.session_id)
            answer.sql_command_result.relation.CopyFrom(_relation(sql))
            yield _numbered(answer, request, "1")
        elif plan.HasField("command"):
            self._write(plan.command.write_operation, context)
        else:
            yield from self._rows(plan.root.sql.query, request, context)
        yield _numbered(
            pb2.ExecutePlanResponse(result_complete=pb2.ExecutePlanResponse.ResultComplete()), request, "9"
        )

    def ReattachExecute(self, request: Any, context: Any) -> Iterator[Any]:
        """What was broken off is gone."""
        self._fail(context, "INVALID_HANDLE.OPERATION_NOT_FOUND", "Operation not found.")
        yield  # never reached: a generator is what is expected

    def ReleaseExecute(self, request: Any, context: Any) -> Any:
        """Nothing is kept."""
        return pb2.ReleaseExecuteResponse(session_id=request.session_id)

    def ReleaseSession(self, request: Any, context: Any) -> Any:
        """Nothing is kept."""
        return pb2.ReleaseSessionResponse(session_id=request.session_id)

    def Interrupt(self, request: Any, context: Any) -> Any:
        """Ends what is slow."""
        self._interrupted.set()
        return pb2.InterruptResponse(session_id=request.session_id)

    def forget_sessions(self) -> None:
        """As after an hour without a question."""
        self.sessions = {"none"}

    def _say(self, sql: str, request: Any, context: Any) -> None:
        self.said.append(sql)
        if self.sessions and request.session_id not in self.sessions:
            if "none" not in self.sessions:
                self.sessions.add(request.session_id)
            else:
                self.sessions = set()
                self._fail(context, "INVALID_HANDLE.SESSION_CLOSED", "Session was closed.")
        if self.ends_at and self.ends_at in sql:
            threading.Thread(target=self.stop).start()
            context.abort(grpc.StatusCode.UNAVAILABLE, "the server went away")
        self._change(sql, context)

    def _change(self, sql: str, context: Any) -> None:
        """What a statement changes; a mistake where it is none that is known."""
        if made := re.match(r"CREATE DATABASE (\w+)", sql):
            self.databases[made[1]] = {}
        elif made := re.match(r"DROP DATABASE IF EXISTS (\w+)", sql):
            self.databases.pop(made[1], None)
        elif made := re.match(r"CREATE TABLE (\w+)\.`?(\w+)`? ", sql):
            self.databases[made[1]][made[2]] = 0
        elif not re.match(r"(SHOW|USE) |SELECT ('\w+' AS name, count|1)", sql):
            self._fail(context, "PARSE_SYNTAX_ERROR", "Syntax error at or near 'nope'.")

    def _write(self, operation: Any, context: Any) -> None:
        database, table = operation.table.table_name.replace("`", "").split(".")
        if self.ends_at and self.ends_at == table:
            threading.Thread(target=self.stop).start()
            context.abort(grpc.StatusCode.UNAVAILABLE, "the server went away")
        data = operation.input.repartition.input.to_df.input.local_relation.data
        with pa.ipc.open_stream(data) as rows:
            self.databases[database][table] += rows.read_all().num_rows

    def _rows(self, sql: str, request: Any, context: Any) -> Iterator[Any]:
        table = self._answer(sql)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            # Spark sends a batch even where there is no row.
            [batch] = table.to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
            stream.write_batch(batch)
        answer = pb2.ExecutePlanResponse(session_id=request.session_id)
        answer.arrow_batch.row_count = len(table)
        answer.arrow_batch.data = sink.getvalue().to_pybytes()
        yield _numbered(answer, request, "1")
        if "/* break */" in sql:
            context.abort(grpc.StatusCode.UNAVAILABLE, "broken off")
        if "/* slow */" in sql:
            self._interrupted.wait(SLOW_SECONDS)
            self._fail(context, "OPERATION_CANCELED", "Operation has been canceled.")

    def _answer(self, sql: str) -> pa.Table:
        if made := re.match(r"SHOW DATABASES LIKE '(\w+)\*'", sql):
            names = [name for name in self.databases if name.startswith(made[1])]
            return pa.table({"namespace": pa.array(names, pa.string())})
        if made := re.match(r"SHOW TABLES IN (\w+)", sql):
            names = list(self.databases[made[1]])
            return pa.table({"namespace": [made[1]] * len(names), "tableName": pa.array(names, pa.string())})
        counted = re.findall(r"SELECT '(\w+)' AS name, count\(\*\) AS n FROM (\w+)\.", sql)
        if counted:
            numbers = [self.databases[database][table] for table, database in counted]
            return pa.table({"name": [table for table, _ in counted], "n": numbers})
        return pa.table({"one": [1]})

    def _fail(self, context: Any, condition: str, text: str) -> None:
        detail = any_pb2.Any()
        detail.Pack(error_details_pb2.ErrorInfo(reason="x", metadata={"errorClass": condition}))
        said = status_pb2.Status(code=code_pb2.INTERNAL, message=f"[{condition}] {text}", details=[detail])
        context.abort_with_status(rpc_status.to_status(said))


def _declared(table: pa.Table) -> Any:
    return pyspark_types_to_proto_types(from_arrow_schema(table.schema))


def _relation(sql: str) -> Any:
    return pb2.Relation(sql=pb2.SQL(query=sql))


def _numbered(answer: Any, request: Any, number: str) -> Any:
    answer.session_id, answer.operation_id = request.session_id, request.operation_id
    answer.response_id = number
    return answer
