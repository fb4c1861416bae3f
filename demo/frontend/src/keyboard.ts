// Keyboard shortcuts for the whole page.
import type { Editor, Tool } from "./editor";
import type { PointerTools } from "./tools";

const TOOLS: Record<string, Tool> = { v: "select", r: "box", b: "brush", e: "eraser", p: "polygon" };
const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OWN_KEYS = "input:not([type=range]), textarea, select, [contenteditable=true]";

export function listenToKeys(root: HTMLElement, editor: Editor, tools: PointerTools): void {
  const page = new AbortController();
  const handle = (event: KeyboardEvent) => {
    if (!root.isConnected) return page.abort(); // Gradio does not tell a component that it was taken away
    const target = event.target as HTMLElement;
    const elsewhere = target !== document.body && !root.contains(target);
    if (elsewhere || event.defaultPrevented || event.altKey || target.closest(OWN_KEYS)) return;
    const handled = event.ctrlKey || event.metaKey ? command(event, editor) : key(event, target, editor, tools);
    if (handled) event.preventDefault();
  };
  document.addEventListener("keydown", handle, { signal: page.signal });
}

function command(event: KeyboardEvent, editor: Editor): boolean {
  const letter = event.key.toLowerCase();
  if (letter === "y" || (letter === "z" && event.shiftKey)) editor.redo();
  else if (letter === "z") editor.undo();
  else if (letter === "d") editor.duplicate();
  else return false;
  return true;
}

function key(event: KeyboardEvent, target: HTMLElement, editor: Editor, tools: PointerTools): boolean {
  const tool = TOOLS[event.key.toLowerCase()];
  const arrow = ARROWS[event.key];
  if (tool) editor.setTool(tool);
  else if (arrow) return nudge(arrow, event.shiftKey, target, editor);
  else if (event.key === "Enter" && target.tagName !== "BUTTON") tools.finishPolygon();
  else if (event.key === "Backspace" && tools.dropCorner()) return true;
  else if (event.key === "Delete" || event.key === "Backspace") editor.delete();
  else if (event.key === "Escape") {
    if (!tools.cancel()) editor.select(null);
  } else if (event.key === "]") editor.reorder(1);
  else if (event.key === "[") editor.reorder(-1);
  else return false;
  return true;
}

function nudge([dx, dy]: [number, number], far: boolean, target: HTMLElement, editor: Editor): boolean {
  if (!editor.layer || target.tagName === "INPUT") return false; // a slider has its own use for the arrows
  const step = far ? 10 : 1;
  editor.nudge(dx * step, dy * step);
  return true;
}
