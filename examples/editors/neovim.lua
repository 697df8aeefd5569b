-- letgo in Neovim's own client: source this file from init.lua (`dofile`), or put it into plugin/.
-- It works from 0.7 on; Neovim 0.11 needs no more than its last lines.

local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  for _, name in ipairs({ ".git", "pyproject.toml", "letgo.toml", ".letgo.toml" }) do
    local found = vim.fn.finddir(name, folder .. ";")
    if found == "" then
      found = vim.fn.findfile(name, folder .. ";")
    end
    if found ~= "" then
      return vim.fn.fnamemodify(found, ":p:s?/$??:h")
    end
  end
  return folder
end

local function attach_by_hand()
  local clients = {} -- one for each project
  vim.api.nvim_create_autocmd("FileType", {
    pattern = "python",
    callback = function(event)
      local root = root_of(vim.api.nvim_buf_get_name(event.buf))
      clients[root] = clients[root] or vim.lsp.start_client({
        name = "letgo",
        cmd = { "letgo", "server" },
        root_dir = root,
        on_exit = function() clients[root] = nil end,
      })
      vim.lsp.buf_attach_client(event.buf, clients[root])
    end,
  })
end

if vim.lsp.config == nil then
  attach_by_hand()
else
  vim.lsp.config("letgo", {
    cmd = { "letgo", "server" },
    filetypes = { "python" },
    root_markers = { ".git", "pyproject.toml", "letgo.toml", ".letgo.toml" },
  })
  vim.lsp.enable("letgo")
end
