// The comparison: two pictures of the same masks with a divider between them, all others below, and an object to drag.
import { inFrame } from "../canvas/hit";
import type { Point } from "../document/geometry";
import { OURS, type System } from "../editor/comparing";
import type { Editor } from "../editor/editor";
import { fill } from "../strings";
import { plainButton } from "./buttons";
import { h, setAttribute, setText, type View } from "./dom";
import { radio, radioGroup } from "./radios";

export interface ComparisonDialog extends View {
  element: HTMLDialogElement;
  show(): void;
}

export function comparisonDialog(editor: Editor): ComparisonDialog {
  const { comparing, strings } = editor;
  const [ours, other] = [h("img", { alt: "", draggable: "false" }), h("img", { class: "other", alt: "", draggable: "false" })];
  const signs = [h("span", { class: "sign" }), h("span", { class: "sign other" })];
  const pictures = h("div", { class: "pictures", role: "img" }, ours, other, h("div", { class: "divider" }), ...signs);
  const divider = h("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": strings.divider });
  const split = () => pictures.style.setProperty("--split", `${divider.value}%`);
  divider.addEventListener("input", split);
  split();
  dragged(editor, pictures);

  const left = plainButton(undefined, strings.moveLeft, () => comparing.step(-1), { text: true });
  const right = plainButton(undefined, strings.moveRight, () => comparing.step(1), { text: true });
  const back = plainButton("undo", strings.putBack, () => comparing.putBack(), { text: true });
  const changes = [h("p", { class: "change" }), h("p", { class: "change" })];
  const notes = h("p", { class: "quiet" });
  const state = h("p", { class: "state", role: "status" });
  const alert = h("p", { class: "refusal", role: "alert" });
  const strip = h("div", {});
  const close = plainButton("close", strings.close, () => element.close());
  const heading = h("div", { class: "heading" }, h("h2", {}, strings.compare), close);
  const told = h("div", { class: "told" }, h("div", { class: "changes", role: "status" }, ...changes), h("div", { class: "group" }, left, right, back));
  const body = h("div", { class: "body" }, h("p", {}, strings.compareHint), pictures, divider, told, alert, state, strip, notes);
  const element = h("dialog", { class: "comparing", "aria-label": strings.compare }, heading, body);
  element.addEventListener("close", () => comparing.end());
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close(); // the backdrop
  });

  let shown = ""; // names of the systems in the strip
  let cards: View | undefined;
  const update = () => {
    if (!comparing.active) return;
    const { canvas } = comparing.scene;
    const [mine, theirs] = [comparing.system(OURS), comparing.system(comparing.chosen)];
    body.style.setProperty("--ratio", String(canvas.width / canvas.height));
    setAttribute(pictures, "aria-label", fill(strings.comparedPictures, { title: theirs?.title ?? "…" }));
    setAttribute(pictures, "data-alone", theirs?.picture ? undefined : "");
    for (const [system, picture, sign, change] of [[mine, ours, signs[0], changes[0]], [theirs, other, signs[1], changes[1]]] as const) {
      setAttribute(picture, "src", system?.picture);
      picture.hidden = !system?.picture;
      setText(sign, system?.title ?? "");
      setText(change, changeText(editor, system));
    }
    divider.hidden = !theirs;
    for (const button of [left, right]) button.disabled = !comparing.layer;
    back.disabled = !comparing.isMoved;
    setText(alert, comparing.alert);
    const { busy, done, awaited } = comparing;
    setText(state, !busy ? "" : awaited ? fill(strings.comparing, { done, of: awaited }) : strings.waiting);
    setText(notes, notesOn(editor, theirs));
    const names = comparing.systems.map(({ name }) => name).join();
    if (names !== shown) {
      shown = names;
      cards = cardStrip(editor);
      strip.replaceChildren(cards.element);
    }
    cards?.update();
    element.dataset.busy = String(comparing.busy);
  };
  const show = () => {
    element.showModal();
    comparing.begin();
  };
  return { element, update, show };
}

function changeText({ strings }: Editor, system: System | undefined): string {
  if (system?.change === undefined) return "";
  const text = system.change === null ? strings.nothingAround : fill(strings.backgroundChanged, { levels: system.change });
  return `${system.title}: ${text}`;
}

function notesOn({ comparing, strings }: Editor, theirs: System | undefined): string {
  const sentences = [];
  if (theirs?.leftOut.length) sentences.push(fill(strings.objectsLeftOut, { title: theirs.title, names: theirs.leftOut.join(", ") }));
  if (comparing.systems.length === 1) sentences.push(strings.noBaselines);
  else if (comparing.absent.length) sentences.push(fill(strings.absentSystems, { names: comparing.absent.join("; ") }));
  return sentences.join(" ");
}

/** Every system but ours as a card with its picture and its time; one of them is compared with. */
function cardStrip({ comparing, strings }: Editor): View {
  const cards = comparing.systems.filter(({ name }) => name !== OURS).map(({ name, title }) => {
    const picture = h("img", { alt: "", draggable: "false" });
    const time = h("small", {});
    return { name, picture, time, radio: { value: name, element: radio({ class: "card" }, picture, h("span", {}, title), time) } };
  });
  const group = radioGroup({
    label: strings.comparedWith, class: "systems", radios: cards.map((card) => card.radio), isChosen: (name) => name === comparing.chosen, choose: (name) => comparing.choose(name),
  }); // prettier-ignore
  const own = h("p", { class: "own" });
  const update = () => {
    const mine = comparing.system(OURS);
    setText(own, mine?.milliseconds === undefined ? "" : `${mine.title}: ${fill(strings.took, { ms: mine.milliseconds })}`);
    for (const { name, picture, time } of cards) {
      const system = comparing.system(name);
      setAttribute(picture, "src", system?.picture);
      setText(time, system?.milliseconds === undefined ? "…" : fill(strings.took, { ms: system.milliseconds }));
    }
    group.update();
  };
  return { element: h("div", {}, own, group.element), update };
}

/** Lets a person drag the object under the pointer. */
function dragged({ comparing }: Editor, pictures: HTMLElement): void {
  let grip: { id: string; dx: number; dy: number; moved?: boolean } | undefined;
  const place = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = pictures.getBoundingClientRect();
    const { canvas } = comparing.scene;
    return [((clientX - left) / width) * canvas.width, ((clientY - top) / height) * canvas.height];
  };
  const move = (event: PointerEvent, held: boolean) => {
    if (!grip) return;
    grip.moved = true;
    const [x, y] = place(event);
    comparing.move(grip.id, { cx: Math.round(x - grip.dx), cy: Math.round(y - grip.dy) }, held);
  };
  pictures.addEventListener("pointerdown", (event) => {
    const point = place(event);
    const layer = comparing.scene.layers.filter(({ visible, frame }) => visible && inFrame(frame, point)).at(-1);
    if (!layer) return;
    grip = { id: layer.id, dx: point[0] - layer.frame.cx, dy: point[1] - layer.frame.cy };
    pictures.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  pictures.addEventListener("pointermove", (event) => move(event, true));
  pictures.addEventListener("pointerup", (event) => {
    if (grip?.moved) move(event, false);
    grip = undefined;
  });
  pictures.addEventListener("pointercancel", () => (grip = undefined));
}
