// The row of the background: what it is, and the ways to another one.
import type { Commands } from "../editor/commands";
import type { Editor } from "../editor/editor";
import { commandButton } from "./buttons";
import { colourField } from "./colours";
import { h, setText, type View } from "./dom";
import { Thumbnail } from "./thumbnail";

export function backgroundRow(editor: Editor, commands: Commands): View {
  const { strings } = editor;
  const thumbnail = new Thumbnail(48, 36);
  const kind = h("span", { class: "quiet" });
  // The head of the page and the rail have these commands too: here they are named after what they do to this row.
  const buttons = [
    commandButton(commands.newBackground, { label: strings.otherLandscape }),
    commandButton(commands.colours, { label: strings.sketchColours }),
    commandButton(commands.uploadPhoto, { label: strings.photoBackground }),
  ];
  const plain = colourField(
    strings.plainColour,
    () => (editor.scene.background.kind === "plain" ? editor.scene.background.rgb : undefined),
    (rgb) => editor.project.setPlainBackground(rgb),
  );
  const name = h("span", { class: "name" }, h("span", {}, strings.background), kind);
  const actions = h("div", { class: "group" }, ...buttons.map((button) => button.element), plain.element);
  const element = h("div", { class: "background", role: "group", "aria-label": strings.background }, thumbnail.element, name, actions);
  const kinds = { generated: strings.backgroundGenerated, photo: strings.backgroundPhoto, plain: strings.backgroundPlain };
  const update = () => {
    setText(kind, kinds[editor.scene.background.kind]);
    thumbnail.show(editor.painting.layers.background, true);
    for (const view of [...buttons, plain]) view.update();
  };
  return { element, update };
}
