" letgo in Vim, by ALE: source this file from your vimrc, after ALE was added to 'runtimepath'.

let g:ale_linters = extend(get(g:, 'ale_linters', {}), {'python': ['letgo']})
let g:ale_fixers = extend(get(g:, 'ale_fixers', {}), {'python': ['letgo']})

" Findings as you type, and :ALECodeAction for the fix under the cursor.
call ale#linter#Define('python', {
\   'name': 'letgo',
\   'lsp': 'stdio',
\   'executable': 'letgo',
\   'command': '%e server',
\   'project_root': function('ale#python#FindProjectRoot'),
\})

" :ALEFix applies all safe fixes of the file. What goes to standard error is not shown.
function! FixByLetgo(buffer) abort
  let l:name = fnamemodify(bufname(a:buffer), ':p')
  return {'command': 'letgo fix - --exit-zero --stdin-filename ' . ale#Escape(l:name)}
endfunction

call ale#fix#registry#Add('letgo', 'FixByLetgo', ['python'], 'Apply the safe fixes of letgo.')

" One finding at a time, without any protocol: <Leader>l fixes what is in this line, or in the function around it.
function! FixLine() abort
  let l:command = 'letgo fix - --exit-zero --line ' . line('.') . ' --stdin-filename ' . shellescape(expand('%:p'))
  let l:made = systemlist(l:command . ' 2>/dev/null', getline(1, '$'))
  if v:shell_error == 0 && l:made != getline(1, '$')
    let l:view = winsaveview()
    silent %delete _
    call setline(1, l:made)
    call winrestview(l:view)
  endif
endfunction

nnoremap <silent> <Leader>l :call FixLine()<CR>
