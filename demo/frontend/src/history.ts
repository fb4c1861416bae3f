// Undo and redo over immutable documents.

const LIMIT = 200;
const PAUSE = 800; // milliseconds after which the same kind of edit becomes a step of its own

export class History<T> {
  private past: T[] = [];
  private future: T[] = [];
  private last = { kind: "", at: 0 };

  constructor(private now: T) {}

  get present(): T {
    return this.now;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Takes a new document. Edits of one non-empty `kind` in quick succession (nudges) are undone together. */
  commit(next: T, kind = "", at = Date.now()): void {
    const continues = kind !== "" && kind === this.last.kind && at - this.last.at < PAUSE;
    if (!continues) this.past = [...this.past, this.now].slice(-LIMIT);
    this.last = { kind, at };
    this.future = [];
    this.now = next;
  }

  /** Changes the present document without a step to undo. */
  replace(next: T): void {
    this.now = next;
  }

  undo(): boolean {
    return this.step(this.past, this.future);
  }

  redo(): boolean {
    return this.step(this.future, this.past);
  }

  private step(from: T[], to: T[]): boolean {
    if (from.length === 0) return false;
    to.push(this.now);
    this.now = from.pop() as T;
    this.last = { kind: "", at: 0 };
    return true;
  }
}
