// The layers of the last complete picture, each on its own: what moves under the pointer, and what a click hits.
import type { Point } from "../document/geometry";
import type { Message, Placement, Transport } from "./transport";

const SPARE = 60; // pictures kept that the present picture does not show: undo brings them back

export interface LayerPicture extends Placement {
  image: HTMLImageElement;
}

export class LayerPictures {
  /** The background alone; undefined until it has been fetched. */
  background: HTMLImageElement | undefined;
  private placements = new Map<string, Placement>();
  private backgroundKey = "";
  private images = new Map<string, HTMLImageElement>();
  private probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  private transport!: Transport;

  /** `changed` is called when pictures have arrived. */
  constructor(private changed: () => void) {}

  connect(transport: Transport): void {
    this.transport = transport;
  }

  /** Takes over where the layers of a new picture lie, and fetches those that are not here yet. */
  async follow({ layers, background }: Message): Promise<void> {
    this.placements = new Map(layers?.map((placement) => [placement.id, placement]));
    this.backgroundKey = background?.key ?? "";
    const wanted = this.wanted();
    this.forget(wanted);
    const missing = wanted.filter((key) => !this.images.has(key));
    const urls = missing.length ? await this.transport.layerPictures(missing) : {};
    await Promise.all(Object.entries(urls).map(async ([key, url]) => this.images.set(key, await decoded(url))));
    this.background = this.images.get(this.backgroundKey);
    this.changed();
  }

  private wanted(): string[] {
    const keys = [...this.placements.values()].map(({ key }) => key);
    return this.backgroundKey ? [this.backgroundKey, ...new Set(keys)] : keys;
  }

  private forget(wanted: string[]): void {
    const spare = [...this.images.keys()].filter((key) => !wanted.includes(key));
    for (const key of spare.slice(0, Math.max(0, spare.length - SPARE))) this.images.delete(key);
  }

  /** A layer as it was last painted; undefined if it shows nothing or is not here yet. */
  layer(id: string): LayerPicture | undefined {
    const placement = this.placements.get(id);
    const image = placement && this.images.get(placement.key);
    return image && { ...placement, image };
  }

  /** True once every layer that the last picture shows is here. */
  get complete(): boolean {
    return this.background !== undefined && this.wanted().every((key) => this.images.has(key));
  }

  /** How opaque a layer is at a canvas point, 0 to 1; undefined if its picture is not here. */
  alphaAt(id: string, [x, y]: Point): number | undefined {
    const picture = this.layer(id);
    if (!picture || !this.probe) return undefined;
    const { image } = picture;
    const u = Math.floor(((x - picture.x) / picture.width) * image.naturalWidth);
    const v = Math.floor(((y - picture.y) / picture.height) * image.naturalHeight);
    if (u < 0 || v < 0 || u >= image.naturalWidth || v >= image.naturalHeight) return 0;
    this.probe.clearRect(0, 0, 1, 1);
    this.probe.drawImage(image, -u, -v);
    return this.probe.getImageData(0, 0, 1, 1).data[3] / 255;
  }
}

/** Waits until a picture can be shown without a flash of nothing. */
export async function decoded(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => undefined);
  return image;
}

/** A picture file as the page shows it; undefined if this browser cannot. */
export async function imageOf(file: File | undefined): Promise<HTMLImageElement | undefined> {
  if (!file) return undefined;
  const image = await decoded(URL.createObjectURL(file));
  if (image.naturalWidth > 0) return image;
  URL.revokeObjectURL(image.src);
  return undefined;
}
