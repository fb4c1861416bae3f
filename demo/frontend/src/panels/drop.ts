// Files that are dropped on the editor or pasted: a picture becomes the background, or the photo from which something is
// taken; a file with a scene in it is opened.
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

/** While something is taken from a photo, a picture may also be pasted. */
export function pasteZone(editor: Editor, root: HTMLElement): void {
  const paste = (event: ClipboardEvent) => {
    if (!root.isConnected) return document.removeEventListener("paste", paste);
    const file = event.clipboardData?.files[0];
    if (!file || !editor.cutting.active) return;
    event.preventDefault();
    void editor.cutting.openPhoto(file);
  };
  document.addEventListener("paste", paste);
}

async function open(editor: Editor, file: File): Promise<void> {
  if (editor.cutting.active) await editor.cutting.openPhoto(file);
  else await editor.exchange.open(file);
}
