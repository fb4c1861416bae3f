// The first steps, for those who are here for the first time. The card stands beside the canvas and blocks nothing.
import type { Editor } from "../editor/editor";
import { plainButton } from "./buttons";
import { h, type View } from "./dom";

// Drawn in a 48 x 32 box: a frame that becomes an animal, one that is moved and turned, a key.
const STEPS = [
  "M4 5h6M14 5h6M4 5v5M4 14v6M4 25h6M20 25h-6M20 5v5M20 20v5M25 15h5M28 12l3 3-3 3M34 25v-9q0-4 4-4h3l2-4h2v5l-2 4v8M38 25v-4h2",
  "M8 8h20v16H8zM6 6h4v4H6zM26 6h4v4h-4zM6 22h4v4H6zM26 22h4v4h-4zM36 12a6 6 0 1 1-1 8M35 8v5h5",
  "M8 6h24q3 0 3 3v14q0 3-3 3H8q-3 0-3-3V9q0-3 3-3zM17 13q0-3 3-3t3 3q0 2-3 3v2M20 22h.01M40 22l4-4M42 28h4",
];

export interface Hints extends View {
  show(): void;
  hide(): void;
}

export function hintCard(editor: Editor, visible: boolean): Hints {
  const { strings } = editor;
  const steps = strings.firstSteps.map((text, i) => h("li", {}, drawing(STEPS[i]), h("span", {}, text)));
  const close = plainButton("close", strings.closeHints, () => hide());
  const heading = h("div", { class: "heading" }, h("h2", {}, strings.welcome), close);
  const element = h("div", { class: "hints", role: "note", "aria-label": strings.welcome }, heading, h("ol", {}, ...steps));
  let objects = editor.scene.layers.length;
  element.hidden = !visible;

  const show = () => {
    objects = editor.scene.layers.length;
    element.hidden = false;
    element.scrollIntoView({ block: "nearest" });
  };
  const hide = () => {
    element.hidden = true;
  };
  const update = () => {
    if (editor.scene.layers.length > objects) hide(); // drawn: nothing left to explain
    objects = editor.scene.layers.length;
  };
  return { element, update, show, hide };
}

function drawing(path: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 48 32");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path") as SVGPathElement;
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
