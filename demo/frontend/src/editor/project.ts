// The scene as a whole: backgrounds, photos, examples.
import * as model from "../document/scene";
import type { Rgb } from "../document/scene";
import { fill, problemText } from "../strings";
import type { Editor, Example } from "./editor";
import { keepFile, keptFile } from "./files";
import { saveFile } from "./downloads";
import type { OpenedPicture, PictureKind, Problem, Transport } from "./transport";

const AGAIN = 10_000; // milliseconds: a picture that is missing again after so short a time was not helped by sending it

export class Project {
  private example: Example | null = null; // waits for a photo
  private lost: string[] = []; // names of cut-outs without a picture: the server tells of one after the other
  private lostAt = 0;
  private recovered = new Map<string, number>(); // when a kept file was last sent again
  private transport!: Transport;

  constructor(private editor: Editor) {
    editor.painting.pictureMissing = (problem) => void this.recover(problem);
    editor.painting.exported = () => editor.markSaved();
  }

  connect(transport: Transport): void {
    this.transport = transport;
  }

  newBackground(): void {
    const { editor } = this;
    const background = { kind: "generated", seed: model.randomSeed(), sketch: null } as const;
    editor.commit(model.setBackground(editor.scene, background), editor.strings.newBackground);
  }

  setPlainBackground(rgb: Rgb): void {
    const { editor } = this;
    editor.commit(model.setBackground(editor.scene, { kind: "plain", rgb }), editor.strings.plainColour, "plain colour");
  }

  newScene(): void {
    const { editor } = this;
    this.example = null;
    editor.commit(model.freshScene(editor.landscapes), editor.strings.newScene);
  }

  /** Opens an example; true if it first needs a photo to be chosen. */
  openExample(example: Example): boolean {
    const { editor } = this;
    const { background } = example.scene;
    if (background.kind !== "photo" || background.sha256) {
      editor.commit(example.scene, editor.strings.edits.open);
      return false;
    }
    this.example = example;
    if (editor.scene.background.kind !== "photo") {
      editor.painting.say(editor.strings.choosePhoto);
      return true;
    }
    this.layOnPhoto(editor.scene.background.sha256, editor.scene.canvas.width, editor.scene.canvas.height);
    return false;
  }

  forgetExample(): void {
    this.example = null;
  }

  async openPhoto(file: File): Promise<void> {
    const { sha256, width, height } = (await this.upload(file, "photo")) ?? {};
    if (sha256 && width && height) this.layOnPhoto(sha256, width, height);
  }

  private layOnPhoto(sha256: string | null, width: number, height: number): void {
    const { editor } = this;
    const objects = this.example?.scene ?? editor.scene;
    this.example = null;
    editor.commit(model.setBackground(model.fitted(objects, width, height), { kind: "photo", sha256 }), editor.strings.uploadPhoto);
  }

  /** Saves the document itself as a file. */
  saveScene(): void {
    const { editor } = this;
    saveFile(new Blob([JSON.stringify(editor.scene)], { type: "application/json" }), "scene.json");
    editor.markSaved();
    if (editor.scene.background.kind === "photo" || model.picturesOf(editor.scene).length) editor.painting.say(editor.strings.picturesStay);
  }

  // --- pictures that belong to the document ------------------------------------------------------------------------

  /** Sends a picture to the server and keeps it in this browser; says what went wrong and returns nothing then. */
  async upload(file: File, kind: PictureKind): Promise<OpenedPicture | undefined> {
    const { editor } = this;
    if (file.size > editor.limits.photo_bytes) {
      editor.painting.complain(fill(editor.strings.photoTooLarge, { megabytes: Math.round(editor.limits.photo_bytes / 1e6) }));
      return undefined;
    }
    editor.painting.say(editor.strings.uploading, true);
    const opened = await this.transport.openPicture(file, kind);
    if (opened?.sha256) {
      await keepFile(opened.sha256, file);
      return opened;
    }
    const { error: text = editor.strings.uploadFailed, code = "", values } = opened ?? {};
    editor.painting.complain(problemText(editor.strings, { code, text, values }));
    return undefined;
  }

  /** A server that was restarted has lost its pictures: it gets the one that this browser kept. */
  private async recover(problem: Problem): Promise<void> {
    const { editor } = this;
    const { code, sha256 = "" } = problem;
    const again = Date.now() - (this.recovered.get(sha256) ?? 0) < AGAIN;
    this.recovered.set(sha256, Date.now());
    const kind = code === "photo_missing" ? "photo" : "reference";
    if (!again && (await this.sendAgain(sha256, kind))) editor.painting.again();
    else if (!editor.painting.unreachable) this.losePicture(kind, sha256);
  }

  /** Sends the server a picture that this browser kept; true if it has it now. */
  async sendAgain(sha256: string, kind: PictureKind): Promise<boolean> {
    const file = await keptFile(sha256);
    return file !== undefined && (await this.transport.openPicture(file, kind))?.sha256 === sha256;
  }

  /** The document must stay usable: without its photo it gets a generated background, without a model its own look. */
  private losePicture(kind: PictureKind, sha256: string): void {
    const { editor } = this;
    const { scene, strings } = editor;
    if (kind === "photo") {
      editor.replace(model.setBackground(scene, { kind: "generated", seed: model.randomSeed(), sketch: null }));
      editor.painting.complain(strings.photoMissing);
      return;
    }
    const names = scene.layers.filter(({ shape }) => shape.kind === "photo" && shape.sha256 === sha256).map(({ name }) => name);
    this.lost = [...(Date.now() - this.lostAt < AGAIN ? this.lost : []), ...names];
    this.lostAt = Date.now();
    editor.replace(model.withoutPicture(scene, sha256));
    editor.painting.complain(this.lost.length ? fill(strings.cutOutMissing, { names: this.lost.join(", ") }) : strings.referenceMissing);
  }
}
