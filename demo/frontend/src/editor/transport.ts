// The way to the server and back. The document goes up as the component's value; pictures come down through a second,
// hidden component, so that a late answer never overwrites edits made meanwhile.
import type { Wanted } from "../document/cutouts";
import type { Frame, Layer, MaskShape, Scene } from "../document/scene";
import type { Said } from "../strings";

/** What Gradio hands to the script of an HTML component. */
export interface Gradio {
  props: Record<string, unknown>;
  trigger: (event: string) => void;
  watch: (prop: string, callback: () => void) => void;
  server: Record<string, (argument: unknown) => Promise<unknown>>;
  upload: (file: File) => Promise<{ path: string; url: string }>;
}

/** What went wrong: a stable code, the sentence in English, and the values that a translated sentence needs. */
export interface Problem extends Said {
  sha256?: string;
}

/** Where a layer was painted (canvas pixels) and the key of its pixels. */
export interface Placement {
  id: string;
  key: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Variant {
  layer: string;
  of: "look" | "shape";
  index: number;
  seed: number;
  url: string;
}

/** What a comparison tells: which systems there are, one system's picture, an error, or that this was all. */
export interface Comparison {
  systems?: { name: string; title: string }[];
  absent?: string[]; // titles of systems that this server does not have
  name?: string;
  picture?: string; // data URL
  milliseconds?: number;
  left_out?: string[]; // names of objects that the system cannot paint
  change?: number | null; // of the background, in grey levels of 255
  complete?: boolean;
  error?: Problem;
}

/** Which systems are to paint; with `before` they tell how far the background changed. */
export interface WantedComparison {
  systems: string[] | null;
  before: { layer: string; frame: Frame } | null;
}

/** Where a part of a picture lies (pixels), and the number of the picture that it completes. */
export interface Part {
  x: number;
  y: number;
  of: number;
}

/** A message of the painter; `sequence` makes each one new. */
export interface Message {
  sequence: number;
  revision: number;
  waiting?: number; // so many pictures of others come first
  step?: number; // layers painted so far, with a picture or without
  of?: number;
  picture?: string; // data URL
  part?: Part; // the picture is no more than that of another one
  complete?: boolean; // the picture shows the whole document
  exact?: boolean; // the picture has the size of the canvas, without loss
  milliseconds?: number;
  background?: { key: string };
  layers?: Placement[];
  variants?: Variant;
  comparison?: Comparison;
  error?: Problem;
  download?: { url: string };
  findings?: Said[]; // what the download holds besides the picture, or does not
}

/** What an answer holds when the server says no. */
export interface Refusal {
  error?: string;
  code?: string;
  values?: Said["values"];
}

/** The server's answer to an upload. */
export interface OpenedPicture extends Refusal {
  sha256?: string;
  width?: number;
  height?: number;
}

/** An object of a photo. */
export interface Found {
  mask: string; // data URL of a picture that covers the whole photo, white where the object is
  category: string | null;
}

/** A picture that the server made and keeps, and where the page finds it. */
export interface KeptPicture {
  sha256: string;
  width: number;
  height: number;
  url: string;
}

export interface CutOut {
  picture: KeptPicture;
  frame: Pick<Frame, "cx" | "cy" | "width" | "height">; // where it was, in pixels of the photo
  background: KeptPicture | null; // the photo without it
}

/** What a file brought: its scene, and the pictures of it. */
export interface OpenedFile extends Refusal {
  scene: unknown;
  photo: KeptPicture | null;
  pictures: KeptPicture[];
  findings: Said[]; // what was noticed
}

/** Of a file to download: `demo/protocol.py` explains them. */
export type Format = "picture" | "png" | "ora" | "psd" | "gif" | "webp" | "coco" | "layers";

export type PictureKind = "photo" | "reference";

type Listener = (message: Message) => void;
let listener: Listener | undefined;

/** Called by the hidden component that receives the painter's messages. */
export function receive({ props, watch }: Gradio): void {
  watch("value", () => {
    const { value } = props;
    if (!value) return; // the end of an event
    const message = (typeof value === "string" ? JSON.parse(value) : clone(value)) as Message;
    if (message.sequence) listener?.(message);
  });
}

export class Transport {
  revision = 0;
  compared = 0; // number of the newest comparison
  private session = secret();
  private comparisons = secret(); // a session of their own: an edit and a comparison do not make each other stale

  /** `onReach` hears after every exchange whether the server answered. */
  constructor(private gradio: Gradio, private owner: string, onMessage: Listener, private onReach: (reached: boolean) => void) {
    listener = onMessage;
  }

  /** Asks for a picture of the document, for a page that shows an exact one; anything older stops between two layers. */
  paint(scene: Scene, shown: number | undefined): void {
    this.revision += 1;
    this.post(scene, { shown });
    void this.ping(); // beside the queue: the render that is running now has to hear of it
    this.gradio.trigger("edit");
  }

  /** Stops what is being painted. */
  cancel(): void {
    this.revision += 1;
    void this.ping();
  }

  /** True if the server answers. */
  async ping(): Promise<boolean> {
    return (await this.call("supersede", { session: this.session, revision: this.revision })) === true;
  }

  /** Asks for a file in the canvas's own size. */
  export(scene: Scene, format: Format): void {
    this.post(scene, { format });
    this.gradio.trigger("export");
  }

  /** Asks for one layer painted with other seeds; the answers are messages. */
  variants(scene: Scene, layer: string, of: Variant["of"], seeds: number[]): void {
    this.post(scene, { variants: { layer, of, seeds } });
    this.gradio.trigger("variants");
  }

  /** Asks for the scene painted by several systems; anything older stops. The answers are messages. */
  compare(scene: Scene, comparison: WantedComparison): void {
    const own = { session: this.comparisons, revision: ++this.compared };
    this.post(scene, { comparison, ...own });
    void this.call("supersede", own);
    this.gradio.trigger("compare");
  }

  /** Stops the comparison that is being painted. */
  stopComparing(): void {
    void this.call("supersede", { session: this.comparisons, revision: ++this.compared });
  }

  private post(scene: Scene, more: object = {}): void {
    // As text: Gradio copies every single number of a nested value, which takes longer than all the rest.
    this.gradio.props.value = JSON.stringify({ scene, revision: this.revision, session: this.session, owner: this.owner, ...more });
  }

  /** Pictures of painted layers by key, as far as the server still has them. */
  async layerPictures(keys: string[]): Promise<Record<string, string>> {
    const answer = ((await this.call("layer_pictures", { session: this.session, keys })) ?? {}) as Record<string, string>;
    return answer.error ? {} : answer; // they are only missed until the next picture
  }

  /** The outline that a layer has now, as a bitmap. */
  async outline(layer: Layer): Promise<MaskShape | undefined> {
    return ((await this.call("outline", { layer })) as { shape?: MaskShape } | undefined)?.shape;
  }

  async openPicture(file: File, kind: PictureKind): Promise<OpenedPicture | undefined> {
    return (await this.send(file, kind === "photo" ? "open_photo" : "open_reference")) as OpenedPicture | undefined;
  }

  /** Opens a file with a scene in it. */
  async openFile(file: File): Promise<OpenedFile | undefined> {
    return (await this.send(file, "open_file")) as OpenedFile | undefined;
  }

  /** Uploads a file for one of the server's functions; what the server says if it refuses, undefined if it is gone. */
  private async send(file: File, name: string): Promise<unknown> {
    try {
      const { path } = await this.gradio.upload(file);
      return await this.call(name, { owner: this.owner, path });
    } catch (error) {
      return refusalIn(String(error));
    }
  }

  /** Looks for an object in an uploaded photo. */
  async findObject(sha256: string, wanted: Wanted): Promise<(Found & Refusal) | undefined> {
    return (await this.call("find_object", { owner: this.owner, sha256, ...wanted })) as (Found & Refusal) | undefined;
  }

  /** Cuts what a mask covers out of an uploaded photo. */
  async cutOut(sha256: string, mask: string, options: { refine: boolean; fill: boolean }): Promise<(CutOut & Refusal) | undefined> {
    return (await this.call("cut_out", { owner: this.owner, sha256, mask, ...options })) as (CutOut & Refusal) | undefined;
  }

  private async call(name: string, argument: unknown): Promise<unknown> {
    // Gradio answers nothing when it does not reach the server; ours always answers something.
    const answer = await this.gradio.server[name](argument).catch(() => undefined);
    this.onReach(answer !== undefined && answer !== null);
    return answer;
  }
}

/** What the server said in the text of an error: Gradio hands on its answer, `Error: HTTP 507: {"detail": "…"}`. */
export function refusalIn(text: string): Refusal | undefined {
  try {
    const { detail, ...rest } = JSON.parse(text.slice(text.indexOf("{"))) as Refusal & { detail?: unknown };
    return typeof detail === "string" ? { ...rest, error: detail } : undefined;
  } catch {
    return undefined;
  }
}

/** 128 random bits in hexadecimal. */
export function secret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function clone<T>(value: T): T {
  return JSON.parse(JSON.stringify(value ?? null)) as T;
}
