/**
 * Makes elements. Text from outside comes in as `text` and becomes textContent, by no other way.
 */

const HTML = "http://www.w3.org/1999/xhtml";

/**
 * @typedef {object} Made
 * @property {string} [l10n] the Fluent message that gives text and attributes
 * @property {object} [args] its arguments
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
	if (made.click) element.addEventListener("click", made.click);
	for (const child of children) if (child) element.append(child);
	return element;
}

/**
 * @param {Element} element
 * @param {string} id
 * @param {object} [args]
 */
export function localize(element, id, args) {
	element.setAttribute("data-l10n-id", id);
	if (args) element.setAttribute("data-l10n-args", JSON.stringify(args));
	else element.removeAttribute("data-l10n-args");
}
