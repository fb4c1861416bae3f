// The editor's state and everything a person can do; knows nothing of how it looks.
import { Comparing } from "./comparing";
import { Cutting } from "./cutting";
import { Drawing } from "./drawing";
import { Exchange } from "./exchange";
import { History } from "../document/history";
import type { Point } from "../document/geometry";
import * as model from "../document/scene";
import type { Layer, Scene } from "../document/scene";
import { Looks } from "./looks";
import { Objects } from "./objects";
import { Painting } from "./painting";
import { Project } from "./project";
import { savedHistory, saveHistory, saveScene } from "./storage";
import { fill, type Strings } from "../strings";
import type { Transport } from "./transport";

export type Tool = "select" | "box" | "brush" | "eraser" | "polygon" | "colours";

export interface Limits {
  layers: number;
  photo_bytes: number;
  project_bytes: number;
}

export interface Example {
  id: string;
  name: string;
  scene: Scene;
  picture: string | null; // URL
}

/** What the canvas offers to commands; the canvas puts itself in place. */
export interface ViewControls {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  actualSize(): void;
  /** The middle of what is to be seen, in canvas pixels. */
  middle(): Point;
}

const KEPT_STEPS = 60; // of either direction, over a reload

export class Editor {
  tool: Tool = "box";
  category: string;
  /** Ids of the chosen layers; the last one is the one that fields show. */
  selection: readonly string[] = [];
  /** There is work that no exported file holds. */
  unsaved = false;
  view: ViewControls | undefined;
  readonly painting: Painting;
  readonly drawing: Drawing;
  readonly cutting: Cutting;
  readonly looks: Looks;
  readonly objects: Objects;
  readonly project: Project;
  readonly exchange: Exchange;
  readonly comparing: Comparing;
  private history: History<Scene>;
  private listeners: (() => void)[] = [];

  constructor(
    scene: Scene,
    readonly strings: Strings,
    readonly categories: string[],
    readonly limits: Limits,
    /** Seeds of backgrounds to begin with. */
    readonly landscapes: readonly number[],
  ) {
    this.history = new History(scene, model.bytesBeside);
    const earlier = savedHistory(scene);
    if (earlier) this.history.restore(earlier);
    this.category = categories[0];
    this.painting = new Painting(strings, () => this.changed());
    this.drawing = new Drawing(this);
    this.cutting = new Cutting(this);
    this.looks = new Looks(this);
    this.objects = new Objects(this);
    this.project = new Project(this);
    this.exchange = new Exchange(this);
    this.comparing = new Comparing(this);
  }

  connect(transport: Transport): void {
    this.painting.connect(transport);
    this.project.connect(transport);
    this.exchange.connect(transport);
    this.drawing.connect(transport);
    this.cutting.connect(transport);
    this.comparing.connect(transport);
    this.painting.request(this.scene);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  // --- the document ------------------------------------------------------------------------------------------------

  get scene(): Scene {
    return this.history.present;
  }

  /** The size of what lies on the stage: the scene, or a photo from which something is taken. */
  get paper(): { width: number; height: number } {
    return this.cutting.photo ?? this.scene.canvas;
  }

  get undoLabel(): string | undefined {
    return this.history.undoLabel;
  }

  get redoLabel(): string | undefined {
    return this.history.redoLabel;
  }

  /** Takes a new document. `label` names the edit; edits of one `kind` in quick succession are one step to undo. */
  commit(scene: Scene, label: string, kind = ""): void {
    const before = this.scene;
    if (scene === before) return;
    this.history.commit(scene, { label, kind });
    this.show(before);
  }

  /** Takes a document in place of the present one, which is of no use any more; undo does not bring that back. */
  replace(scene: Scene): void {
    this.history.replace(scene);
    saveScene(scene);
    this.painting.request(scene);
  }

  undo(): void {
    this.travel(() => this.history.undo(), this.strings.undone);
  }

  redo(): void {
    this.travel(() => this.history.redo(), this.strings.redone);
  }

  private travel(step: () => string | undefined, sentence: string): void {
    const before = this.scene;
    const edit = step();
    if (edit === undefined) return;
    this.show(before);
    this.painting.announce(fill(sentence, { edit }));
  }

  /** For a page that is about to go. */
  keepHistory(): void {
    saveHistory(this.history.saved(KEPT_STEPS));
  }

  /** Keeps the present document and has it painted if it looks different from the one before. */
  private show(before: Scene): void {
    this.selection = this.selection.filter((id) => model.findLayer(this.scene, id));
    this.drawing.follow();
    this.unsaved = true;
    const kept = saveScene(this.scene);
    if (model.samePicture(before, this.scene)) this.changed();
    else this.painting.request(this.scene);
    if (!kept) this.painting.complainOnce(this.strings.notKept);
  }

  /** The document is in a file now. */
  markSaved(): void {
    this.unsaved = false;
    this.changed();
  }

  // --- what is chosen ----------------------------------------------------------------------------------------------

  /** The layer that fields and single-object commands are about. */
  get layer(): Layer | undefined {
    return model.findLayer(this.scene, this.selection.at(-1) ?? null);
  }

  /** All chosen layers, bottom first. */
  get chosen(): Layer[] {
    return this.scene.layers.filter((layer) => this.selection.includes(layer.id));
  }

  /** The chosen layers that may be changed on the canvas. */
  get movable(): Layer[] {
    return this.cutting.active ? [] : this.chosen.filter((layer) => !layer.locked);
  }

  select(...ids: string[]): void {
    if (ids.length === this.selection.length && ids.every((id, i) => id === this.selection[i])) return;
    this.selection = ids;
    this.drawing.follow();
    this.changed();
  }

  /** Adds a layer to the selection, or takes it out. */
  toggleSelected(id: string): void {
    const without = this.selection.filter((each) => each !== id);
    this.select(...(without.length < this.selection.length ? without : [...without, id]));
  }

  selectAll(): void {
    this.select(...this.scene.layers.map((layer) => layer.id));
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    if (!this.cutting.active) this.drawing.toolChanged();
    this.changed();
  }

  setCategory(category: string): void {
    this.category = category;
    this.changed();
  }

  /** Chosen layers that are painted: not those that come from a photo. */
  get generated(): Layer[] {
    return this.chosen.filter((layer) => !model.isCutOut(layer));
  }

  categoryName(category: string): string {
    return this.strings.categories[category] ?? category;
  }
}
