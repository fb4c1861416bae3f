// Four looks or shapes side by side, to choose one from.
import type { Editor } from "../editor/editor";
import { fill } from "../strings";
import { plainButton } from "./buttons";
import { h, setAttribute, setText, type View } from "./dom";
import { radio, radioGroup, type Radio } from "./radios";

const COUNT = 4;

export function variantPanel(editor: Editor): View {
  const { looks, strings } = editor;
  const pictures = Array.from({ length: COUNT }, () => h("img", { alt: "", draggable: "false" }));
  const radios: Radio<number>[] = pictures.map((picture, value) => ({
    value,
    element: radio({ class: "variant", "aria-label": fill(strings.variant, { number: value + 1 }) }, picture),
  }));
  const group = radioGroup({
    label: strings.variants,
    class: "choices",
    radios,
    isChosen: (i) => looks.choices[i] !== undefined && looks.isChosen(looks.choices[i]),
    choose: (i) => looks.choices[i]?.url && looks.choose(looks.choices[i]),
  });
  const title = h("h3", {});
  const others = plainButton("dice", strings.otherFour, () => looks.offer(looks.of), { text: true });
  const close = plainButton("close", strings.closeVariants, () => looks.close());
  const element = h("div", { class: "variants" }, h("div", { class: "heading" }, title, others, close), group.element);
  const update = () => {
    const appears = element.hidden && looks.offered;
    element.hidden = !looks.offered;
    if (!looks.offered) return;
    if (appears) element.scrollIntoView({ block: "nearest" }); // all four are to be seen
    setText(title, looks.of === "look" ? strings.fourLooks : strings.fourShapes);
    radios.forEach(({ element: button }, i) => {
      const { url } = looks.choices[i];
      setAttribute(button, "aria-disabled", url ? undefined : "true");
      setAttribute(button, "data-waiting", url ? undefined : "");
      setAttribute(pictures[i], "src", url || undefined);
    });
    group.update();
  };
  return { element, update };
}
