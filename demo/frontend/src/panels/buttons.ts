// Buttons: those of the table of commands, and the few that belong to a panel alone.
import type { Command } from "../editor/commands";
import { h, setAttribute, type View } from "./dom";
import { icon, type IconName } from "./icons";
import { ariaKeys, shownKeys } from "./keys";

interface Look {
  text?: boolean; // shows the label beside the icon
  label?: string; // where the same command has another button already
  class?: string;
}

export interface ButtonView extends View {
  element: HTMLButtonElement;
}

/** A button of a command: its accessible name is exactly the label; the tooltip adds details and the shortcut. */
export function commandButton(command: Command, { text = false, label = command.label, class: className }: Look = {}): ButtonView {
  const keys = ariaKeys(command.keys);
  const attributes = { type: "button", class: className, "aria-label": label, "aria-keyshortcuts": keys, onclick: () => command.run() };
  const element = h("button", attributes, icon(command.icon));
  if (text) element.append(h("span", {}, label));
  const shortcut = command.keys.length ? ` (${shownKeys(command.keys[0])})` : "";
  const update = () => {
    const reason = command.reason?.();
    const detail = reason ?? command.detail?.();
    setAttribute(element, "title", `${label}${detail ? `: ${detail}` : ""}${shortcut}`);
    setAttribute(element, "aria-description", reason);
    element.disabled = !command.enabled();
    if (command.pressed) setAttribute(element, "aria-pressed", String(command.pressed()));
  };
  return { element, update };
}

/** A button without a command. */
export function plainButton(name: IconName | undefined, label: string, onclick: () => void, { text = false, class: className }: Look = {}): HTMLButtonElement {
  const element = h("button", { type: "button", class: className, "aria-label": text ? undefined : label, title: text ? undefined : label, onclick });
  if (name) element.append(icon(name));
  if (text) element.append(h("span", {}, label));
  return element;
}
