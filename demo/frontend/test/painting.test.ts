import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshScene } from "../src/document/scene";
import { Painting } from "../src/editor/painting";
import { refusalIn, type Message, type Transport } from "../src/editor/transport";
import { en } from "../src/strings/en";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("OffscreenCanvas", class { getContext() { return null; } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function painting(): { editor: Painting; transport: { revision: number; asked: number; shown?: number } } {
  const transport = {
    revision: 0,
    asked: 0,
    shown: undefined as number | undefined,
    paint(_: unknown, shown?: number) { this.revision += 1; this.asked += 1; this.shown = shown; },
    cancel() { this.revision += 1; },
  };
  const editor = new Painting(en, () => undefined);
  editor.connect(transport as unknown as Transport);
  return { editor, transport };
}

function screen(shows: (message: Message) => boolean, number?: number): Painting["screen"] {
  return { number, display: async (message) => shows(message), asPng: async () => new Blob() };
}

function busy(revision: number): Message {
  const text = "The server is busy; try again in 3 seconds.";
  return { sequence: revision, revision, error: { code: "busy", text, values: { seconds: 3 } } };
}

test("a busy server is asked again when it said, and until then the status tells", async () => {
  const { editor, transport } = painting();
  editor.request(freshScene([9]));
  await editor.receive(busy(1));
  expect(editor.status).toMatchObject({ text: expect.stringContaining("about 3 s"), busy: true });
  expect(editor.alert).toBe("");
  vi.advanceTimersByTime(2_900);
  expect(transport.asked).toBe(1);
  vi.advanceTimersByTime(200);
  expect(transport.asked).toBe(2);
});

test("who waits for others hears how many come first, and that is an answer", async () => {
  const { editor } = painting();
  editor.request(freshScene([9]));
  for (const waiting of [12, 5]) {
    vi.advanceTimersByTime(20_000);
    await editor.receive({ sequence: 1, revision: 1, waiting });
    expect(editor.status).toMatchObject({ text: expect.stringContaining(`before yours: ${waiting}`), busy: true });
  }
  vi.advanceTimersByTime(20_000);
  expect(editor.alert).toBe("");
  vi.advanceTimersByTime(20_000);
  expect(editor.alert).toBe(en.noAnswer);
});

test("an edit made meanwhile is asked for at once, and only that", async () => {
  const { editor, transport } = painting();
  editor.request(freshScene([9]));
  await editor.receive(busy(1));
  editor.request(freshScene([15]));
  vi.advanceTimersByTime(10_000);
  expect(transport.asked).toBe(2);
});

test("who cancels waits no more", async () => {
  const { editor, transport } = painting();
  editor.request(freshScene([9]));
  await editor.receive(busy(1));
  editor.cancel();
  vi.advanceTimersByTime(10_000);
  expect(transport.asked).toBe(1);
});

test("variants that a busy server refuses are said", async () => {
  const { editor, transport } = painting();
  await editor.receive(busy(0));
  expect(editor.alert).toBe("The server is busy; try again in 3 seconds.");
  expect(transport.asked).toBe(0);
});

test("what the server said of an upload is told, what is no answer of it is not", () => {
  const busyUpload = 'Error: HTTP 429: {"detail":"The server is busy; try again in 2 seconds.","code":"busy","values":{"seconds":2}}';
  expect(refusalIn(busyUpload)).toEqual({ error: "The server is busy; try again in 2 seconds.", code: "busy", values: { seconds: 2 } });
  for (const text of ["TypeError: Failed to fetch", "Error: HTTP 502: <html>{}</html>", "Error: HTTP 422: {\"detail\":[]}"])
    expect(refusalIn(text)).toBeUndefined();
});

test("a finished picture of an earlier edit is shown while the newest is awaited, unfinished ones are not", async () => {
  const { editor, transport } = painting();
  const shown: string[] = [];
  editor.screen = screen((message) => shown.push(message.picture!) > 0);
  editor.request(freshScene([9]));
  editor.request(freshScene([15]));
  await editor.receive({ sequence: 1, revision: 1, picture: "step", step: 1, of: 2 });
  await editor.receive({ sequence: 2, revision: 1, picture: "older", complete: true, exact: true, layers: [] });
  expect(shown).toEqual(["older"]);
  expect(editor).toMatchObject({ busy: true, frame: 0 });
  await editor.receive({ sequence: 3, revision: 2, picture: "newest", complete: true, exact: true, layers: [] });
  expect(shown).toEqual(["older", "newest"]);
  expect(editor).toMatchObject({ busy: false, frame: 1 });
  editor.request(freshScene([9]));
  editor.cancel();
  await editor.receive({ sequence: 4, revision: 3, picture: "unwanted", complete: true });
  expect(shown).toHaveLength(2);
  expect(transport.revision).toBe(4);
});

test("the server hears which picture is shown, and a part that completes another one is asked for again", async () => {
  const { editor, transport } = painting();
  editor.screen = screen((message) => message.part === undefined, 7);
  editor.request(freshScene([9]));
  expect(transport.shown).toBe(7);
  const part = { x: 3, y: 4, of: 6 };
  await editor.receive({ sequence: 8, revision: 1, picture: "part", part, complete: true, exact: true, layers: [] });
  expect(editor).toMatchObject({ busy: true, frame: 0 });
  expect(transport.asked).toBe(2);
});
