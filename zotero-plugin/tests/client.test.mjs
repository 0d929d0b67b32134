/** refkit is asked as a program or on loopback; cancelled, it has ended. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import path from "node:path";
import { test } from "node:test";

import { Cancel, Cancelled } from "../content/cancel.mjs";
import { askProgram, askServer, requestOf } from "../content/client.mjs";
import { findRefkit } from "../content/locate.mjs";
import { makeHost } from "./shim/host.mjs";
import { folder, program } from "./shim/program.mjs";

/** @param {any} event @param {any[]} events */
const keep = (event, events) => void events.push(event);

test("events come while the program still runs, its arguments are a list, its errors are kept", async (t) => {
	const home = folder(t);
	// It goes on when it has seen that its first event was handed on.
	const mark = path.join(home, "seen");
	const made = program(home, `echo "$#:$1:$2:$3" >&2; cat >/dev/null; echo '{"event":"start"}'; while [ ! -e '${mark}' ]; do sleep 0.05; done; echo '{"event":"end","ok":true}'`);
	const { host } = makeHost({ home });
	const { writeFileSync } = await import("node:fs");
	/** @type {any[]} */
	const events = [];

	const done = await askProgram(host, made, requestOf(host, "hello", {}), (event) => {
		keep(event, events);
		if (event.event === "start") writeFileSync(mark, "");
	});

	assert.deepEqual(events.map((each) => each.event), ["start", "end"]);
	assert.deepEqual(done, { status: 0, said: "3:zotero:items:--events" });
});

test("a program that reads nothing and much that is said to people hold nothing up", async (t) => {
	const home = folder(t);
	const made = program(home, "i=0; while [ $i -lt 4000 ]; do echo 'much that is said to people and read by nobody' >&2; i=$((i+1)); done; echo last >&2; exit 3");
	const { host } = makeHost({ home });

	const done = await askProgram(host, made, { filler: "x".repeat(3_000_000) }, () => {});

	assert.equal(done.status, 3);
	assert.match(done.said, /last$/);
	assert.ok(done.said.length <= 2000);
});

test("cancelled, the child has ended and nothing more is handed on, be it deaf or not", async (t) => {
	const home = folder(t);
	for (const [name, line] of [
		["willing", `cat >/dev/null; echo '{"event":"start"}'; exec sleep 600`],
		["deaf", `trap '' TERM; cat >/dev/null; echo '{"event":"start"}'; while :; do sleep 1; done`],
	]) {
		const made = program(path.join(home, name), line);
		const { host, children } = makeHost({ home });
		const cancel = new Cancel();
		/** @type {any[]} */
		const events = [];

		await assert.rejects(
			askProgram(host, made, {}, (event) => {
				keep(event, events);
				cancel.request();
			}, cancel),
			Cancelled,
		);

		await children[0].ended;
		assert.equal(events.length, 1);
		assert.notEqual(children[0].child.exitCode ?? children[0].child.signalCode, null);
	}
});

test("cancelled before it began, no program is started", async () => {
	const { host, children } = makeHost({ home: "/nowhere" });
	const cancel = new Cancel();
	cancel.request();

	await assert.rejects(askProgram(host, "/nowhere/refkit", {}, () => {}, cancel), Cancelled);

	assert.equal(children.length, 0);
});

/**
 * @param {import("node:test").TestContext} t
 * @param {(request: import("node:http").IncomingMessage, body: string, response: import("node:http").ServerResponse) => void} answer
 */
async function serving(t, answer) {
	const server = createServer((request, response) => {
		let body = "";
		request.on("data", (part) => (body += part));
		request.on("end", () => answer(request, body, response));
	});
	await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
	t.after(() => server.closeAllConnections?.());
	t.after(() => server.close());
	return `http://127.0.0.1:${/** @type {any} */ (server.address()).port}/#token=secret`;
}

test("on loopback the same request goes out with its token, and the same events come", async (t) => {
	/** @type {any} */
	let asked;
	const address = await serving(t, (request, body, response) => {
		asked = { path: request.url, method: request.method, authorization: request.headers.authorization, body: JSON.parse(body) };
		response.write('{"event":"start","protocol":1,"refkit":"1.0.0"}\n{"event":"no');
		response.end('te","text":"Ü"}\n{"event":"end","ok":true}\n');
	});
	const { host } = makeHost({ home: "/nowhere", environment: { FLATPAK_ID: "x" }, prefs: { ui: address } });
	/** @type {any[]} */
	const events = [];

	await askServer(host, address, requestOf(host, "hello", {}), (event) => keep(event, events));
	const { found, sandbox } = await findRefkit(host);

	assert.deepEqual(events.map((each) => each.text ?? each.event), ["start", "Ü", "end"]);
	assert.equal(asked.path, "/api/v1/zotero/items");
	assert.equal(asked.method, "POST");
	assert.equal(asked.authorization, "Bearer secret");
	assert.equal(asked.body.want, "hello");
	assert.equal(found?.version, "1.0.0");
	assert.equal(sandbox, "flatpak");
});

test("a refusal and a server that is gone are told; a long answer can be cancelled", async (t) => {
	const refusing = await serving(t, (_request, _body, response) => {
		response.writeHead(401);
		response.end("open the address that was printed");
	});
	const endless = await serving(t, (_request, _body, response) => void response.write('{"event":"start"}\n'));
	const { host } = makeHost({ home: "/nowhere" });

	assert.deepEqual(await askServer(host, refusing, {}, () => {}), { status: 401, said: "open the address that was printed" });
	const cancel = new Cancel();
	await assert.rejects(askServer(host, endless, {}, () => cancel.request(), cancel), Cancelled);
});
