// Colours as the document writes them, and as the browser's own field does.
import type { Rgb } from "../document/scene";
import { h, setAttribute, type View } from "./dom";

export function hex(rgb: Rgb): string {
  return "#" + rgb.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)) as Rgb;
}

/** A field for any colour; shows `value` (or keeps the last one) and acts while colours are tried. */
export function colourField(label: string, value: () => Rgb | undefined, change: (rgb: Rgb) => void): View & { input: HTMLInputElement } {
  const input = h("input", { type: "color", class: "colour", "aria-label": label, title: label });
  input.addEventListener("input", () => change(fromHex(input.value)));
  const update = () => {
    const now = value();
    setAttribute(input, "data-empty", now ? undefined : "");
    if (now && input.value !== hex(now)) input.value = hex(now);
  };
  return { element: input, input, update };
}
