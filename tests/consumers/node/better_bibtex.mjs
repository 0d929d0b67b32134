// Reads .bib texts as Better BibTeX for Zotero does: texts by name in, what it read by name out.
// `plain` takes titles as they are written, `imported` with the settings of the plug-in, which
// puts English titles in sentence case but for what is braced.
import { readModule, answer } from "./asked.mjs";

const { parse } = await readModule("@retorquere/bibtex-parser/dist/esm/index.js");
const OUTER = ["doi", "publisher", "location", "title", "booktitle"];
const SETTINGS = {
  plain: { sentenceCase: false },
  imported: { english: true, sentenceCase: { guess: true, preserveQuoted: false } },
};

function read(text, settings) {
  const unknown = [];
  const library = parse(text, {
    caseProtection: "as-needed",
    removeOuterBraces: OUTER,
    unsupported: (node, tex) => {
      unknown.push(tex);
      return "";
    },
    ...settings,
  });
  return {
    errors: library.errors.map((each) => each.error),
    unknown,
    entries: library.entries.map(({ key, type, fields }) => ({ key, type, fields })),
  };
}

await answer((text) =>
  Object.fromEntries(
    Object.entries(SETTINGS).map(([name, settings]) => [name, read(text, settings)]),
  ),
);
