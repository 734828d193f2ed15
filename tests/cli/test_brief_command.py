"""`cxc brief`: one file, a folder of them, and refusals that leave no half file."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from cxc_metrics.store import DataVersion
from tests.cli.conftest import Run


def test_one_brief_and_one_of_each(
    run: Run, served: Path, hand: DataVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    single = tmp_path / "denmark.html"
    assert run("brief", "--country", "DK", "--lang", "de", "-o", str(single)).exit_code == 0
    assert "Dänemark" in single.read_text(encoding="utf-8")
    printed = run("brief", "--tray", "O01-wave~O04", "-o", str(tmp_path / "own.pdf"))
    assert printed.exit_code == 0, printed.stderr
    assert len(pypdf.PdfReader(tmp_path / "own.pdf").pages) <= 2
    monkeypatch.setenv("CXC_REGISTER_DIR", str(hand._layout.root))
    done = run("brief", "--partnership", "all", "--format", "html", "-o", str(tmp_path))
    assert done.exit_code == 0, done.stderr
    written = {Path(line).name for line in done.stdout.splitlines()}
    assert written == {file.name for file in tmp_path.glob("partnership-brief-*.html")}
    # Of the fifth nothing is held, which is told.
    assert len(written) == len(hand.labels("partnership")) - 1 == 4
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "one kind of thing"),
        (("--country", "DK", "--sector", "9"), "one kind of thing"),
        (("--country", "DK", "--country", "SE"), "into a folder"),
        (("--country", "DK", "--format", "odt"), "pdf"),
        (("--country", "DK", "--lang", "xx"), "xx"),
        (("--country", "DK", "--viewer", "everybody"), "everybody"),
        (
            (
                "--country",
                "Atlantis",
            ),
            "Atlantis",
        ),
    ],
)
def test_what_cannot_be_written_leaves_nothing(
    run: Run, served: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run("brief", *arguments, "-o", str(tmp_path / "brief.pdf"))
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
