#!/usr/bin/env bash
# Installs the JavaScript programs that the exports and the plug-in for Zotero are proved with, outside
# the source tree: into the folder named by REFKIT_NODE_MODULES, else into a cache folder, where the tests look for them.
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

# The types of Zotero's interface. Its own installation fetches two packages from a code host, which not
# everybody can reach; the types themselves are in the package alone.
types=zotero-types@4.1.3
if [ ! -f "node_modules/zotero-types/package.json" ]; then
    packed=$(npm pack --silent --pack-destination "$folder" "$types")
    mkdir -p node_modules/zotero-types
    tar -xzf "$packed" -C node_modules/zotero-types --strip-components=1
    rm -f "$packed"
fi
