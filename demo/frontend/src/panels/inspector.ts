// What can be changed about the chosen objects.
import type { Command, Commands } from "../editor/commands";
import type { Editor } from "../editor/editor";
import { fill } from "../strings";
import { commandButton, type ButtonView } from "./buttons";
import { h, setText, swap, type View } from "./dom";
import { choice, gated, segments, slider } from "./fields";
import { geometryFields } from "./geometry";
import { lookFields } from "./look";
import { variantPanel } from "./variants";

/** `leave` takes the focus when the last object is no longer chosen. */
export function inspector(editor: Editor, commands: Commands, leave: () => void): View {
  const { strings } = editor;
  const grid = (className: string, buttons: ButtonView[]): View => ({
    element: h("div", { class: className }, ...buttons.map((button) => button.element)),
    update: () => buttons.forEach((button) => button.update()),
  });
  const named = (...list: Command[]) => list.map((command) => commandButton(command, { text: true }));
  const signs = (...list: Command[]) => list.map((command) => commandButton(command));
  const { rerollLook, rerollShape, fourLooks, fourShapes, hide, show, lock, unlock } = commands;
  const pairs = [[hide, show], [lock, unlock]].map((pair) => pair.map((command) => commandButton(command))); // prettier-ignore
  const actions = [
    ...signs(commands.editOutline, commands.flip, commands.duplicate, commands.copy, commands.cut, commands.paste),
    ...signs(commands.moveUp, commands.moveDown, commands.toFront, commands.toBack),
    ...pairs.flat(),
  ];

  const common = <T>(values: T[]) => (values.every((value) => value === values[0]) ? values[0] : undefined);
  const painted = (part: View) => gated(part, () => editor.generated.length > 0, strings.cutOutFixed);
  const share = (field: "light" | "shadow" | "opacity", label: string) =>
    slider({
      label,
      value: () => 100 * (editor.layer?.[field] ?? 0),
      change: (percent, kind) => editor.objects.change({ [field]: percent / 100 }, label, kind || `${field} ${editor.selection}`),
    });
  const parts: View[] = [
    fromPhoto(editor),
    painted(choice(
      strings.category,
      editor.categories.map((category) => [category, editor.categoryName(category)]),
      () => common(editor.chosen.map((layer) => layer.category)) ?? undefined,
      (category) => editor.objects.changeGenerated(() => ({ category }), strings.category),
    )),
    grid("rerolls", named(rerollLook, rerollShape, fourLooks, fourShapes)),
    whereOfUse(commands.finishDrawing),
    whereOfUse(commands.backToDrawing),
    variantPanel(editor),
    grid("actions", actions),
    painted(lookFields(editor, commands)),
    painted(segments({
      label: strings.context,
      choices: [["scene", strings.contextScene], ["free", strings.contextFree]],
      value: () => common(editor.chosen.map((layer) => layer.context)),
      change: (context) => editor.objects.changeGenerated(() => ({ context }), strings.context),
    })), // prettier-ignore
    share("light", strings.light),
    share("shadow", strings.shadow),
    share("opacity", strings.opacity),
    geometryFields(editor),
  ];

  const title = h("h2", {});
  const rename = commandButton(commands.rename);
  const remove = commandButton(commands.delete);
  const nothing = h("p", { class: "quiet" }, strings.nothingSelected);
  const body = h("div", { class: "object" }, ...parts.map((part) => part.element));
  const heading = h("div", { class: "heading" }, title, rename.element, remove.element);
  const element = h("section", { class: "inspector", "aria-label": strings.selected }, heading, nothing, body);

  const update = () => {
    const { layer, selection } = editor;
    const focused = element.contains(document.activeElement);
    nothing.hidden = layer !== undefined;
    body.hidden = rename.element.hidden = remove.element.hidden = !layer;
    if (!layer && focused) leave();
    const many = selection.length > 1;
    setText(title, many ? fill(strings.manySelected, { count: selection.length }) : (layer?.name ?? strings.selected));
    if (!layer) return;
    for (const part of [rename, remove, ...parts]) part.update();
    for (const [first, second] of pairs) swap(first.element, second.element, second.element.disabled);
  };
  return { element, update };
}

/** A command that most objects have no use for. */
function whereOfUse(command: Command): View {
  const button = commandButton(command, { text: true });
  const element = h("div", { class: "rerolls whole" }, button.element);
  const update = () => {
    button.update();
    element.hidden = !command.enabled();
  };
  return { element, update };
}

/** Says why much is out of use for an object that comes from a photo. */
function fromPhoto(editor: Editor): View {
  const element = h("p", { class: "quiet note" }, editor.strings.cutOutFixed);
  return { element, update: () => void (element.hidden = editor.generated.length > 0) };
}
