// The list of layers: a listbox whose first option is the front of the picture.
import type { Editor } from "../editor/editor";
import { h, setAttribute, type View } from "./dom";
import { LayerRow } from "./layerrow";
import { dragToReorder } from "./reorder";

export interface LayerList extends View {
  rename(id: string): void;
  focus(): void;
}

export function layerList(editor: Editor): LayerList {
  // The list itself keeps the focus, so that nothing is lost when rows come and go.
  const list = h("ul", { role: "listbox", tabindex: 0, "aria-label": editor.strings.layers, "aria-multiselectable": "true" });
  const scroller = h("div", { class: "scroller" }, list);
  const rows = new Map<string, LayerRow>();
  let active = ""; // the row that the arrows start from
  let anchor = ""; // the other end of a range
  let shown: readonly string[] = []; // the selection that the list has followed

  const order = () => editor.scene.layers.map((layer) => layer.id).reverse();
  const range = (to: string) => {
    const ids = order();
    const [from, until] = [ids.indexOf(anchor), ids.indexOf(to)].sort((one, other) => one - other);
    const between = from < 0 ? [to] : ids.slice(from, until + 1);
    return [...between.filter((id) => id !== to), to]; // the fields show the last one
  };
  const choose = (id: string, how: "alone" | "range" | "toggle") => {
    active = id;
    if (how === "range") editor.select(...range(id));
    else {
      anchor = id;
      if (how === "toggle") editor.toggleSelected(id);
      else editor.select(id);
    }
    update(); // also where the selection stays the same
  };

  list.addEventListener("click", (event) => {
    const id = rowOf(event);
    if (id) choose(id, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "alone");
  });
  list.addEventListener("dblclick", (event) => {
    const id = rowOf(event);
    if (id) rename(id);
  });
  list.addEventListener("keydown", (event) => {
    const ids = order();
    const at = ids.indexOf(active);
    const to = { ArrowUp: Math.max(0, at - 1), ArrowDown: Math.min(ids.length - 1, at + 1), Home: 0, End: ids.length - 1 }[event.key];
    if (event.key === " " && at >= 0) choose(active, "toggle");
    else if (to === undefined || ids.length === 0) return;
    else if (event.altKey) editor.objects.shift(event.key === "ArrowUp" ? 1 : -1);
    else if (event.ctrlKey || event.metaKey) {
      active = ids[to];
      update();
    } else choose(ids[to], event.shiftKey ? "range" : "alone");
    event.preventDefault(); // elsewhere the arrows move the object
  });
  dragToReorder(editor, scroller, list);

  const rename = (id: string) => {
    const row = rows.get(id);
    const layer = editor.scene.layers.find((each) => each.id === id);
    if (!row || !layer) return;
    show(row.element);
    // Beside the list, not in it: an option holds nothing that takes the focus.
    const input = h("input", { class: "rename", type: "text", maxlength: 80, "aria-label": editor.strings.rename });
    input.value = layer.name;
    input.style.top = `${row.element.offsetTop}px`;
    input.style.height = `${row.element.offsetHeight}px`;
    let open = true;
    const close = (keep: boolean) => {
      if (!open) return;
      open = false;
      const focused = document.activeElement === input;
      input.remove();
      if (keep) editor.objects.rename(id, input.value);
      if (focused) list.focus({ preventScroll: true });
    };
    input.addEventListener("blur", () => close(true));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Enter accepts what an input method offers
      if (event.key === "Enter" || event.key === "Escape") {
        close(event.key === "Enter");
        event.preventDefault();
      }
    });
    scroller.append(input);
    input.focus({ preventScroll: true });
    input.select();
  };

  /** Scrolls the list, and nothing around it, so that a row is in sight. */
  const show = ({ offsetTop, offsetHeight }: HTMLElement) => {
    if (offsetTop < scroller.scrollTop) scroller.scrollTop = offsetTop;
    else scroller.scrollTop = Math.max(scroller.scrollTop, offsetTop + offsetHeight - scroller.clientHeight);
  };

  const update = () => {
    const { layers } = editor.scene;
    scroller.hidden = layers.length === 0;
    const ids = order();
    for (const [id, row] of rows) {
      if (ids.includes(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    if (editor.selection !== shown) {
      shown = editor.selection;
      if (!shown.includes(active)) active = anchor = shown.at(-1) ?? "";
    }
    ids.forEach((id, i) => {
      const row = rows.get(id) ?? new LayerRow(editor, id);
      rows.set(id, row);
      row.update(layers[layers.length - 1 - i], editor.selection.includes(id), id === active);
      if (list.children[i] !== row.element) list.insertBefore(row.element, list.children[i] ?? null);
    });
    const current = rows.get(active)?.element;
    const changed = list.getAttribute("aria-activedescendant") !== (current?.id ?? null);
    setAttribute(list, "aria-activedescendant", current?.id);
    if (current && changed) show(current);
  };
  return { element: scroller, update, rename, focus: () => list.focus({ preventScroll: true }) };
}

function rowOf(event: Event): string | undefined {
  return (event.target as Element).closest<HTMLElement>("[data-layer]")?.dataset.layer;
}
