"""`letgo server`: diagnostics and fixes for editors, over the Language Server Protocol."""

from __future__ import annotations

from typing import Annotated

import typer

from letgo.cli.guard import UsageError, guarded

TcpOption = Annotated[
    int | None,
    typer.Option("--tcp", min=1, max=65535, metavar="PORT", help="Serve one client on this port, for debugging."),
]
StdioOption = Annotated[
    bool, typer.Option("--stdio", help="Standard input and output, as without it: some clients add it.")
]


@guarded
def server(stdio: StdioOption = False, tcp: TcpOption = None) -> int:
    """Serve an editor on standard input and output. Needs `letgo[lsp]`."""
    if stdio and tcp is not None:
        raise UsageError("--stdio and --tcp can't be given together")
    try:
        from letgo.server.serve import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("letgo server needs pygls: pip install 'letgo[lsp]'") from error
    return serve(tcp)
