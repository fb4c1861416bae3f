// The way to the server and back. The document goes up as the component's value; pictures come down through a second,
// hidden component, so that a late answer never overwrites edits made meanwhile.
import type { Scene } from "./scene";

/** What Gradio hands to the script of an HTML component. */
export interface Gradio {
  props: Record<string, unknown>;
  trigger: (event: string) => void;
  watch: (prop: string, callback: () => void) => void;
  server: Record<string, (argument: unknown) => Promise<unknown>>;
  upload: (file: File) => Promise<{ path: string; url: string }>;
}

/** A message of the painter; `sequence` makes each one new. */
export interface Message {
  sequence: number;
  revision: number;
  step?: number; // layers painted so far, with a picture or without
  of?: number;
  picture?: string; // data URL
  complete?: boolean; // the picture shows the whole document
  exact?: boolean; // the picture has the size of the canvas, without loss
  milliseconds?: number;
  error?: { code: string; text: string };
  download?: { url: string };
}

export interface OpenedPhoto {
  sha256?: string;
  width?: number;
  height?: number;
  error?: string;
}

/** One layer as painted: its place and size on the canvas, and its pixels. */
export interface LayerPicture {
  x: number;
  y: number;
  width: number;
  height: number;
  url: string;
}

type Listener = (message: Message) => void;
let listener: Listener | undefined;

/** Called by the hidden component that receives the painter's messages. */
export function receive({ props, watch }: Gradio): void {
  watch("value", () => {
    const message = clone(props.value) as Message | null;
    if (message?.sequence) listener?.(message);
  });
}

export class Transport {
  revision = 0;
  private session = secret();

  constructor(private gradio: Gradio, private owner: string, onMessage: Listener) {
    listener = onMessage;
  }

  /** Asks for a picture of the document; anything older stops between two layers. */
  paint(scene: Scene): void {
    this.revision += 1;
    this.post(scene);
    // Beside the queue: the render that is running now has to hear of it.
    this.gradio.server.supersede({ session: this.session, revision: this.revision }).catch(() => undefined);
    this.gradio.trigger("edit");
  }

  /** Asks for a file in the canvas's own size. */
  export(scene: Scene): void {
    this.post(scene);
    this.gradio.trigger("export");
  }

  private post(scene: Scene): void {
    this.gradio.props.value = clone({ scene, revision: this.revision, session: this.session, owner: this.owner });
  }

  async layerPicture(layer: string): Promise<LayerPicture | undefined> {
    const answer = await this.gradio.server.layer_picture({ session: this.session, layer }).catch(() => undefined);
    return (answer as LayerPicture | undefined)?.url ? (answer as LayerPicture) : undefined;
  }

  async openPhoto(file: File): Promise<OpenedPhoto> {
    const { path } = await this.gradio.upload(file);
    return (await this.gradio.server.open_photo({ owner: this.owner, path })) as OpenedPhoto;
  }
}

/** 128 random bits in hexadecimal. */
export function secret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function clone<T>(value: T): T {
  return JSON.parse(JSON.stringify(value ?? null)) as T;
}
