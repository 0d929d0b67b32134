/**
 * Asks refkit: a program that is started for each question, or `refkit ui` on loopback where Zotero
 * may start none. Either way one request goes in and events come out.
 */

import { Cancelled } from "./cancel.mjs";
import { EventReader, PROTOCOL } from "./events.mjs";

/** @typedef {import("./events.mjs").RefkitEvent} RefkitEvent */

/** How long a child that was asked to end may take before it is ended, in milliseconds. */
const GRACE = 1500;
/** How much of what refkit says on its standard error is kept. */
const KEPT = 2000;

/**
 * Start refkit, give it a request, and hand on each event as it comes.
 *
 * @param {import("./gecko.mjs").Host} host
 * @param {string} path the program
 * @param {object} request
 * @param {(event: RefkitEvent) => void} onEvent
 * @param {import("./cancel.mjs").Cancel} [cancel]
 * @returns {Promise<{status: number, said: string}>} its exit status, and what it said to people
 * @throws {Cancelled} where the end was asked for; the child has ended then
 * @throws {Error} where the program cannot be started
 */
export async function askProgram(host, path, request, onEvent, cancel) {
	cancel?.check();
	const child = await host.start(path, ["zotero", "items", "--events"]);
	// What is already read when the end is asked for is not handed on.
	const forget = cancel?.onRequest(() => void child.kill(GRACE));
	const said = drain(child.readError);
	const reader = new EventReader();
	try {
		await feed(child, request);
		for (let piece = await child.read(); piece; piece = await child.read()) {
			hand(reader.push(piece), onEvent, cancel);
		}
		hand(reader.finish(), onEvent, cancel);
		const status = await child.wait();
		cancel?.check();
		return { status, said: await said };
	}
	catch (error) {
		await child.kill(GRACE);
		throw cancel?.requested ? new Cancelled() : error;
	}
	finally {
		forget?.();
	}
}

/**
 * A child that ends before it has read all of its input (an old refkit) is judged by what it says.
 * @param {import("./gecko.mjs").Child} child
 * @param {object} request
 */
async function feed(child, request) {
	try {
		await child.write(JSON.stringify(request));
	}
	catch {
		// Its output and its status tell why.
	}
}

/**
 * @param {RefkitEvent[]} events
 * @param {(event: RefkitEvent) => void} onEvent
 * @param {import("./cancel.mjs").Cancel} [cancel]
 */
function hand(events, onEvent, cancel) {
	for (const event of events) {
		if (cancel?.requested) return;
		onEvent(event);
	}
}

/**
 * @param {() => Promise<string>} read
 * @returns {Promise<string>}
 */
async function drain(read) {
	let kept = "";
	for (let piece = await read(); piece; piece = await read()) kept = (kept + piece).slice(-KEPT);
	return kept.trim();
}

/**
 * The same question to a `refkit ui` that was started outside of the sandbox.
 *
 * @param {import("./gecko.mjs").Host} host
 * @param {string} address as `refkit ui --no-browser` prints it, the token in its fragment
 * @param {object} request
 * @param {(event: RefkitEvent) => void} onEvent
 * @param {import("./cancel.mjs").Cancel} [cancel]
 * @returns {Promise<{status: number, said: string}>} 0, or the status of the answer
 * @throws {Cancelled} where the end was asked for
 * @throws {AddressError} where the address is not one of this machine
 * @throws {Error} where nobody answers there
 */
export async function askServer(host, address, request, onEvent, cancel) {
	const { base, token } = readAddress(address);
	cancel?.check();
	const answer = await host.fetch(`${base}/api/v1/zotero/items`, {
		method: "POST",
		headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
		body: JSON.stringify(request),
		credentials: "omit",
		redirect: "error",
		cache: "no-store",
	});
	if (!answer.ok || !answer.body) return { status: answer.status, said: (await answer.text()).slice(0, KEPT) };
	const stream = answer.body.getReader();
	const forget = cancel?.onRequest(() => void stream.cancel().catch(() => {}));
	const reader = new EventReader();
	const decoder = new host.TextDecoder("utf-8");
	try {
		for (let part = await stream.read(); !part.done; part = await stream.read()) {
			hand(reader.push(decoder.decode(part.value, { stream: true })), onEvent, cancel);
		}
		hand(reader.push(decoder.decode()), onEvent, cancel);
		hand(reader.finish(), onEvent, cancel);
	}
	catch (error) {
		throw cancel?.requested ? new Cancelled() : error;
	}
	finally {
		forget?.();
	}
	cancel?.check();
	return { status: 0, said: "" };
}

/** What was given as the address of `refkit ui` is none, or one of another machine. */
export class AddressError extends Error {}

/** Only this machine is asked: a library is nobody else's business. */
const ADDRESS = /^(http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5})\/?#(?:token=)?([\w-]+)$/;

/**
 * @param {string} address
 * @returns {{base: string, token: string}}
 */
export function readAddress(address) {
	const found = ADDRESS.exec(address.trim());
	if (!found) throw new AddressError();
	return { base: found[1], token: found[2] };
}

/**
 * A request, with what every one has.
 *
 * @param {import("./gecko.mjs").Host} host
 * @param {string} want
 * @param {object} rest
 */
export function requestOf(host, want, rest) {
	return {
		protocol: PROTOCOL,
		client: {
			program: "Zotero",
			version: host.zoteroVersion,
			plugin: host.pluginVersion,
			platform: host.platform,
		},
		want,
		...rest,
	};
}
