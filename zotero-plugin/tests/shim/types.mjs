/** Item types with their fields, as refkit has them by hand: one table, not two. */

import { execFileSync } from "node:child_process";

import { PYTHON, REPOSITORY } from "./program.mjs";

const ASK = `
import json
from refkit.zotero.item_types import ITEM_TYPES
print(json.dumps({name: {"fields": sorted(has.fields), "creator_types": sorted(has.creators)} for name, has in ITEM_TYPES.items()}))
`;

/** @type {Record<string, {fields: string[], creator_types: string[]}> | null} */
let known = null;

export function itemTypes() {
	known ??= JSON.parse(execFileSync(PYTHON, ["-c", ASK], { env: { ...process.env, PYTHONPATH: REPOSITORY }, encoding: "utf-8" }));
	return /** @type {any} */ (known);
}
