// What the programs here share: where the modules are, and JSON in and out.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.env.REFKIT_NODE_MODULES, "node_modules");
const require = createRequire(pathToFileURL(`${folder}/`));

// An ESM file by its path, or a CommonJS package by its name, out of the folder of the modules.
export async function readModule(name) {
  return name.endsWith(".js") ? import(pathToFileURL(`${folder}/${name}`)) : require(name);
}

// Texts by name on standard input; `read` is asked about each, and all is answered at once.
export async function answer(read) {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const texts = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const read_ = Object.entries(texts).map(([name, text]) => [name, read(text, name)]);
  process.stdout.write(JSON.stringify(Object.fromEntries(read_)));
}
