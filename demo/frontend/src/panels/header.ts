// The head of the page: what it is, and what concerns the scene as a whole.
import type { Commands } from "../editor/commands";
import type { Exchange } from "../editor/exchange";
import type { Strings } from "../strings";
import { commandButton, plainButton } from "./buttons";
import { h, type View } from "./dom";
import { exportButtons } from "./exporting";
import { menuButton } from "./menu";

export function header(strings: Strings, commands: Commands, exchange: Exchange): View {
  const { newScene, uploadPhoto, newBackground, saveScene, openScene, shortcuts } = commands;
  const buttons = [newScene, uploadPhoto, newBackground].map((command) => commandButton(command, { text: true }));
  const exporting = exportButtons(strings, commands, exchange);
  const help = commandButton(shortcuts);
  const more = menuButton(plainButton("more", strings.more, () => undefined), () =>
    [openScene, saveScene, commands.takeFromPhoto, commands.compare, shortcuts].filter((each) => each.enabled()).map(({ icon, label, run }) => ({ icon, label, run })),
  );
  const commandRow = h("div", { class: "commands" }, ...buttons.map((each) => each.element), exporting.element, more, help.element);
  const element = h("header", {}, h("h1", {}, "SceneGen"), h("p", {}, strings.tagline), commandRow);
  return { element, update: () => [...buttons, exporting, help].forEach((each) => each.update()) };
}
