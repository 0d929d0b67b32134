/** Asks somebody who is at work to stop. The scope of a plug-in has no AbortController. */
export class Cancel {
	constructor() {
		this.requested = false;
		/** @type {Set<() => void>} */
		this._listeners = new Set();
	}

	/** Ask for the end, once. */
	request() {
		if (this.requested) return;
		this.requested = true;
		for (const listener of this._listeners) listener();
		this._listeners.clear();
	}

	/**
	 * Be called when the end is asked for, at once where it was; the answer takes the call back.
	 * @param {() => void} listener
	 * @returns {() => void}
	 */
	onRequest(listener) {
		if (this.requested) listener();
		else this._listeners.add(listener);
		return () => this._listeners.delete(listener);
	}

	/** Raise, where the end was asked for. */
	check() {
		if (this.requested) throw new Cancelled();
	}
}

/** Somebody pressed Cancel; no error, and nothing was written. */
export class Cancelled extends Error {
	constructor() {
		super("cancelled");
		this.name = "Cancelled";
	}
}
