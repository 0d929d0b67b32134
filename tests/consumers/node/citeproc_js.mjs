// Renders CSL items with citeproc-js, in the styles and the English of citation-js's plug-in: JSON
// texts by name of the style in, the lines of the bibliography by name and by id out.
import { readModule, answer } from "./asked.mjs";

const { plugins } = await readModule("@citation-js/core");
await readModule("@citation-js/plugin-csl");
const CSL = await readModule("citeproc");

const { templates, locales } = plugins.config.get("@csl");

await answer((text, style) => {
  const byId = new Map(JSON.parse(text).map((item) => [item.id, item]));
  const system = {
    retrieveItem: (id) => byId.get(id),
    retrieveLocale: (language) => locales.get(locales.has(language) ? language : "en-US"),
  };
  const engine = new CSL.Engine(system, templates.get(style), "en-US", true);
  engine.updateItems([...byId.keys()]);
  const [about, lines] = engine.makeBibliography();
  return Object.fromEntries(about.entry_ids.map(([id], place) => [id, lines[place]]));
});
