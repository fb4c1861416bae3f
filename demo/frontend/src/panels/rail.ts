// The tools: a column beside the canvas, on a phone a bar under the thumb.
import type { Commands } from "../editor/commands";
import type { Strings } from "../strings";
import { commandButton } from "./buttons";
import { h, type View } from "./dom";

export function toolRail(strings: Strings, { select, box, brush, eraser, polygon, colours, takeFromPhoto }: Commands): View {
  const buttons = [select, box, brush, eraser, polygon, colours, takeFromPhoto].map((command) => commandButton(command, { text: true }));
  const element = h("div", { class: "rail", role: "toolbar", "aria-label": strings.tools }, ...buttons.map((button) => button.element));
  return { element, update: () => buttons.forEach((button) => button.update()) };
}
