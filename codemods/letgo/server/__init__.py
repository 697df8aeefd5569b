"""Front door: the editor. The only room that knows the Language Server Protocol (3.17), by pygls."""
