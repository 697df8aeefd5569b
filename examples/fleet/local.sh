#!/usr/bin/env bash
# Fix many clones, each on a branch of its own: local.sh FOLDER... Nothing is pushed.
set -euo pipefail

branch=${BRANCH:-letgo}
letgo=${LETGO:-letgo}
text=$(mktemp)
trap 'rm -f "$text"' EXIT

failed=0
for folder in "$@"; do
  if ! git -C "$folder" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    echo "$folder: no git repository"
    continue
  fi
  # A project's own settings count, so letgo runs inside of it.
  # shellcheck disable=SC2086 # both may be several words
  if ! (cd "$folder" && $letgo fix --exit-zero --summary-md "$text" ${LETGO_ARGS:-} >/dev/null 2>&1); then
    echo "$folder: left alone (letgo fix says why)"
    failed=1
    continue
  fi
  if git -C "$folder" diff --quiet; then
    echo "$folder: nothing to fix"
    continue
  fi
  git -C "$folder" switch --quiet --create "$branch"
  git -C "$folder" commit --quiet --all --message "Let go of what is held too long" --message "$(cat "$text")"
  echo "$folder: $(git -C "$folder" show --shortstat --format= HEAD | sed 's/^ *//')"
done
exit $failed
