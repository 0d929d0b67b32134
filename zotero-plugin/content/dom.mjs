/**
 * Makes elements. Text from outside comes in as `text` or in a `sentence` and becomes textContent, by no
 * other way.
 *
 * A message with `<` in it is read as markup when Fluent puts it into an element (what is unsafe is
 * left out, but a title is then no longer what it was). So text from outside is never an argument
 * of a message that Fluent puts there itself; into an attribute it may.
 */

const HTML = "http://www.w3.org/1999/xhtml";

/**
 * @typedef {object} Made
 * @property {string} [l10n] the Fluent message that gives text and attributes
 * @property {object} [args] its arguments: numbers, or what stands in attributes alone
 * @property {[string, Record<string, any>]} [sentence] a Fluent message with text from outside in it
 * @property {string} [text]
 * @property {string} [class]
 * @property {Record<string, string | boolean | undefined>} [set] attributes; false and undefined leave one out
 * @property {(event: Event) => void} [click]
 */

/**
 * An element of HTML, also in a document of another kind.
 * @param {Document} doc
 * @param {string} name
 * @param {Made} [made]
 * @param {(Node | null | undefined)[]} children
 * @returns {any}
 */
export function make(doc, name, made = {}, ...children) {
	const element = doc.createElementNS(HTML, name);
	if (made.class) element.setAttribute("class", made.class);
	for (const [attribute, value] of Object.entries(made.set ?? {})) {
		if (value !== false && value !== undefined) element.setAttribute(attribute, value === true ? "" : value);
	}
	if (made.text !== undefined) element.textContent = made.text;
	if (made.l10n) localize(element, made.l10n, made.args);
	if (made.sentence) say(element, ...made.sentence);
	if (made.click) element.addEventListener("click", made.click);
	for (const child of children) if (child) element.append(child);
	return element;
}

/** @type {WeakMap<Element, string>} which sentence an element is to say by now */
const asked = new WeakMap();

/**
 * Have an element say a message with text from outside in it.
 * @param {Element} element
 * @param {string} id
 * @param {Record<string, any>} args
 */
export function say(element, id, args) {
	const wanted = JSON.stringify([id, args]);
	if (asked.get(element) === wanted) return;
	asked.set(element, wanted);
	element.textContent = "";
	void element.ownerDocument.l10n?.formatValue(id, args).then((text) => {
		if (asked.get(element) === wanted) element.textContent = text ?? "";
	});
}

/**
 * Have Fluent give an element its text and attributes.
 * @param {Element} element
 * @param {string} id
 * @param {object} [args] numbers, or what stands in attributes alone
 */
export function localize(element, id, args) {
	asked.delete(element);
	element.setAttribute("data-l10n-id", id);
	if (args) element.setAttribute("data-l10n-args", JSON.stringify(args));
	else element.removeAttribute("data-l10n-args");
}

/**
 * Have an element hold a message until it says something else. It stands in a child, which goes with
 * it: an id that is taken away from an element is still looked up, and its text could come later.
 * @param {Element} element
 * @param {string} id
 * @param {object} [args] as of `localize`
 */
export function localizeWithin(element, id, args) {
	asked.delete(element);
	const child = element.firstElementChild;
	if (child) localize(child, id, args);
	else element.replaceChildren(make(/** @type {Document} */ (element.ownerDocument), "span", { l10n: id, args }));
}
