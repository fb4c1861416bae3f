// Files that are dropped on the editor: a picture becomes the background, a scene file is opened.
import type { Editor } from "../editor/editor";
import { h } from "./dom";
import { icon } from "./icons";

export function dropZone(editor: Editor, root: HTMLElement): HTMLElement {
  const { strings } = editor;
  const overlay = h("div", { class: "drop", hidden: true }, h("div", {}, icon("photo"), h("span", {}, strings.dropHere)));
  const brings = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  root.addEventListener("dragenter", (event) => {
    if (brings(event)) overlay.hidden = false;
  });
  root.addEventListener("dragover", (event) => {
    if (brings(event)) event.preventDefault();
  });
  root.addEventListener("dragleave", (event) => {
    if (!root.contains(event.relatedTarget as Node | null)) overlay.hidden = true;
  });
  root.addEventListener("drop", (event) => {
    overlay.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    void open(editor, file);
  });
  return overlay;
}

async function open(editor: Editor, file: File): Promise<void> {
  if (file.name.endsWith(".json") || file.type === "application/json") await editor.project.openScene(file);
  else await editor.project.openPhoto(file);
}
