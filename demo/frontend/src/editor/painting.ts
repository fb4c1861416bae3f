// What the server paints: asks for it, keeps the last picture, and says how it goes.
import type { Scene } from "../document/scene";
import { fill, problemText, type Said, type Strings } from "../strings";
import { saveFile } from "./downloads";
import { LayerPictures } from "./pictures";
import type { Comparison, Format, Message, Problem, Transport, Variant } from "./transport";

export interface Status {
  text: string;
  busy: boolean;
  progress?: number; // 0 to 1, while a long picture is painted layer by layer
}

export interface Screen {
  /** The number of the picture that is shown, if it is the document in full size: the server may complete it. */
  readonly number: number | undefined;
  /** Shows a message's picture, and waits until it can be seen; false if it completes one that is not shown. */
  display(message: Message): Promise<boolean>;
  asPng(): Promise<Blob>;
}

const PATIENCE = 30_000; // milliseconds without any answer before the person is told
const NOTICED = 250; // milliseconds of painting after which the status says so: most edits are done before
const LONG = 500; // milliseconds after which a picture can be cancelled
const RETRY = [2_000, 4_000, 8_000, 15_000]; // milliseconds between attempts to reach the server; the last repeats

export class Painting {
  status: Status;
  alert = ""; // one sentence about what went wrong; stays until the next edit
  notes: readonly string[] = []; // what was noticed when a file was opened or made; they stay until somebody has read them
  announcement = ""; // for screen readers: what the last command did
  frame = 0; // number of complete pictures shown
  unreachable = false; // the server does not answer
  interrupted = false; // it did not at some time: Gradio reloads the page as soon as it is back
  cancelled = false; // the picture does not show the last edit because somebody stopped it
  slow = false; // this picture takes long enough to offer "Cancel"
  readonly layers: LayerPictures;
  /** A photo or another picture that the document names is not on the server. */
  pictureMissing = (_problem: Problem): void => undefined;
  compared = (_comparison: Comparison, _revision: number): void => undefined;
  variantPainted = (_variant: Variant): void => undefined;
  exported = (): void => undefined;
  /** Where pictures are shown. */
  screen: Screen = { number: undefined, display: async () => true, asPng: async () => new Blob() };
  private exact = false; // the picture is the document in full size
  private shownRevision = 0;
  private told = new Set<string>();
  private patience = 0;
  private noticed = 0;
  private slowness = 0;
  private retry = 0;
  private turn = 0; // until a busy server is asked again
  private attempts = 0;
  private requested: Scene | undefined;
  private transport!: Transport;

  constructor(private strings: Strings, private changed: () => void) {
    this.status = { text: strings.loading, busy: true };
    this.layers = new LayerPictures(changed);
  }

  connect(transport: Transport): void {
    this.transport = transport;
    this.layers.connect(transport);
  }

  get busy(): boolean {
    return this.shownRevision < this.transport.revision;
  }

  request(scene: Scene): void {
    this.alert = "";
    this.cancelled = false;
    this.requested = scene;
    this.transport.paint(scene, this.screen.number);
    window.clearTimeout(this.turn);
    this.bePatient();
    if (!this.noticed) this.noticed = window.setTimeout(() => this.say(this.strings.waiting, true), NOTICED);
    if (!this.slowness) this.slowness = window.setTimeout(() => this.setSlow(), LONG);
    this.changed();
  }

  private bePatient(): void {
    window.clearTimeout(this.patience);
    this.patience = window.setTimeout(() => this.complain(this.strings.noAnswer), PATIENCE);
  }

  private setSlow(): void {
    this.slow = this.busy;
    this.changed();
  }

  /** Asks for the last picture once more. */
  again(): void {
    if (this.requested) this.request(this.requested);
  }

  /** Stops painting; the last picture stays, the document too. */
  cancel(): void {
    if (!this.busy) return;
    this.transport.cancel();
    this.settle();
    this.cancelled = true;
    this.say(this.strings.cancelled);
  }

  /** Nothing is awaited any more. */
  private settle(): void {
    this.shownRevision = this.transport.revision;
    this.exact = false;
    this.slow = false;
    window.clearTimeout(this.turn);
    window.clearTimeout(this.patience);
    window.clearTimeout(this.noticed);
    window.clearTimeout(this.slowness);
    this.noticed = this.slowness = 0;
  }

  say(text: string, busy = false, progress?: number): void {
    this.status = { text, busy, progress };
    this.changed();
  }

  complain(sentence: string): void {
    this.alert = sentence;
    this.say(this.strings.ready);
  }

  dismissAlert(): void {
    this.alert = "";
    this.changed();
  }

  /** Tells of a trouble that comes back at every edit only the first time. */
  complainOnce(sentence: string): void {
    if (this.told.has(sentence)) return;
    this.told.add(sentence);
    this.alert = sentence;
    this.changed();
  }

  note(sentences: readonly string[]): void {
    this.notes = sentences;
    this.changed();
  }

  /** The same for what the server says. */
  noteFindings(findings: readonly Said[] = []): void {
    this.note(findings.map((finding) => problemText(this.strings, finding)));
  }

  announce(sentence: string): void {
    // The same sentence again would not be a change to a screen reader.
    this.announcement = sentence === this.announcement ? `${sentence}\u00a0` : sentence;
    this.changed();
  }

  /** Saves the shown picture if that is what is wanted, in full size; else asks the server for the file. */
  export(scene: Scene, format: Format): void {
    this.note([]);
    if (format === "picture" && this.exact && !this.busy) {
      void this.exportShown();
      return;
    }
    this.say(this.strings.preparing, true);
    this.transport.export(scene, format);
  }

  private async exportShown(): Promise<void> {
    saveFile(await this.screen.asPng(), "scene.png");
    this.exported();
  }

  variants(scene: Scene, layer: string, of: Variant["of"], seeds: number[]): void {
    this.transport.variants(scene, layer, of, seeds);
  }

  // --- the server's answers ----------------------------------------------------------------------------------------

  async receive(message: Message): Promise<void> {
    if (message.download) {
      const { href, pathname } = new URL(message.download.url, document.baseURI);
      saveFile(href, pathname.split("/").at(-1) ?? "");
      this.say(this.strings.ready);
      this.noteFindings(message.findings);
      this.exported();
      return;
    }
    if (message.comparison) {
      this.compared(message.comparison, message.revision);
      return;
    }
    if (message.variants) {
      this.variantPainted(message.variants);
      return;
    }
    if (this.cancelled) return;
    if (message.revision < this.transport.revision) {
      await this.showOlder(message);
      return;
    }
    window.clearTimeout(this.patience);
    if (message.error) {
      this.failed(message.error);
      return;
    }
    if (message.waiting !== undefined) {
      this.bePatient();
      this.say(fill(this.strings.inLine, { count: message.waiting }), true);
      return;
    }
    if (message.picture) {
      const shown = await this.screen.display(message);
      if (message.revision < this.transport.revision) return;
      if (!shown) return this.again();
    }
    if (message.complete) this.completed(message);
    else this.progressed(message);
  }

  /** A slow server finishes a picture now and then for somebody who goes on editing: it is shown until the next one. */
  private async showOlder(message: Message): Promise<void> {
    if (message.complete && message.picture) await this.screen.display(message);
  }

  private progressed({ step = 0, of = 0 }: Message): void {
    this.say(fill(this.strings.painting, { step, of }), true, of ? step / of : undefined);
  }

  private completed(message: Message): void {
    this.frame += 1;
    this.settle();
    this.exact = Boolean(message.exact);
    this.say(fill(this.strings.readyIn, { ms: message.milliseconds ?? 0 }));
    void this.layers.follow(message);
  }

  private failed(problem: Problem): void {
    if (problem.code === "busy" && this.busy) {
      this.waitForTurn(Number(problem.values?.seconds ?? 1));
      return;
    }
    this.settle();
    if (problem.code === "photo_missing" || problem.code === "picture_missing") this.pictureMissing(problem);
    else this.complain(problemText(this.strings, problem));
  }

  /** Asks a busy server again when it said; an edit made meanwhile asks at once. */
  private waitForTurn(seconds: number): void {
    window.clearTimeout(this.noticed);
    this.noticed = 0;
    this.say(fill(this.strings.busy, { seconds }), true);
    this.turn = window.setTimeout(() => this.again(), seconds * 1_000);
  }

  // --- a server that is gone ---------------------------------------------------------------------------------------

  /** Hears whether an exchange with the server worked; asks again by itself until it does. */
  reached(reached: boolean): void {
    window.clearTimeout(this.retry);
    if (!reached) {
      this.unreachable = this.interrupted = true;
      this.status = { text: "", busy: false }; // the banner says it
      const wait = RETRY[Math.min(this.attempts++, RETRY.length - 1)];
      this.retry = window.setTimeout(() => void this.reconnect(), wait);
      this.changed();
      return;
    }
    this.attempts = 0;
    if (!this.unreachable) return;
    this.unreachable = false;
    this.again();
  }

  /** Tries the server once more; `reached` hears how it went. */
  async reconnect(): Promise<void> {
    await this.transport.ping();
  }
}
