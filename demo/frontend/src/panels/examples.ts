// Scenes to begin with, each with its picture.
import type { Editor, Example } from "../editor/editor";
import { freshId, h, setAttribute, type View } from "./dom";
import { icon } from "./icons";

const ROOM = 800; // a window of less height keeps them folded

/** `choosePhoto` is asked for one where an example needs it. */
export function exampleStrip(editor: Editor, examples: readonly Example[], choosePhoto: () => void): View {
  const { strings } = editor;
  const id = freshId();
  const row = h("div", { class: "cards", id }, ...examples.map((example) => card(example)));
  const fold = h("button", { type: "button", class: "fold", "aria-controls": id }, icon("unfold"), h("span", {}, strings.examples));
  const element = h("div", { class: "examples", role: "group", "aria-label": strings.examples }, fold, row);
  element.hidden = examples.length === 0;

  let open = window.innerHeight >= ROOM;
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
    const open = () => editor.openExample(example) && choosePhoto();
    return h("button", { type: "button", class: "card", onclick: open }, picture, h("span", {}, name));
  }
  return { element, update };
}
