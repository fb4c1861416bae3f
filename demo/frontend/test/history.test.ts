import { expect, test } from "vitest";
import { HELD, History } from "../src/document/history";

const edit = { label: "Edit" };
const history = <T>(now: T, maxBytes?: number, bytes = (_: T) => 1) => new History<T>(now, bytes, maxBytes);

test("all the way back and all the way forward gives the identical documents", () => {
  const documents = Array.from({ length: 20 }, (_, i) => ({ i }));
  const steps = history(documents[0]);
  documents.slice(1).forEach((document, i) => steps.commit(document, { label: `edit ${i + 1}` }));
  for (let i = 18; i >= 0; i--) {
    expect(steps.undo()).toBe(`edit ${i + 1}`);
    expect(steps.present).toBe(documents[i]);
  }
  expect(steps.undo()).toBeUndefined();
  for (let i = 1; i < 20; i++) {
    expect(steps.redoLabel).toBe(`edit ${i}`);
    expect(steps.redo()).toBe(`edit ${i}`);
    expect(steps.present).toBe(documents[i]);
  }
  expect(steps.redo()).toBeUndefined();
});

test("a new edit forgets what was undone", () => {
  const steps = history("a");
  steps.commit("b", edit);
  steps.undo();
  steps.commit("c", edit);
  expect(steps.redoLabel).toBeUndefined();
  steps.undo();
  expect(steps.present).toBe("a");
});

test("edits of one kind in quick succession are one step", () => {
  const steps = history(0);
  steps.commit(1, { ...edit, kind: "nudge" }, 1000);
  steps.commit(2, { ...edit, kind: "nudge" }, 1100);
  steps.commit(3, { ...edit, kind: "nudge" }, 5000);
  steps.commit(4, { ...edit, kind: "other" }, 5001);
  for (const expected of [3, 2, 0]) {
    steps.undo();
    expect(steps.present).toBe(expected);
  }
});

test("an edit after an undo is a step of its own, whatever its kind", () => {
  const steps = history(0);
  steps.commit(1, { ...edit, kind: "nudge" }, 1000);
  steps.undo();
  steps.commit(2, { ...edit, kind: "nudge" }, 1100);
  steps.undo();
  expect(steps.present).toBe(0);
});

test("the oldest steps go when together they cost too much, the latest always stays", () => {
  const steps = history(0, 100, (state) => (state === 50 ? 1000 : 10));
  for (let i = 1; i <= 40; i++) steps.commit(i, edit);
  let count = 0;
  while (steps.undo()) count++;
  expect(count).toBe(10);
  const dear = history(50, 100, (state) => (state === 50 ? 1000 : 10));
  dear.commit(51, edit);
  expect(dear.undo()).toBe("Edit");
  expect(dear.present).toBe(50);
});

test("replacing leaves no step behind", () => {
  const steps = history("a");
  steps.commit("b", edit);
  steps.replace("c");
  expect(steps.present).toBe("c");
  steps.undo();
  expect(steps.present).toBe("a");
});

test("what is held is one step, however long it takes; the next hold is another", () => {
  const steps = history(0);
  steps.commit(1, { ...edit, kind: `${HELD}1` }, 0);
  steps.commit(2, { ...edit, kind: `${HELD}1` }, 60_000);
  steps.commit(3, { ...edit, kind: `${HELD}2` }, 60_001);
  steps.undo();
  expect(steps.present).toBe(2);
  steps.undo();
  expect(steps.present).toBe(0);
});
