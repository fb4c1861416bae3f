// Dragging rows of the layer list to another place, with a mouse anywhere on the row, with a finger at its grip.
import type { Editor } from "../editor/editor";
import { h } from "./dom";

const THRESHOLD = 5; // pixels: less is a click
const EDGE = 28; // pixels from the end of the list where it begins to scroll

/** Where layers land that are dropped before row `gap` of a list whose first row is the front: their place among the
 * others, counted from the back. */
export function placeFromGap(order: readonly string[], dragged: readonly string[], gap: number): number {
  return order.slice(gap).filter((id) => !dragged.includes(id)).length;
}

export function dragToReorder(editor: Editor, scroller: HTMLElement, list: HTMLElement): void {
  const line = h("div", { class: "drop-line", hidden: true });
  scroller.append(line);

  list.addEventListener("pointerdown", (event) => {
    const target = event.target as Element;
    const id = target.closest<HTMLElement>("[data-layer]")?.dataset.layer;
    const byFinger = event.pointerType !== "mouse" && !target.closest(".grip"); // elsewhere a finger scrolls
    if (!id || event.button !== 0 || byFinger) return;
    follow(event, editor.selection.includes(id) ? editor.selection : [id]);
  });

  const follow = (start: PointerEvent, ids: readonly string[]) => {
    const over = new AbortController();
    let gap = -1; // nothing is dragged yet
    let y = start.clientY;
    let frame = 0;

    const track = () => {
      const rows = [...list.children] as HTMLElement[];
      const { top, bottom } = scroller.getBoundingClientRect();
      const beyond = y < top + EDGE ? y - top - EDGE : Math.max(0, y - bottom + EDGE);
      scroller.scrollTop += Math.max(-12, Math.min(12, beyond / 2));
      const inside = y - top + scroller.scrollTop;
      gap = rows.filter((row) => inside > row.offsetTop + row.offsetHeight / 2).length;
      const after = rows[gap - 1];
      line.style.top = `${after ? after.offsetTop + after.offsetHeight : 0}px`;
      frame = requestAnimationFrame(track);
    };
    const begin = () => {
      line.hidden = false;
      scroller.dataset.dragging = "";
      for (const row of list.children as Iterable<HTMLElement>) row.toggleAttribute("data-dragged", ids.includes(row.dataset.layer!));
      track();
    };
    const end = (drop: boolean) => {
      over.abort();
      cancelAnimationFrame(frame);
      line.hidden = true;
      delete scroller.dataset.dragging;
      for (const row of list.children) row.removeAttribute("data-dragged");
      if (gap < 0) return;
      window.addEventListener("click", swallow, { capture: true, once: true }); // the release is no click on a row
      window.setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
      if (!drop) return;
      if (!ids.every((id) => editor.selection.includes(id))) editor.select(...ids);
      const order = editor.scene.layers.map((layer) => layer.id).reverse();
      editor.objects.place(ids, placeFromGap(order, ids, gap));
    };

    const options = { signal: over.signal };
    const own = (event: PointerEvent) => event.pointerId === start.pointerId;
    window.addEventListener("pointermove", (event) => {
      if (!own(event)) return;
      y = event.clientY;
      if (gap < 0 && Math.abs(y - start.clientY) > THRESHOLD) begin();
    }, options); // prettier-ignore
    window.addEventListener("pointerup", (event) => own(event) && end(true), options);
    window.addEventListener("pointercancel", (event) => own(event) && end(false), options);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || gap < 0) return;
      event.preventDefault();
      end(false);
    };
    window.addEventListener("keydown", escape, { ...options, capture: true });
  };
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}
