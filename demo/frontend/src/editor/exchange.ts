// The scene in files and formats of other programs, and files that bring a scene with them.
import { carriesScene } from "../document/carried";
import type { Scene } from "../document/scene";
import { fill, problemText, type Said } from "../strings";
import { copyText } from "./downloads";
import type { Editor } from "./editor";
import { keepPicture } from "./files";
import { asCurl, asPython, needsPictures } from "./snippets";
import { readScene } from "./storage";
import type { Format, OpenedFile, Transport } from "./transport";

const MAX_SCENE_BYTES = 20_000_000; // far more than the largest document has

export class Exchange {
  private transport!: Transport;

  constructor(private editor: Editor) {}

  connect(transport: Transport): void {
    this.transport = transport;
  }

  export(format: Format): void {
    const { editor } = this;
    editor.painting.export(editor.scene, format);
  }

  /** Opens a file of any kind: a document, a project, a picture with a scene in it, or a photo for the background. */
  async open(file: File): Promise<void> {
    if (file.type === "application/json" || hasEnding(file, "json")) await this.openDocument(file);
    else if (hasEnding(file, "ora") || (await this.isSceneInPicture(file))) await this.openProject(file);
    else await this.editor.project.openPhoto(file);
  }

  private async isSceneInPicture(file: File): Promise<boolean> {
    return file.size <= this.editor.limits.project_bytes && carriesScene(new Uint8Array(await file.arrayBuffer()));
  }

  /** The pictures of a document are those that this browser keeps; a server that does not answer is not needed. */
  private async openDocument(file: File): Promise<void> {
    const { painting, strings } = this.editor;
    const scene = file.size < MAX_SCENE_BYTES ? readScene(await file.text()) : undefined;
    if (!scene) painting.complain(fill(strings.sceneUnreadable, { name: file.name }));
    else if (!this.refused(await this.send(file))) this.take(scene);
  }

  private async openProject(file: File): Promise<void> {
    const { limits, painting, strings } = this.editor;
    if (file.size > limits.project_bytes) {
      painting.complain(fill(strings.fileTooLarge, { name: file.name, megabytes: Math.round(limits.project_bytes / 1e6) }));
      return;
    }
    const opened = await this.send(file);
    if (this.refused(opened)) return;
    const scene = readScene(JSON.stringify(opened?.scene));
    if (!opened || !scene) {
      painting.complain(strings.noAnswerNow);
      return;
    }
    const pictures = [...(opened.photo ? [opened.photo] : []), ...opened.pictures];
    const kept = await Promise.all(pictures.map(({ sha256, url }) => keepPicture(sha256, url)));
    this.take(scene, opened.findings);
    if (!kept.every(Boolean)) painting.complainOnce(strings.notKept);
  }

  private send(file: File): Promise<OpenedFile | undefined> {
    const { painting, strings } = this.editor;
    painting.note([]);
    painting.say(strings.opening, true);
    return this.transport.openFile(file);
  }

  private refused({ error: text, code = "", values }: Partial<OpenedFile> = {}): boolean {
    const { painting, strings } = this.editor;
    if (text) painting.complain(problemText(strings, { code, text, values }));
    return text !== undefined;
  }

  private take(scene: Scene, findings: Said[] = []): void {
    const { editor } = this;
    editor.project.forgetExample();
    editor.painting.complain("");
    editor.painting.noteFindings(findings);
    editor.commit(scene, editor.strings.edits.open);
  }

  async copyAsPython(): Promise<void> {
    await this.copy(asPython(this.editor.scene));
  }

  async copyAsCurl(): Promise<void> {
    const server = new URL(".", document.baseURI).href.replace(/\/$/, "");
    await this.copy(asCurl(this.editor.scene, server));
  }

  private async copy(program: string): Promise<void> {
    const { painting, scene, strings } = this.editor;
    const copied = await copyText(program);
    if (!copied) {
      painting.complain(strings.notCopied);
      return;
    }
    painting.announce(strings.programCopied);
    painting.note([needsPictures(scene) ? strings.programNeedsPictures : strings.programCopied]);
  }
}

function hasEnding({ name }: File, ending: string): boolean {
  return name.toLowerCase().endsWith(`.${ending}`);
}
