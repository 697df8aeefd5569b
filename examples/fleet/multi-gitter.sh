#!/usr/bin/env bash
# What multi-gitter runs in each repository: multi-gitter run ./multi-gitter.sh --config multi-gitter.yaml
# Its working folder is the clone; what is changed there becomes the commit. No change, no pull request.
set -euo pipefail

# shellcheck disable=SC2086 # both may be several words
${LETGO:-letgo} fix --exit-zero ${LETGO_ARGS:-} 2>&1 | tail -n 20
