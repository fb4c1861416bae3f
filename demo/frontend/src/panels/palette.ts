// What the landscape is sketched with: colours that landscapes have, and any other.
import type { Rgb } from "../document/scene";
import type { Editor } from "../editor/editor";
import { plainButton } from "./buttons";
import { colourField, hex } from "./colours";
import { h, type View } from "./dom";
import { radio, radioGroup } from "./radios";

type Name = keyof Editor["strings"]["landscapeColours"];

const COLOURS: [Name, Rgb][] = [
  ["sky", [96, 148, 210]],
  ["haze", [186, 205, 222]],
  ["cloud", [236, 239, 242]],
  ["sunset", [238, 142, 92]],
  ["night", [28, 36, 66]],
  ["water", [52, 104, 138]],
  ["grass", [122, 152, 68]],
  ["forest", [44, 76, 44]],
  ["autumn", [176, 104, 44]],
  ["earth", [108, 78, 54]],
  ["sand", [214, 186, 136]],
  ["rock", [122, 118, 112]],
];

export function palette(editor: Editor): View {
  const { drawing, strings } = editor;
  const radios = COLOURS.map(([name, rgb]) => {
    const label = strings.landscapeColours[name];
    const swatch = radio({ class: "swatch", "aria-label": label, title: label });
    swatch.style.setProperty("--swatch", hex(rgb));
    return { value: rgb, element: swatch };
  });
  const isChosen = (rgb: Rgb) => hex(rgb) === hex(drawing.colour);
  const swatches = radioGroup({ label: strings.paintWith, class: "swatches", radios, isChosen, choose: (rgb) => drawing.setColour(rgb) });
  const other = colourField(strings.otherColour, () => drawing.colour, (rgb) => drawing.setColour(rgb));
  const fill = plainButton(undefined, strings.fill, () => drawing.fillColours(), { text: true });
  const clear = plainButton(undefined, strings.clearColours, () => drawing.clearColours(), { text: true });
  const element = h("div", { class: "palette" }, swatches.element, other.element, fill, clear);
  const update = () => {
    swatches.update();
    other.update();
    const { background } = editor.scene;
    clear.disabled = background.kind !== "generated" || !background.sketch;
  };
  return { element, update };
}
