// The same masks through every system, and what else changes when an object is moved. The document stays as it is.
import { findLayer, type Frame, type Layer, type Scene } from "../document/scene";
import { problemText } from "../strings";
import type { Editor } from "./editor";
import type { Comparison, Transport, WantedComparison } from "./transport";

export const OURS = "scenegen";
const STEP = 1 / 16; // of the canvas's width that a button moves an object

export interface System {
  name: string;
  title: string;
  picture?: string; // data URL
  milliseconds?: number;
  leftOut: string[];
  change?: number | null; // of the background since the object was moved; null where there is none
}

export class Comparing {
  active = false;
  busy = false;
  done = 0; // pictures that have come, of those that are awaited
  awaited = 0; // not known before the first answer
  alert = "";
  systems: System[] = [];
  absent: string[] = [];
  chosen = ""; // which one is shown beside ours
  scene!: Scene; // as the systems paint it: the document, or with one object elsewhere
  private moved: { layer: string; frame: Frame } | undefined; // where it was
  private next: WantedComparison | undefined; // to be asked for when the present answer is complete
  private asked: WantedComparison = { systems: null, before: null }; // last
  private transport!: Transport;

  constructor(private editor: Editor) {
    editor.painting.compared = (comparison, revision) => this.receive(comparison, revision);
  }

  connect(transport: Transport): void {
    this.transport = transport;
  }

  begin(): void {
    this.active = true;
    this.scene = this.editor.scene;
    this.moved = this.next = undefined;
    this.systems = [];
    this.ask({ systems: null, before: null });
  }

  end(): void {
    this.active = this.busy = false;
    this.next = undefined;
    this.transport.stopComparing();
    this.editor.changed();
  }

  system(name: string): System | undefined {
    return this.systems.find((system) => system.name === name);
  }

  choose(name: string): void {
    this.chosen = name;
    this.editor.changed();
  }

  /** The object that buttons move: the one moved last, or the topmost. */
  get layer(): Layer | undefined {
    return findLayer(this.scene, this.moved?.layer ?? null) ?? this.scene.layers.filter(({ visible }) => visible).at(-1);
  }

  get isMoved(): boolean {
    return this.moved !== undefined;
  }

  /** Puts an object elsewhere. While it is `held` only the two systems that can be seen follow. */
  move(id: string, place: { cx: number; cy: number }, held: boolean): void {
    const layer = findLayer(this.editor.scene, id);
    if (!layer) return;
    this.moved = { layer: id, frame: layer.frame };
    const frame = { ...layer.frame, ...place };
    this.scene = { ...this.editor.scene, layers: this.editor.scene.layers.map((each) => (each.id === id ? { ...each, frame } : each)) };
    const wanted = { systems: held ? [OURS, this.chosen].filter(Boolean) : null, before: this.moved };
    if (this.busy && held) this.next = wanted;
    else this.ask(wanted);
    this.editor.changed();
  }

  /** To the left with -1, to the right with 1. */
  step(direction: number): void {
    const { layer } = this;
    if (layer) this.move(layer.id, { cx: layer.frame.cx + direction * STEP * this.scene.canvas.width, cy: layer.frame.cy }, false);
  }

  putBack(): void {
    this.scene = this.editor.scene;
    this.moved = undefined;
    for (const system of this.systems) system.change = undefined;
    this.ask({ systems: null, before: null });
  }

  private ask(wanted: WantedComparison): void {
    this.busy = true;
    this.alert = "";
    this.next = undefined;
    this.done = this.awaited = 0;
    this.asked = wanted;
    this.transport.compare(this.scene, wanted);
    this.editor.changed();
  }

  private receive(news: Comparison, revision: number): void {
    if (!this.active || revision < this.transport.compared) return;
    if (news.systems) {
      this.systems = news.systems.map(({ name, title }) => ({ leftOut: [], ...this.system(name), name, title }));
      this.absent = news.absent ?? [];
      this.awaited = (this.asked.systems ?? this.systems).length;
      if (!this.system(this.chosen) || this.chosen === OURS) this.chosen = this.systems.find(({ name }) => name !== OURS)?.name ?? "";
    }
    const system = news.name && this.system(news.name);
    if (system) {
      this.done += 1;
      Object.assign(system, { picture: news.picture, milliseconds: news.milliseconds, leftOut: news.left_out ?? [], change: news.change });
    }
    if (news.error) this.alert = problemText(this.editor.strings, news.error);
    if (news.error || news.complete) {
      this.busy = false;
      if (this.next) this.ask(this.next);
    }
    this.editor.changed();
  }
}
