// Keyboard shortcuts for the whole page: the table of commands, and what the arrows do on the canvas.
import type { Command, Commands } from "./commands";
import type { Editor } from "./editor";

/** What the canvas does with keys while something is drawn there, and with its keyboard pointer. True if it took the key. */
export interface CanvasKeys {
  key(event: KeyboardEvent, onCanvas: boolean): boolean;
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OWN_KEYS = "input:not([type=range], [type=color], [type=checkbox]), textarea, select, [contenteditable=true], dialog";

export function listenToKeys(root: HTMLElement, editor: Editor, commands: Commands, canvas: CanvasKeys): void {
  const page = new AbortController();
  const table = shortcutTable(commands);
  const handle = (event: KeyboardEvent) => {
    if (!root.isConnected) return page.abort(); // Gradio does not tell a component that it was taken away
    const target = event.target as HTMLElement;
    const elsewhere = target !== document.body && !root.contains(target);
    if (elsewhere || event.defaultPrevented || event.isComposing || target.closest(OWN_KEYS)) return;
    const onCanvas = target === document.body || target.role === "application";
    const handled = canvas.key(event, onCanvas) || arrow(event, target, editor) || command(event, target, table) || escape(event, editor);
    if (handled) event.preventDefault();
  };
  document.addEventListener("keydown", handle, { signal: page.signal });
}

function shortcutTable(commands: Commands): Map<string, Command[]> {
  const table = new Map<string, Command[]>();
  for (const each of Object.values(commands) as Command[]) {
    for (const keys of each.keys) table.set(keys, [...(table.get(keys) ?? []), each]);
  }
  return table;
}

/** A key press as the table writes it. */
export function keyName({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const letter = /^[a-z]$/i.test(key);
  // Signs such as "?" and "+" need Shift on some keyboards and not on others: what counts is the sign.
  const shift = shiftKey && (letter || key.length > 1) ? "Shift+" : "";
  return (ctrlKey || metaKey ? "Mod+" : "") + shift + (letter ? key.toUpperCase() : key);
}

function command(event: KeyboardEvent, target: HTMLElement, table: Map<string, Command[]>): boolean {
  if (event.altKey) return false;
  if (target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter")) return false;
  const digit = event.shiftKey && event.code.startsWith("Digit") ? `Shift+${event.code.slice(5)}` : "";
  const found = (table.get(keyName(event)) ?? table.get(digit))?.find((each) => each.enabled());
  found?.run();
  return found !== undefined;
}

function arrow(event: KeyboardEvent, target: HTMLElement, editor: Editor): boolean {
  const step = ARROWS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || editor.movable.length === 0) return false;
  if (target.tagName === "INPUT" || target.role === "radio") return false; // these have their own use for the arrows
  const far = event.shiftKey ? 10 : 1;
  editor.objects.nudge(step[0] * far, step[1] * far);
  return true;
}

function escape(event: KeyboardEvent, editor: Editor): boolean {
  if (event.key !== "Escape") return false;
  if (editor.cutting.active) editor.cutting.cancel();
  else if (editor.painting.slow) editor.painting.cancel();
  else editor.select();
  return true;
}
