// All shortcuts in one place: those of the table of commands, and what the pointer does on the canvas.
import type { Command, Commands } from "../editor/commands";
import type { Strings } from "../strings";
import { plainButton } from "./buttons";
import { h } from "./dom";
import { shownKeys } from "./keys";

const GROUPS: readonly Command["group"][] = ["tools", "photo", "edit", "object", "scene", "view"];

/** A dialog that `showModal` opens; `showHints` brings the first steps back. */
export function shortcutDialog(strings: Strings, commands: Commands, showHints: () => void): HTMLDialogElement {
  const dialog: HTMLDialogElement = h("dialog", { class: "shortcuts", "aria-label": strings.shortcuts });
  const close = plainButton("close", strings.close, () => dialog.close());
  close.autofocus = true;
  const steps = plainButton("help", strings.showFirstSteps, () => {
    dialog.close();
    showHints();
  }, { text: true }); // prettier-ignore
  const groups = GROUPS.map((group) => {
    const members = (Object.values(commands) as Command[]).filter((command) => command.group === group && command.keys.length);
    return table(strings.groups[group], members.map(({ label, keys }) => [label, keys.map((each) => shownKeys(each))]));
  });
  const gestures = table(strings.groups.canvas, strings.gestures.map(([what, keys]) => [what, [shownKeys(keys)]]));
  const heading = h("div", { class: "heading" }, h("h2", {}, strings.shortcuts), steps, close);
  dialog.append(heading, h("div", { class: "tables" }, ...groups, gestures), h("p", {}, strings.privacy));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  return dialog;
}

function table(caption: string, rows: readonly (readonly [string, string[]])[]): HTMLElement {
  const lines = rows.map(([what, keys]) => {
    const signs = keys.flatMap((key) => [" ", h("kbd", {}, key)]);
    return h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, ...signs));
  });
  return h("table", {}, h("caption", {}, caption), h("tbody", {}, ...lines));
}
