// What the next object will be: all categories in sight, each with its picture.
import type { Editor } from "../editor/editor";
import { h, type View } from "./dom";
import { radio, radioGroup } from "./radios";

export function categoryChips(editor: Editor, pictures: Record<string, string | null>): View {
  const radios = editor.categories.map((category) => {
    const chip = radio({ class: "chip" }, h("span", {}, editor.categoryName(category)));
    const url = pictures[category];
    if (url) chip.prepend(h("img", { src: new URL(url, document.baseURI).href, alt: "", draggable: "false" }));
    return { value: category, element: chip };
  });
  const choose = (category: string) => {
    editor.setCategory(category);
    if (editor.tool === "brush" && editor.drawing.target) editor.drawing.newObject(); // another animal is another object
  };
  const group = radioGroup({ label: editor.strings.animal, class: "animals", radios, isChosen: (category) => category === editor.category, choose });
  scrollSideways(group.element);
  let shown = "";
  const update = () => {
    group.update();
    if (shown === editor.category) return;
    shown = editor.category;
    reveal(group.element, radios[editor.categories.indexOf(shown)].element);
  };
  return { element: group.element, update };
}

/** Lets the wheel scroll a row, and marks it while there is more to the right. */
function scrollSideways(row: HTMLElement): void {
  const mark = () => row.toggleAttribute("data-more", row.scrollLeft + row.clientWidth < row.scrollWidth - 2);
  new ResizeObserver(mark).observe(row);
  row.addEventListener("scroll", mark, { passive: true });
  row.addEventListener("wheel", (event) => {
    if (!event.deltaY || event.ctrlKey || row.scrollWidth <= row.clientWidth) return;
    row.scrollLeft += event.deltaY;
    event.preventDefault();
  });
}

/** Scrolls a row sideways so far that one of its parts is in sight; the page itself stays. */
function reveal(row: HTMLElement, part: HTMLElement): void {
  const [left, right] = [part.offsetLeft - row.offsetLeft, part.offsetLeft - row.offsetLeft + part.offsetWidth];
  if (left < row.scrollLeft) row.scrollLeft = left - 24;
  else if (right > row.scrollLeft + row.clientWidth) row.scrollLeft = right - row.clientWidth + 24;
}
