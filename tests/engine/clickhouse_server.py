"""A small ClickHouse server for tests: its HTTP interface over chdb, on a port, over a folder.

It takes what clickhouse-connect sends: the statement in the address or the body, settings and typed
parameters in the address, rows to insert in the body. A statement that holds `/* break */` is answered by
half, `/* slow */` after a while; the server ends at one that holds what the file `ends_at` says.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from chdb.session import Session

SLOW_SECONDS = 3
VERSION_FILE, ENDS_FILE = "version", "ends_at"


class Server(ThreadingHTTPServer):
    """Holds the session; one statement at a time."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.folder, self.asking = folder, threading.Lock()
        make: Any = Session
        self.session = make(str(folder / "data"))
        names = self.session.query("SELECT name FROM system.settings", "TSV").bytes().decode()
        self.settings = set(names.split())

    def answer(self, sql: str, fields: dict[str, str], body: bytes) -> bytes:
        """What a statement gives, or an error of chdb's."""
        params = {
            name.removeprefix("param_"): value for name, value in fields.items() if name.startswith("param_")
        }
        with self.asking, tempfile.TemporaryDirectory() as sent:
            for name, value in fields.items():
                if name in self.settings:
                    self.session.query(f"SET {name} = '{value}'")
            self.session.query(f"USE `{fields.get('database') or 'default'}`")
            if sql.lstrip().upper().startswith("INSERT") and body:
                file = Path(sent) / "rows.parquet"
                file.write_bytes(body)
                sql = sql[: sql.upper().rindex(" FORMAT ")] + f" SELECT * FROM file('{file}', Parquet)"
            old = self.folder / VERSION_FILE
            if old.is_file():
                sql = sql.replace("version()", f"'{old.read_text()}'")
            try:
                return bytes(
                    self.session.query(sql, fields.get("default_format", "TSV"), params=params).bytes()
                )
            except RuntimeError:
                self.session.query("SELECT 1", "Null")
                raise


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """As a POST without a body."""
        self.do_POST()

    def do_POST(self) -> None:
        """Run a statement and say what came of it."""
        fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self._body()
        sql = fields.get("query", "")
        if not sql:
            sql, body = body.decode(), b""
        if (ends := self.server.folder / ENDS_FILE).is_file() and ends.read_text() in sql:
            os._exit(1)
        if "/* slow */" in sql:
            time.sleep(SLOW_SECONDS)
        try:
            answer = self.server.answer(sql, fields, body)
        except RuntimeError as error:
            text = str(error)
            code = text.partition("Code: ")[2].partition(".")[0]
            self._send(500, text.encode(), code)
            return
        if "/* break */" in sql:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer[: len(answer) // 2])
            self.close_connection = True
            return
        self._send(200, answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, status: int, body: bytes, code: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Timezone", "UTC")
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code)
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    Server(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
