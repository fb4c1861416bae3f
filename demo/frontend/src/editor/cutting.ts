// "Take from photo": an object of a photo becomes a layer. Until the end of the gesture the document stays as it is.
import { emptyMask, isEmpty, placedIn, wantedIn, type CutMask } from "../document/cutouts";
import { roundedFrame, type Bounds, type Point } from "../document/geometry";
import { History } from "../document/history";
import type { BrushStroke } from "../document/masks";
import * as model from "../document/scene";
import { fill, problemText } from "../strings";
import { maskOf, maskUrl, painted } from "./cutmasks";
import type { Editor, Tool } from "./editor";
import { keepPicture, keptFile } from "./files";
import { imageOf } from "./pictures";
import type { CutOut, Found, Refusal, Transport } from "./transport";

export interface Photo {
  sha256: string;
  width: number;
  height: number;
  image: HTMLImageElement;
  own: boolean; // the scene's background
}

const HISTORY_BYTES = 64_000_000;

export class Cutting {
  /** The gesture lasts: tools, keys and the stage are for the photo. */
  active = false;
  photo: Photo | undefined; // undefined: one has to be chosen
  /** What the server is asked for just now. */
  waiting: "photo" | "object" | "cut-out" | undefined;
  refine = true;
  fillHole = true;
  private masks = emptyHistory();
  private toolBefore: Tool = "select";
  private middle: Point = [0, 0]; // of what was to be seen of the scene
  private number = 0; // of the newest request: answers to older ones come too late
  private transport!: Transport;

  constructor(private editor: Editor) {}

  connect(transport: Transport): void {
    this.transport = transport;
  }

  begin(): void {
    const { editor } = this;
    if (this.active || editor.objects.full(1)) return;
    this.middle = editor.view?.middle() ?? [0, 0];
    this.toolBefore = editor.tool;
    this.active = true;
    editor.setTool("box");
    if (this.hasOwnPhoto) void this.showOwnPhoto();
    else editor.painting.say(editor.strings.choosePhotoToCut);
  }

  /** Leaves everything as it was before. */
  cancel(): void {
    if (!this.active) return;
    this.end(this.toolBefore);
    this.editor.painting.say(this.editor.strings.ready);
  }

  private end(tool: Tool): void {
    this.number += 1;
    this.active = false;
    this.show(undefined);
    this.editor.setTool(tool);
  }

  // --- the photo ---------------------------------------------------------------------------------------------------

  get hasOwnPhoto(): boolean {
    const { background } = this.editor.scene;
    return background.kind === "photo" && background.sha256 !== null;
  }

  async showOwnPhoto(): Promise<void> {
    const { editor } = this;
    const { background, canvas } = editor.scene;
    const sha256 = background.kind === "photo" ? background.sha256 : null;
    if (!sha256) return;
    const number = this.wait("photo", editor.strings.loading);
    const image = (await imageOf(await keptFile(sha256))) ?? editor.painting.layers.background;
    if (number === this.number) this.opened(image && { sha256, ...canvas, image, own: true });
  }

  /** Another photo than the scene's; without success the present one stays. */
  async openPhoto(file: File): Promise<void> {
    const { editor } = this;
    if (this.waiting === "cut-out") return;
    const number = this.wait("photo", editor.strings.uploading);
    const [image, answer] = await Promise.all([imageOf(file), editor.project.upload(file, "photo")]);
    if (number !== this.number) return;
    const { sha256, width, height } = answer ?? {};
    if (sha256 && width && height) this.opened(image && { sha256, width, height, image, own: false });
    else this.waiting = undefined; // what went wrong is said already
    editor.changed();
  }

  private opened(photo: Photo | undefined): void {
    this.waiting = undefined;
    if (photo) this.show(photo);
    else this.editor.painting.complain(this.editor.strings.photoNotShown);
  }

  private show(photo: Photo | undefined): void {
    const { editor } = this;
    if (this.photo?.image.src.startsWith("blob:")) URL.revokeObjectURL(this.photo.image.src);
    this.photo = photo;
    this.masks = emptyHistory();
    this.waiting = undefined;
    if (photo) editor.painting.say(editor.strings.takeHint);
    else editor.changed();
  }

  /** True while nothing may be changed: another click on an object only takes the place of the one before. */
  get busy(): boolean {
    return this.waiting !== undefined && this.waiting !== "object";
  }

  // --- the mask ----------------------------------------------------------------------------------------------------

  /** What is marked; undefined: nothing yet. */
  get mask(): CutMask | undefined {
    return this.masks.present;
  }

  get undoLabel(): string | undefined {
    return this.busy ? undefined : this.masks.undoLabel;
  }

  get redoLabel(): string | undefined {
    return this.busy ? undefined : this.masks.redoLabel;
  }

  undo(): void {
    this.travel(this.masks.undo(), this.editor.strings.undone);
  }

  redo(): void {
    this.travel(this.masks.redo(), this.editor.strings.redone);
  }

  private travel(edit: string | undefined, sentence: string): void {
    if (edit === undefined) return;
    this.rest();
    this.editor.painting.announce(fill(sentence, { edit }));
  }

  startOver(): void {
    if (this.mask && !this.busy) this.keep(undefined, this.editor.strings.startOver);
  }

  private keep(mask: CutMask | undefined, label: string): void {
    this.masks.commit(mask, { label });
    this.editor.painting.dismissAlert();
    this.rest();
  }

  /** Asks for the object at a point, or in a box. */
  async find(at: Point | Bounds): Promise<void> {
    const { photo, editor } = this;
    const { strings, painting } = editor;
    if (!photo || this.busy) return;
    const wanted = wantedIn(photo, at);
    if (!wanted) {
      painting.say(strings.takeHint);
      return;
    }
    const number = this.wait("object", strings.finding);
    const found = await this.ask<Found>(photo, number, () => this.transport.findObject(photo.sha256, wanted));
    if (!found) return;
    const mask = await maskOf(found);
    if (number !== this.number) return;
    this.keep(mask, strings.findObject);
    painting.announce(found.category ? fill(strings.found, { name: editor.categoryName(found.category) }) : strings.foundSomething);
  }

  /** Adds to what is marked, or takes away from it. */
  stroke(strokes: BrushStroke[], erase: boolean): void {
    const { photo, editor } = this;
    if (!photo || this.busy || (erase && !this.mask)) return;
    const mask = painted(this.mask ?? emptyMask(photo), photo, strokes, erase);
    this.keep(isEmpty(mask) ? undefined : mask, erase ? editor.strings.eraser : editor.strings.brush);
  }

  // --- the cut-out -------------------------------------------------------------------------------------------------

  get ready(): boolean {
    return this.mask !== undefined && this.waiting === undefined;
  }

  setRefine(on: boolean): void {
    this.refine = on;
    this.editor.changed();
  }

  setFillHole(on: boolean): void {
    this.fillHole = on;
    this.editor.changed();
  }

  /** Makes a layer of what is marked and ends the gesture. */
  async finish(): Promise<void> {
    const { photo, mask, editor, refine } = this;
    if (!photo || !mask || !this.ready || editor.objects.full(1)) return;
    const number = this.wait("cut-out", editor.strings.cutting);
    const options = { refine, fill: photo.own && this.fillHole };
    const cut = await this.ask<CutOut>(photo, number, () => this.transport.cutOut(photo.sha256, maskUrl(mask), options));
    if (!cut) return;
    const kept = await Promise.all([cut.picture, ...(cut.background ? [cut.background] : [])].map(({ sha256, url }) => keepPicture(sha256, url)));
    if (number !== this.number) return;
    this.place(cut, photo, mask.category);
    if (!kept.every(Boolean)) editor.painting.complainOnce(editor.strings.notKept);
  }

  /** The layer, and with it the photo without the object, are one step to undo. */
  private place({ picture, frame, background }: CutOut, photo: Photo, category: string | null): void {
    const { editor } = this;
    const { strings, scene } = editor;
    const name = model.freeName(scene, category ? editor.categoryName(category) : strings.cutOut);
    const place = photo.own ? { ...frame, rotation: 0, flip: false } : placedIn(scene.canvas, picture, this.middle);
    const layer = model.newLayer(name, category, roundedFrame(place), { kind: "photo", sha256: picture.sha256 });
    const ground = background ? model.setBackground(scene, { kind: "photo", sha256: background.sha256 }) : scene;
    this.end("select");
    editor.selection = [layer.id];
    editor.commit(model.addLayer(ground, layer), strings.takeFromPhoto);
    editor.painting.announce(fill(strings.edits.add, { name }));
  }

  // --- the server ----------------------------------------------------------------------------------------------------

  private wait(what: Cutting["waiting"], sentence: string): number {
    this.waiting = what;
    this.number += 1;
    this.editor.painting.say(sentence, true);
    return this.number;
  }

  /** Nothing is awaited any more. */
  private rest(): void {
    this.number += 1;
    this.waiting = undefined;
    const { painting, strings } = this.editor;
    painting.say(this.mask ? strings.takeMore : strings.takeHint);
  }

  /** An answer, if it is still wanted; what went wrong is said. A server that has lost the photo gets it again. */
  private async ask<T extends object>(photo: Photo, number: number, request: () => Promise<(T & Refusal) | undefined>): Promise<T | undefined> {
    const { project, painting, strings } = this.editor;
    let answer = await request();
    if (answer?.code === "photo_missing" && (await project.sendAgain(photo.sha256, "photo"))) answer = await request();
    if (number !== this.number) return undefined;
    if (answer && !answer.error) return answer;
    this.rest();
    const { error: text = strings.noAnswerNow, code = "", values } = answer ?? {};
    painting.complain(problemText(strings, { code, text, values }));
    return undefined;
  }
}

function emptyHistory(): History<CutMask | undefined> {
  return new History<CutMask | undefined>(undefined, (mask) => mask?.coverage.length ?? 0, HISTORY_BYTES);
}
