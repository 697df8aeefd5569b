"""`letgo server`: diagnostics and fixes for editors, over the Language Server Protocol."""

from __future__ import annotations

from typing import Annotated

import typer

from letgo.cli.guard import CLEAN, UsageError, guarded

TcpOption = Annotated[
    int | None,
    typer.Option("--tcp", min=1, max=65535, metavar="PORT", help="Serve one client on this port, for debugging."),
]


@guarded
def server(tcp: TcpOption = None) -> int:
    """Serve an editor on standard input and output. Needs `letgo[lsp]`."""
    try:
        from letgo.server.serve import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("letgo server needs pygls: pip install 'letgo[lsp]'") from error
    serve(tcp)
    return CLEAN
