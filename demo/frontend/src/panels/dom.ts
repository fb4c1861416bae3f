// Small helpers to build elements. Text always goes in as text, never as markup.
import { icon, type IconName } from "./icons";

type Child = Node | string;
type Attributes = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** An element with attributes (`onclick` and the like take a function) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

interface ButtonOptions {
  icon: IconName;
  label: string;
  shortcut?: string;
  text?: boolean; // shows the label beside the icon
  onclick: () => void;
}

/** A button whose accessible name is exactly `label`; the tooltip adds the shortcut. */
export function button({ icon: name, label, shortcut, text = false, onclick }: ButtonOptions): HTMLButtonElement {
  const title = shortcut ? `${label} (${shortcut})` : label;
  const element = h("button", { type: "button", "aria-label": label, title, onclick }, icon(name));
  if (text) element.append(h("span", {}, label));
  return element;
}
