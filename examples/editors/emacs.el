;;; letgo in Emacs, by eglot (part of Emacs 29; a package before)  -*- lexical-binding: t; -*-

(require 'eglot)

(add-to-list 'eglot-server-programs '(python-mode . ("letgo" "server")))
(add-hook 'python-mode-hook #'eglot-ensure)

;; Emacs 29 and later may use tree-sitter's mode.
(when (fboundp 'python-ts-mode)
  (add-to-list 'eglot-server-programs '(python-ts-mode . ("letgo" "server")))
  (add-hook 'python-ts-mode-hook #'eglot-ensure))
