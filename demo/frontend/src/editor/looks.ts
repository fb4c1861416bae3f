// Looks and shapes to choose from: four variants side by side, the look of another layer or of a picture.
import type { Editor } from "./editor";
import { isCutOut, randomSeed, seeded, type Layer, type Shape } from "../document/scene";
import type { Variant } from "./transport";

const COUNT = 4;

export interface Choice {
  seed: number;
  url: string; // empty until it is painted
}

export class Looks {
  /** The variants on offer; they stay until one is chosen, others are asked for, or another object is selected. */
  choices: Choice[] = [];
  of: Variant["of"] = "look";
  private layer = "";
  private shape: Shape = { kind: "generated", sketch: null }; // that the variants' seeds were tried on

  constructor(private editor: Editor) {
    editor.painting.variantPainted = (variant) => this.take(variant);
  }

  /** Asks for four variants of the chosen object. */
  offer(of: Variant["of"]): void {
    const { editor } = this;
    const { layer } = editor;
    if (!layer) return;
    this.of = of;
    this.layer = layer.id;
    this.shape = seeded(layer.shape);
    this.choices = Array.from({ length: COUNT }, () => ({ seed: randomSeed(), url: "" }));
    editor.painting.variants(editor.scene, layer.id, of, this.choices.map(({ seed }) => seed));
    editor.changed();
  }

  private take({ layer, of, index, seed, url }: Variant): void {
    if (layer !== this.layer || of !== this.of || this.choices[index]?.seed !== seed) return;
    this.choices[index] = { seed, url };
    this.editor.changed();
  }

  /** True while there is something to choose for the chosen object. */
  get offered(): boolean {
    const { selection } = this.editor;
    return this.choices.length > 0 && selection.length === 1 && selection[0] === this.layer;
  }

  /** True for the variant that the object has now. */
  isChosen({ seed }: Choice): boolean {
    const { layer } = this.editor;
    return this.of === "look" ? seed === layer?.style_seed : seed === layer?.shape_seed && layer.shape.kind === "generated";
  }

  choose({ seed }: Choice): void {
    const { editor } = this;
    const change: Partial<Layer> = this.of === "look" ? { style_seed: seed, style_reference: null } : { shape_seed: seed, shape: this.shape };
    editor.select(this.layer);
    editor.objects.change(change, this.of === "look" ? editor.strings.rerollLook : editor.strings.rerollShape);
  }

  close(): void {
    this.choices = [];
    this.editor.changed();
  }

  setStrength(strength: number, kind = ""): void {
    this.editor.objects.changeGenerated(() => ({ style_strength: strength }), this.editor.strings.styleStrength, kind || `strength ${this.editor.selection}`);
  }

  /** Gives the chosen objects the look of another layer. */
  async copyFrom(source: Layer): Promise<void> {
    const { editor } = this;
    const { strings } = editor;
    if (!isCutOut(source) && editor.generated.every((layer) => layer.category === source.category)) {
      const { style_seed, style_strength, style_reference } = source;
      editor.objects.changeGenerated(() => ({ style_seed, style_strength, style_reference }), strings.lookLike);
      return;
    }
    const picture = editor.painting.layers.layer(source.id);
    if (!picture) {
      editor.painting.say(strings.lookNotPainted);
      return;
    }
    const bytes = await (await fetch(picture.image.src)).blob();
    await this.copyFromPicture(new File([bytes], "look.png", { type: bytes.type }));
  }

  /** Gives the chosen objects the look of a picture. */
  async copyFromPicture(file: File): Promise<void> {
    const opened = await this.editor.project.upload(file, "reference");
    if (opened?.sha256) this.editor.objects.changeGenerated(() => ({ style_reference: opened.sha256 }), this.editor.strings.lookLike);
  }

  forgetPicture(): void {
    this.editor.objects.changeGenerated(() => ({ style_reference: null }), this.editor.strings.ownLook);
  }
}
