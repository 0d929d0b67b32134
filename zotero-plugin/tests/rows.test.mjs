/** Rows are what refkit said; marks stand where its spans are. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { GROUPS, Model, groupOf, pieces } from "../content/rows.mjs";

test("a text is cut at its spans, and put together it is itself", () => {
	/** @type {[string, [number, number][]][]} */
	const cases = [
		["CAR-T cells in lupus", [[0, 5]]],
		["𝕏 CAR-T", [[3, 8]]],
		["overlapping", [[0, 5], [3, 8], [8, 9]]],
		["unordered", [[5, 7], [0, 2]]],
		["outside", [[4, 99], [50, 60], [-3, 2], [5, 5]]],
		["", [[0, 3]]],
		["nothing", []],
	];
	for (const [text, spans] of cases) {
		assert.equal(pieces(text, spans).map((piece) => piece.text).join(""), text);
	}
	assert.deepEqual(pieces("a CAR-T", [[2, 7]]), [
		{ text: "a ", marked: false },
		{ text: "CAR-T", marked: true },
	]);
});

test("each action has one group, and what a later refkit names does nothing", () => {
	const actions = Object.values(GROUPS).flat();

	assert.equal(new Set(actions).size, actions.length);
	assert.equal(groupOf("in-trash"), "trash");
	assert.equal(groupOf("something new"), "there");
});

test("events and members that are not known are passed over", () => {
	const model = new Model();

	for (const event of [
		{ event: "start", run: "r", later: 1 },
		{ event: "later" },
		{ event: "item", id: 1, action: "create", title: "T", positions: [1, 4], write: { op: "create" }, labels: [], changes: [] },
		{ event: "conflict", id: 1, field: "title", why: "yours" },
		{ event: "conflict", id: 9, field: "title", why: "of no row" },
		{ event: "end", ok: true },
	]) model.take(event);

	assert.equal(model.run, "r");
	assert.equal(model.complete, true);
	assert.equal(model.rows[0].position, "1, 4");
	assert.equal(model.rows[0].conflicts.length, 1);
	assert.deepEqual([...model.counts], [["add", 1]]);
});

test("a plan without its end is not complete", () => {
	const model = new Model();

	model.take({ event: "start", run: "r" });
	assert.equal(model.complete, false);
	model.take({ event: "end", ok: false });
	assert.equal(model.complete, false);
});
