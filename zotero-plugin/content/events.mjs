/**
 * Events of `refkit zotero items --events`: one JSON object a line, in whatever pieces the lines come.
 */

/** The number of the protocol that this plug-in speaks. */
export const PROTOCOL = 1;

/** How much of a line that is none of ours is shown. */
const SHOWN = 200;

/**
 * @typedef {{event: string, [member: string]: any}} RefkitEvent
 */

/** Makes events of text that comes in pieces; what is no event becomes one of kind "stream". */
export class EventReader {
	constructor() {
		/** @type {string} */
		this._rest = "";
	}

	/**
	 * The events that this piece completes.
	 * @param {string} piece
	 * @returns {RefkitEvent[]}
	 */
	push(piece) {
		const lines = (this._rest + piece).split("\n");
		this._rest = lines.pop() ?? "";
		return lines.flatMap(readLine);
	}

	/**
	 * What is left when the stream has ended: a line that broke off.
	 * @returns {RefkitEvent[]}
	 */
	finish() {
		const rest = this._rest;
		this._rest = "";
		return readLine(rest);
	}
}

/**
 * @param {string} line
 * @returns {RefkitEvent[]}
 */
function readLine(line) {
	if (!line.trim()) return [];
	try {
		const read = JSON.parse(line);
		if (read && typeof read.event === "string") return [read];
	}
	catch {
		// Told below, with what stood there.
	}
	return [{ event: "error", kind: "stream", message: line.slice(0, SHOWN), where: null }];
}
