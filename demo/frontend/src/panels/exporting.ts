// The export button, and beside it the menu of all formats and of programs that paint the scene.
import type { Commands } from "../editor/commands";
import type { Exchange } from "../editor/exchange";
import type { Format } from "../editor/transport";
import type { Strings } from "../strings";
import { commandButton, plainButton } from "./buttons";
import { h, type View } from "./dom";
import type { IconName } from "./icons";
import { menuButton } from "./menu";

const ICONS: Record<Format, IconName> = {
  picture: "photo", png: "open", ora: "layers", psd: "layers", gif: "film", webp: "film", coco: "outline", layers: "duplicate",
}; // prettier-ignore

export function exportButtons(strings: Strings, commands: Commands, exchange: Exchange): View {
  const button = commandButton(commands.export, { text: true, class: "primary" });
  const arrow = plainButton("unfold", strings.exportAs, () => undefined, { class: "primary" });
  const formats = Object.entries(strings.formats) as [Format, [string, string]][];
  const menu = menuButton(arrow, () => [
    ...formats.map(([format, [label, detail]]) => ({ label, detail, icon: ICONS[format], run: () => exchange.export(format) })),
    { label: strings.copyAsPython, detail: strings.copyAsPythonDetail, icon: "code", run: () => void exchange.copyAsPython() },
    { label: strings.copyAsCurl, detail: strings.copyAsCurlDetail, icon: "code", run: () => void exchange.copyAsCurl() },
  ]);
  const update = () => {
    button.update();
    arrow.disabled = button.element.disabled;
  };
  return { element: h("div", { class: "exporting" }, button.element, menu), update };
}
