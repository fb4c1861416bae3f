// "Take from photo" beside the canvas: which photo, what is to happen to it; and on an empty stage the way to a photo.
import type { Commands } from "../editor/commands";
import type { Editor } from "../editor/editor";
import { fill } from "../strings";
import { commandButton, plainButton } from "./buttons";
import { h, setText, type View } from "./dom";
import { checkbox } from "./fields";

export function takingPanel(editor: Editor, commands: Commands): View {
  const { cutting, strings } = editor;
  const found = h("p", { class: "found" });
  const another = commandButton(commands.choosePhotoToCut, { text: true });
  const own = plainButton("landscape", strings.ownPhoto, () => void cutting.showOwnPhoto(), { text: true });
  const again = commandButton(commands.startOver, { text: true });
  const refine = checkbox(strings.refineEdges, () => cutting.refine, (on) => cutting.setRefine(on));
  const fillHole = checkbox(strings.fillHole, () => cutting.fillHole, (on) => cutting.setFillHole(on));
  const steps = h("p", { class: "quiet" }, `${strings.takeHint} ${strings.takeMore}`);
  const photos = h("div", { class: "group" }, another.element, own);
  const body = h("div", { class: "body" }, steps, found, photos, again.element, refine.element, fillHole.element);
  const element = h("section", { class: "taking", "aria-label": strings.takeFromPhoto }, h("div", { class: "heading" }, h("h2", {}, strings.takeFromPhoto)), body);
  const update = () => {
    const { active, photo, mask } = cutting;
    element.hidden = !active;
    if (!active) return;
    another.element.hidden = !photo; // the card has a button of its own
    own.hidden = !cutting.hasOwnPhoto || photo?.own === true;
    own.disabled = cutting.busy;
    fillHole.element.hidden = !photo?.own;
    found.hidden = !mask?.category;
    if (mask?.category) setText(found, fill(strings.found, { name: editor.categoryName(mask.category) }));
    for (const view of [another, again, refine, fillHole]) view.update();
  };
  return { element, update };
}

/** Ends the gesture, one way or the other. */
export function takingButtons(editor: Editor, commands: Commands): View {
  const { cutting, strings } = editor;
  const cancel = plainButton(undefined, strings.cancel, () => cutting.cancel(), { text: true });
  const take = commandButton(commands.take, { text: true, class: "primary" });
  const element = h("div", { class: "finish" }, cancel, take.element);
  const update = () => {
    element.hidden = !cutting.active;
    take.update();
  };
  return { element, update };
}

/** On the stage while there is no photo yet. */
export function photoCard(editor: Editor, commands: Commands): View {
  const { cutting, strings } = editor;
  const choose = commandButton(commands.choosePhotoToCut, { text: true, label: strings.choosePhotoButton, class: "primary" });
  const element = h("div", { class: "photo-card" }, h("strong", {}, strings.choosePhotoToCut), choose.element, h("span", {}, strings.dropPhotoToCut));
  const update = () => {
    element.hidden = !cutting.active || cutting.photo !== undefined;
    choose.update();
  };
  return { element, update };
}
