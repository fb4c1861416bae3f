// What the server paints: asks for it, keeps the last picture, and says how it goes.
import type { Scene } from "./scene";
import { fill, type Strings } from "./strings";
import type { LayerPicture, Message, Transport } from "./transport";

export interface Status {
  text: string;
  busy: boolean;
}

const PATIENCE = 30_000; // milliseconds without any answer before the person is told

export class Painting {
  status: Status;
  alert = ""; // one sentence about what went wrong; stays until the next edit
  picture = ""; // URL of the last picture shown
  frame = 0; // number of complete pictures shown
  photoMissing = (): void => undefined;
  private exact = false; // the picture is the document in full size
  private shownRevision = 0;
  private patience = 0;
  private transport!: Transport;

  constructor(private strings: Strings, private changed: () => void) {
    this.status = { text: strings.loading, busy: true };
  }

  connect(transport: Transport): void {
    this.transport = transport;
  }

  get busy(): boolean {
    return this.shownRevision < this.transport.revision;
  }

  request(scene: Scene): void {
    this.alert = "";
    this.transport.paint(scene);
    this.say(this.strings.waiting, true);
    window.clearTimeout(this.patience);
    this.patience = window.setTimeout(() => this.complain(this.strings.noAnswer), PATIENCE);
  }

  say(text: string, busy = false): void {
    this.status = { text, busy };
    this.changed();
  }

  complain(sentence: string): void {
    this.alert = sentence;
    this.say(this.strings.ready);
  }

  /** Saves the shown picture if it is the document in full size; else asks the server for the file. */
  download(scene: Scene): void {
    if (this.exact && !this.busy) {
      save(this.picture);
      return;
    }
    this.say(this.strings.preparing, true);
    this.transport.export(scene);
  }

  /** A layer of the last picture on its own; undefined if the server does not have it. */
  async layerImage(id: string): Promise<(LayerPicture & { image: HTMLImageElement }) | undefined> {
    const picture = await this.transport.layerPicture(id);
    return picture && { ...picture, image: await decoded(picture.url) };
  }

  async receive(message: Message): Promise<void> {
    if (message.download) {
      save(new URL(message.download.url, document.baseURI).href);
      this.say(this.strings.ready);
      return;
    }
    if (message.revision < this.transport.revision) return;
    window.clearTimeout(this.patience);
    if (message.error) {
      this.failed(message.error);
      return;
    }
    if (message.picture) {
      await decoded(message.picture);
      if (message.revision < this.transport.revision) return;
      this.picture = message.picture;
    }
    if (message.complete) this.completed(message);
    else this.say(fill(this.strings.painting, { step: message.step ?? 0, of: message.of ?? 0 }), true);
  }

  private completed(message: Message): void {
    this.frame += 1;
    this.exact = Boolean(message.exact);
    this.shownRevision = message.revision;
    this.say(fill(this.strings.readyIn, { ms: message.milliseconds ?? 0 }));
  }

  private failed({ code, text }: { code: string; text: string }): void {
    this.shownRevision = this.transport.revision;
    this.exact = false;
    if (code === "photo_missing") this.photoMissing();
    else this.complain(text);
  }
}

/** Waits until a picture can be shown without a flash of nothing. */
async function decoded(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => undefined);
  return image;
}

function save(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "scene.png";
  document.body.append(link);
  link.click();
  link.remove();
}
