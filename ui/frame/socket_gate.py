"""What a page may ask of Streamlit by the socket: to run, a heartbeat, a file. The rest is for developers.

Streamlit answers whoever has opened a page: it tells which files of the working copy are not committed, and
empties for everybody what it remembers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Kinds of messages, and of what is asked of the server beside a run: a file that is made when it is taken,
# and the next rows of a long table.
_HEARD: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
_OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})


class SocketGate:
    """Middleware before Streamlit's socket: what no page of ours says is not heard."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or is_heard(message.get("bytes")):
                    return message

        await self.app(scope, heard, send)


def is_heard(content: bytes | None) -> bool:
    """Whether a message is handed on; one that cannot be read is, and ends the socket."""
    if content is None:
        return True
    said = BackMsg()
    try:
        said.ParseFromString(content)
    except DecodeError:
        return True
    kind = said.WhichOneof("type")
    if kind == "backend_operation_request":
        return said.backend_operation_request.WhichOneof("payload") in _OPERATIONS
    return kind in _HEARD
