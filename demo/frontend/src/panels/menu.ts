// A button that opens a menu. The menu is a popover: nothing clips it, and a press elsewhere closes it.
import { freshId, h, setAttribute } from "./dom";
import { icon, type IconName } from "./icons";

export interface MenuItem {
  label: string;
  detail?: string; // what it is for, in a few words
  icon?: IconName;
  picture?: HTMLElement;
  run(): void;
}

const MARGIN = 8; // to the edge of the window

/** Gives a button a menu; `items` are made anew whenever it opens. */
export function menuButton(button: HTMLButtonElement, items: () => MenuItem[]): HTMLElement {
  const id = freshId();
  const menu = h("div", { class: "menu", role: "menu", id, popover: "auto", "aria-label": button.getAttribute("aria-label") ?? button.textContent ?? "" });
  for (const [name, value] of Object.entries({ "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id })) setAttribute(button, name, value);

  const choose = (item: MenuItem) => {
    menu.hidePopover();
    button.focus();
    item.run();
  };
  const open = (last = false) => {
    menu.replaceChildren(...items().map((item) => entry(item, () => choose(item))));
    menu.showPopover();
    place(menu, button);
    const entries = menu.querySelectorAll("button");
    entries[last ? entries.length - 1 : 0]?.focus();
  };
  let wasOpen = false; // pressing the button of an open menu closes it: the browser does, before the click
  button.addEventListener("pointerdown", () => (wasOpen = menu.matches(":popover-open")));
  button.addEventListener("click", () => {
    if (!wasOpen) open();
    wasOpen = false;
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    open(event.key === "ArrowUp");
    event.preventDefault();
  });
  const scrolled = () => place(menu, button);
  menu.addEventListener("toggle", (event) => {
    const shown = (event as ToggleEvent).newState === "open";
    setAttribute(button, "aria-expanded", String(shown));
    if (shown) document.addEventListener("scroll", scrolled, { capture: true });
    else document.removeEventListener("scroll", scrolled, { capture: true });
  });
  menu.addEventListener("keydown", (event) => {
    if (move(menu, event.key)) event.preventDefault();
    else if (event.key === "Escape" || event.key === "Tab") {
      menu.hidePopover();
      button.focus();
      if (event.key === "Escape") event.preventDefault();
    }
    event.stopPropagation(); // letters are no shortcuts here
  });
  return h("div", { class: "with-menu" }, button, menu);
}

function entry(item: MenuItem, choose: () => void): HTMLButtonElement {
  const sign = item.picture ?? (item.icon ? icon(item.icon) : "");
  const id = item.detail && freshId();
  const text = h("span", {}, item.label);
  if (item.detail) text.append(h("small", { id }, item.detail));
  return h("button", { type: "button", role: "menuitem", tabindex: -1, "aria-label": item.label, "aria-describedby": id, onclick: choose }, sign, text);
}

/** Moves the focus within a menu; false if the key is none for that. */
function move(menu: HTMLElement, key: string): boolean {
  const entries = [...menu.querySelectorAll("button")];
  const at = entries.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[key];
  if (to === undefined) return false;
  entries[to % entries.length]?.focus();
  return true;
}

/** Below its button, or above it where there is more room; always within the window. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = bottom + 4 + height + MARGIN <= window.innerHeight || bottom < window.innerHeight / 2;
  const x = left + width + MARGIN <= window.innerWidth ? left : right - width;
  menu.style.left = `${Math.max(MARGIN, x)}px`;
  menu.style.top = `${below ? bottom + 4 : Math.max(MARGIN, top - 4 - height)}px`;
}
