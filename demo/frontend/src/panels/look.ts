// How an object looks: how far from the average, and like what.
import type { Commands } from "../editor/commands";
import type { Editor } from "../editor/editor";
import { commandButton, plainButton } from "./buttons";
import { h, setAttribute, type View } from "./dom";
import { slider } from "./fields";
import { menuButton, type MenuItem } from "./menu";
import { Thumbnail } from "./thumbnail";

export function lookFields(editor: Editor, commands: Commands): View {
  const { looks, strings } = editor;
  const strength = slider({
    label: strings.styleStrength,
    value: () => 100 * (editor.layer?.style_strength ?? 1),
    change: (percent, kind) => looks.setStrength(percent / 100, kind),
  });
  const others = () => editor.scene.layers.filter((layer) => !editor.selection.includes(layer.id)).reverse();
  const items = (): MenuItem[] =>
    others().map((layer) => {
      const thumbnail = new Thumbnail(32);
      thumbnail.show(editor.painting.layers.layer(layer.id)?.image);
      return { label: layer.name, picture: thumbnail.element, run: () => void looks.copyFrom(layer) };
    });
  const like = plainButton("unfold", strings.lookLike, () => undefined, { text: true });
  const picture = commandButton(commands.lookFromPicture);
  const own = plainButton("close", strings.ownLook, () => looks.forgetPicture(), { text: true });
  const row = h("div", { class: "group looks" }, menuButton(like, items), picture.element);
  const element = h("div", { class: "look" }, strength.element, row, own);
  const update = () => {
    strength.update();
    picture.update();
    like.disabled = others().length === 0;
    own.hidden = !editor.chosen.some((layer) => layer.style_reference);
    setAttribute(picture.element, "data-on", own.hidden ? undefined : "");
  };
  return { element, update };
}
