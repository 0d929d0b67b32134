/** Events are read in whatever pieces they come; what is no event never breaks the stream. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { EventReader } from "../content/events.mjs";

const STREAM = ['{"event":"start","run":"a"}', '{"event":"note","text":"a\\nline, Ünïcode 🧬"}', '{"event":"end","ok":true}'].join("\n") + "\n";

test("whatever the pieces, the events are the same", () => {
	for (let size = 1; size <= STREAM.length; size++) {
		const reader = new EventReader();
		const read = [];
		for (let at = 0; at < STREAM.length; at += size) read.push(...reader.push(STREAM.slice(at, at + size)));
		read.push(...reader.finish());

		assert.deepEqual(read.map((each) => each.event), ["start", "note", "end"]);
		assert.equal(read[1].text, "a\nline, Ünïcode 🧬");
	}
});

test("a line that is no event is told as an error, and what follows is read", () => {
	const reader = new EventReader();

	const read = reader.push('Traceback\n[1]\n{"no":"event"}\n\n{"event":"end","ok":false}\n');

	assert.deepEqual(read.map((each) => [each.event, each.kind, each.message]), [
		["error", "stream", "Traceback"],
		["error", "stream", "[1]"],
		["error", "stream", '{"no":"event"}'],
		["end", undefined, undefined],
	]);
});

test("a line that breaks off is told at the end", () => {
	const reader = new EventReader();

	assert.deepEqual(reader.push('{"event":"it'), []);
	assert.deepEqual(reader.finish().map((each) => each.message), ['{"event":"it']);
	assert.deepEqual(reader.finish(), []);
});
