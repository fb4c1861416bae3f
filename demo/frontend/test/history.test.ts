import { expect, test } from "vitest";
import { History } from "../src/document/history";

test("all the way back and all the way forward gives the identical documents", () => {
  const documents = Array.from({ length: 20 }, (_, i) => ({ i }));
  const history = new History(documents[0]);
  documents.slice(1).forEach((document) => history.commit(document));
  for (let i = 18; i >= 0; i--) {
    expect(history.undo()).toBe(true);
    expect(history.present).toBe(documents[i]);
  }
  expect(history.undo()).toBe(false);
  for (let i = 1; i < 20; i++) {
    expect(history.redo()).toBe(true);
    expect(history.present).toBe(documents[i]);
  }
  expect(history.redo()).toBe(false);
});

test("a new edit forgets what was undone", () => {
  const history = new History("a");
  history.commit("b");
  history.undo();
  history.commit("c");
  expect(history.canRedo).toBe(false);
  history.undo();
  expect(history.present).toBe("a");
});

test("edits of one kind in quick succession are one step", () => {
  const history = new History(0);
  history.commit(1, "nudge", 1000);
  history.commit(2, "nudge", 1100);
  history.commit(3, "nudge", 5000);
  history.commit(4, "other", 5001);
  history.undo();
  expect(history.present).toBe(3);
  history.undo();
  expect(history.present).toBe(2);
  history.undo();
  expect(history.present).toBe(0);
});

test("the number of steps is bounded", () => {
  const history = new History(0);
  for (let i = 1; i <= 1000; i++) history.commit(i);
  let steps = 0;
  while (history.undo()) steps++;
  expect(steps).toBe(200);
});

test("replacing leaves no step behind", () => {
  const history = new History("a");
  history.commit("b");
  history.replace("c");
  expect(history.present).toBe("c");
  history.undo();
  expect(history.present).toBe("a");
});
