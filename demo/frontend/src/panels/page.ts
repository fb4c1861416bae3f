// The whole page: puts the parts together, and does what commands ask of the page itself.
import { createCommands, type Commands, type Page } from "../editor/commands";
import type { Editor, Example } from "../editor/editor";
import { comparisonDialog } from "./comparing";
import { contextBar } from "./contextbar";
import { h, type View } from "./dom";
import { dropZone, pasteZone } from "./drop";
import { exampleStrip } from "./examples";
import { filePicker } from "./fields";
import { header } from "./header";
import { hintCard } from "./hints";
import { inspector } from "./inspector";
import { layerPanel } from "./layers";
import { toolRail } from "./rail";
import { shortcutDialog } from "./shortcuts";
import { statusBar } from "./status";
import { photoCard, takingPanel } from "./taking";

export interface PageOptions {
  category_pictures: Record<string, string | null>;
  examples: Example[];
  firstVisit: boolean;
}

/** `stage` is the canvas, which others draw. */
export function buildPage(editor: Editor, options: PageOptions, stage: HTMLElement): View & { commands: Commands } {
  const { strings } = editor;
  const photo = filePicker(strings.uploadPhoto, "image/*", (file) => void editor.project.openPhoto(file), () => editor.project.forgetExample());
  const photoToCut = filePicker(strings.otherPhoto, "image/*", (file) => void editor.cutting.openPhoto(file));
  const look = filePicker(strings.lookFromPicture, "image/*", (file) => void editor.looks.copyFromPicture(file));
  const opening = filePicker(strings.openScene, ".json,.ora,.png,application/json,image/png", (file) => void editor.exchange.open(file));
  const page: Page = {
    choosePhoto: () => photo.click(),
    choosePhotoToCut: () => photoToCut.click(),
    chooseLookPicture: () => look.click(),
    chooseFile: () => opening.click(),
    showShortcuts: () => shortcuts.showModal(),
    showComparison: () => comparison.show(),
    renameSelected: () => editor.layer && layers.list.rename(editor.layer.id),
  };
  const commands = createCommands(editor, page);

  const head = header(strings, commands, editor.exchange);
  const rail = toolRail(strings, commands);
  const bar = contextBar(editor, commands, options.category_pictures);
  const status = statusBar(editor);
  const examples = exampleStrip(editor, options.examples, page.choosePhoto);
  status.element.append(examples.fold);
  const layers = layerPanel(editor, commands);
  const leave = () => (editor.scene.layers.length ? layers.list.focus() : stage.querySelector<HTMLElement>("[role=application]")?.focus());
  const object = inspector(editor, commands, leave);
  const taking = takingPanel(editor, commands);
  const card = photoCard(editor, commands);
  stage.append(card.element);
  const hints = hintCard(editor, options.firstVisit);
  const comparison = comparisonDialog(editor);
  const shortcuts = shortcutDialog(strings, commands, hints.show);

  const element = h(
    "div",
    { "data-scenegen-editor": true, role: "region", "aria-label": strings.editor, lang: strings.lang },
    head.element,
    rail.element,
    h("div", { class: "work" }, bar.element, stage, status.element, examples.element),
    h("aside", {}, taking.element, layers.element, object.element, hints.element),
    ...[photo, photoToCut, look, opening, shortcuts, comparison.element],
  );
  element.append(dropZone(editor, element));
  pasteZone(editor, element);
  const escape = ({ key, target }: KeyboardEvent) => {
    if (!element.isConnected) document.removeEventListener("keydown", escape);
    else if (key === "Escape" && !(target as Element).closest("dialog")) hints.hide();
  };
  document.addEventListener("keydown", escape);
  const views: View[] = [head, rail, bar, status, examples, layers, object, hints, taking, card, comparison];
  let onStage: unknown; // at the last update
  const update = () => {
    // What would change the scene rests while something is taken from a photo.
    for (const { element: part } of [layers, object, hints]) part.toggleAttribute("data-resting", editor.cutting.active);
    examples.element.inert = editor.cutting.active;
    for (const view of views) view.update();
    const { active, photo: shown } = editor.cutting;
    if (onStage !== (onStage = shown ?? active)) keepFocus(element, stage);
  };
  return { element, commands, update };
}

/** Hands the focus of what has gone to the canvas; its ring is shown only to those who use keys. */
function keepFocus(page: HTMLElement, stage: HTMLElement): void {
  const focused = document.activeElement;
  if (!focused || !page.contains(focused) || focused.checkVisibility()) return;
  const byKey = focused.matches(":focus-visible");
  stage.querySelector<HTMLElement>("[role=application]")?.focus({ preventScroll: true });
  if (!byKey) delete stage.dataset.focused;
}
