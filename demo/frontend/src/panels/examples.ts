// Scenes to begin with, each with its picture.
import type { Editor, Example } from "../editor/editor";
import { freshId, h, setAttribute, type View } from "./dom";
import { icon } from "./icons";

const FOLDED = "(min-width: 861px) and (max-height: 799px)"; // where the canvas needs the room

/** `choosePhoto` is asked for one where an example needs it. The button that folds the strip stands apart from it. */
export function exampleStrip(editor: Editor, examples: readonly Example[], choosePhoto: () => void): View & { fold: HTMLElement } {
  const { strings } = editor;
  const id = freshId();
  const row = h("div", { class: "cards", id }, ...examples.map((example) => card(example)));
  const fold = h("button", { type: "button", class: "fold", "aria-controls": id }, icon("unfold"), h("span", {}, strings.examples));
  const element = h("div", { class: "examples", role: "group", "aria-label": strings.examples }, h("h2", {}, strings.examples), row);
  element.hidden = fold.hidden = examples.length === 0;

  let open = !matchMedia(FOLDED).matches;
  const update = () => {
    setAttribute(fold, "aria-expanded", String(open));
    row.hidden = !open;
  };
  fold.addEventListener("click", () => {
    open = !open;
    update();
  });

  function card(example: Example): HTMLElement {
    const name = strings.examplesByName[example.id] ?? example.name;
    const url = example.picture && new URL(example.picture, document.baseURI).href;
    const picture = url ? h("img", { src: url, alt: "", loading: "lazy", draggable: "false" }) : h("span", { class: "blank" }, icon("photo"));
    const open = () => editor.project.openExample(example) && choosePhoto();
    return h("button", { type: "button", class: "card", onclick: open }, picture, h("span", {}, name));
  }
  return { element, update, fold };
}
