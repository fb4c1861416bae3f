// The scene put together here from the layers' own pictures, without the server: while objects are dragged, and after
// that and after other moves until the server has painted them. It covers the painted picture.
import type { Editor } from "../editor/editor";
import type { Frame, Layer as SceneLayer } from "../document/scene";
import type { LayerPicture } from "../editor/pictures";
import { Group, Image, Konva, Shape } from "./konva";
import type { Picture } from "./picture";
import type { Stage } from "./stage";

type Frames = ReadonlyMap<string, Frame>;

interface Sprite {
  layer: SceneLayer;
  picture: LayerPicture;
}

const MAX_FLAT_PIXELS = 4_000_000; // of everything that does not move, put into one picture

export class Lift {
  private moving = new Map<string, { node: InstanceType<typeof Group>; painted: Frame }>();
  private wanted: { ids: ReadonlySet<string>; copies: boolean } | undefined; // waits for pictures that are on their way
  private frames: Frames = new Map(); // where the dragged layers are now
  private order = ""; // of the layers when what is shown was put together
  private released = false;
  private number = 0; // of the present lift, so that an older one's end does not end it

  constructor(private editor: Editor, private stage: Stage, private picture: Picture) {}

  /** Begins to drag layers, or copies of them. Until all pictures are here nothing is shown and only the frames move. */
  begin(ids: ReadonlySet<string>, copies = false): void {
    this.end();
    this.wanted = { ids, copies };
    this.build();
  }

  private build(): void {
    const { layers } = this.editor.painting;
    if (!this.wanted || !layers.complete || !layers.background) return;
    const { ids, copies } = this.wanted;
    this.wanted = undefined;
    this.order = this.presentOrder;
    let run: Sprite[] = [];
    let ground: CanvasImageSource | undefined = layers.background;
    const flush = () => {
      if (ground || run.length) this.addFlat(ground, run);
      ground = undefined;
      run = [];
    };
    for (const sprite of this.sprites()) {
      const moves = ids.has(sprite.layer.id);
      if (!moves || copies) run.push(sprite);
      if (!moves) continue;
      flush();
      this.addMoving(sprite);
    }
    flush();
    this.place(this.frames);
  }

  /** Shows a colour sketch in place of the background; the objects stay in front of it. */
  beginSketch(draw: (context: CanvasRenderingContext2D) => void): void {
    this.end();
    const complete = this.editor.painting.layers.complete;
    const opacity = complete ? 0.9 : 0.75;
    this.stage.content.add(new Shape({ sceneFunc: (context) => draw(context._context), opacity }));
    if (complete) this.addFlat(undefined, this.sprites());
    this.stage.content.batchDraw();
  }

  /** Moves the dragged layers' pictures. */
  place(frames: Frames): void {
    this.frames = frames;
    for (const [id, { node, painted }] of this.moving) {
      const frame = frames.get(id);
      if (frame) node.setAttrs(transformOf(painted, frame));
    }
    this.redraw();
  }

  redraw(): void {
    this.stage.content.batchDraw();
  }

  /** Lets go: what was put together stays until the server has painted the document. */
  release(): void {
    this.released = true;
    this.wanted = undefined;
    this.update();
  }

  /** True while something here covers the painted picture. */
  get active(): boolean {
    return this.stage.content.hasChildren();
  }

  update(): void {
    this.build();
    if (this.editor.painting.busy) this.follow();
    if (!this.released || !this.active || this.editor.painting.busy) return;
    const { number } = this;
    void this.picture.shown().then(() => {
      if (number === this.number) this.end();
    });
  }

  /** Objects that keys or undo have moved are shown where the document says before the server has painted them. */
  private follow(): void {
    if (this.wanted || (this.active && !this.released)) return; // something is in the pointer's hand
    const { layers } = this.editor.scene;
    const moved = layers.filter((layer) => layer.visible && this.paintedFrame(layer) !== layer.frame);
    const known = layers.length === this.picture.painted.size && layers.every(({ id }) => this.picture.painted.has(id));
    if (moved.length === 0 || !known || !this.editor.painting.layers.complete) return;
    if (this.order !== this.presentOrder || moved.some(({ id }) => !this.moving.has(id))) {
      this.begin(new Set(moved.map(({ id }) => id)));
      this.released = true;
    }
    this.place(new Map(layers.map(({ id, frame }) => [id, frame])));
  }

  end(): void {
    this.order = "";
    this.number += 1;
    this.released = false;
    this.wanted = undefined;
    this.frames = new Map();
    this.moving.clear();
    if (!this.active) return;
    this.stage.content.destroyChildren();
    this.stage.content.batchDraw();
  }

  private get presentOrder(): string {
    return this.editor.scene.layers.map(({ id, visible }) => (visible ? id : "")).join();
  }

  private sprites(): Sprite[] {
    const { scene, painting } = this.editor;
    return scene.layers.flatMap((layer) => {
      const picture = layer.visible ? painting.layers.layer(layer.id) : undefined;
      return picture ? [{ layer, picture }] : [];
    });
  }

  private paintedFrame({ id, frame }: SceneLayer): Frame {
    return this.picture.painted.get(id) ?? frame;
  }

  private addMoving({ layer, picture }: Sprite): void {
    const painted = this.paintedFrame(layer);
    const { x, y, width, height, image } = picture;
    const node = new Group(transformOf(painted, layer.frame));
    const inner = new Group({ rotation: -painted.rotation });
    inner.add(new Image({ image, x: x - painted.cx, y: y - painted.cy, width, height }));
    node.add(inner);
    this.moving.set(layer.id, { node, painted });
    this.stage.content.add(node);
  }

  /** Layers that stay where they are, as one picture in as many pixels as the screen shows. */
  private addFlat(ground: CanvasImageSource | undefined, sprites: Sprite[]): void {
    if (!ground && sprites.length === 0) return;
    const { width, height } = this.editor.scene.canvas;
    const wanted = Math.max(1, this.stage.view.scale * Konva.pixelRatio);
    const scale = Math.min(wanted, Math.max(1, Math.sqrt(MAX_FLAT_PIXELS / (width * height))));
    const flat = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const context = flat.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.imageSmoothingEnabled = this.stage.content.imageSmoothingEnabled();
    context.scale(flat.width / width, flat.height / height);
    if (ground) context.drawImage(ground, 0, 0, width, height);
    for (const { layer, picture } of sprites) {
      const painted = this.paintedFrame(layer);
      context.save();
      const { x, y, rotation, scaleX, scaleY } = transformOf(painted, layer.frame);
      context.translate(x, y);
      context.rotate((rotation * Math.PI) / 180);
      context.scale(scaleX, scaleY);
      context.rotate((-painted.rotation * Math.PI) / 180);
      context.drawImage(picture.image, picture.x - painted.cx, picture.y - painted.cy, picture.width, picture.height);
      context.restore();
    }
    this.stage.content.add(new Image({ image: flat as unknown as CanvasImageSource, width, height }));
  }
}

/** From a frame as painted (its centre the origin, its rotation undone) to another frame of the same object. */
export function transformOf(painted: Frame, frame: Frame): { x: number; y: number; rotation: number; scaleX: number; scaleY: number } {
  const mirrored = painted.flip === frame.flip ? 1 : -1;
  const [scaleX, scaleY] = [(mirrored * frame.width) / painted.width, frame.height / painted.height];
  return { x: frame.cx, y: frame.cy, rotation: frame.rotation, scaleX, scaleY };
}
