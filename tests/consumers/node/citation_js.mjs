// Reads texts with citation-js: texts by name in, CSL items by name out. A name begins with the
// format, as in "bibtex-unicode".
import { readModule, answer } from "./asked.mjs";

const { plugins } = await readModule("@citation-js/core");
for (const name of ["bibtex", "ris"]) await readModule(`@citation-js/plugin-${name}`);

const TYPES = {
  bibtex: "@bibtex/text",
  biblatex: "@biblatex/text",
  ris: "@ris/file",
  csl: "@else/json",
};

await answer((text, name) =>
  plugins.input.chain(text, { forceType: TYPES[name.split("-")[0]], generateGraph: false }),
);
