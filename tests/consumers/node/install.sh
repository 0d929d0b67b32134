#!/usr/bin/env bash
# Installs the JavaScript programs that the exports are proved with, outside the source tree: into
# the folder named by REFKIT_NODE_MODULES, else into a cache folder, where the tests look for them.
# Their versions are exactly those of package.json; what they need themselves is not pinned.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=${REFKIT_NODE_MODULES:-${XDG_CACHE_HOME:-$HOME/.cache}/refkit-node}

if ! command -v npm >/dev/null; then
    echo "npm is not installed; on Debian: apt-get install nodejs npm" >&2
    exit 2
fi
mkdir -p "$folder"
cp "$here/package.json" "$folder/package.json"
cd "$folder"
npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
