// Undo and redo over immutable documents. Documents share what an edit leaves alone, so a step costs what it changed.

const MAX_BYTES = 8_000_000;
const PAUSE = 800; // milliseconds after which the same kind of edit becomes a step of its own
/** How kinds begin that no pause ends: a slider that is held is one edit until it is let go. */
export const HELD = "held ";

/** A history as plain data. */
export interface SavedHistory<T> {
  now: T;
  past: Step<T>[];
  future: Step<T>[];
}

interface Step<T> {
  state: T; // the document on the other side of the edit
  label: string; // what the edit is called
  bytes: number;
}

export interface Edit {
  label: string;
  kind?: string; // edits of one kind in quick succession (nudges, a slider) are undone together
}

export class History<T> {
  private past: Step<T>[] = [];
  private future: Step<T>[] = [];
  private last = { kind: "", at: 0 };

  /** `bytes` tells what a document costs beside another one that is kept anyway. */
  constructor(private now: T, private bytes: (state: T, beside: T) => number, private maxBytes = MAX_BYTES) {}

  get present(): T {
    return this.now;
  }

  /** What undo would take back; undefined if there is nothing. */
  get undoLabel(): string | undefined {
    return this.past.at(-1)?.label;
  }

  get redoLabel(): string | undefined {
    return this.future.at(-1)?.label;
  }

  /** The newest `steps` of either direction. */
  saved(steps: number): SavedHistory<T> {
    return { now: this.now, past: this.past.slice(-steps), future: this.future.slice(-steps) };
  }

  restore({ now, past, future }: SavedHistory<T>): void {
    this.now = now;
    this.past = past;
    this.future = future;
  }

  commit(next: T, { label, kind = "" }: Edit, at = Date.now()): void {
    const continues = kind !== "" && kind === this.last.kind && (kind.startsWith(HELD) || at - this.last.at < PAUSE) && this.past.length > 0;
    if (!continues) this.past.push({ state: this.now, label, bytes: this.bytes(this.now, next) });
    this.last = { kind, at };
    this.future = [];
    this.now = next;
    this.forget();
  }

  /** Changes the present document without a step to undo. */
  replace(next: T): void {
    this.now = next;
  }

  /** Returns what was undone. */
  undo(): string | undefined {
    return this.step(this.past, this.future);
  }

  redo(): string | undefined {
    return this.step(this.future, this.past);
  }

  private step(from: Step<T>[], to: Step<T>[]): string | undefined {
    const step = from.pop();
    if (!step) return undefined;
    to.push({ ...step, state: this.now });
    this.now = step.state;
    this.last = { kind: "", at: 0 };
    return step.label;
  }

  /** The oldest steps go when all together cost too much; the latest always stays. */
  private forget(): void {
    let total = this.past.reduce((sum, step) => sum + step.bytes, 0);
    while (total > this.maxBytes && this.past.length > 1) total -= this.past.shift()!.bytes;
  }
}
