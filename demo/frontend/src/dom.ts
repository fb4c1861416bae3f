// Small helpers to build elements. Text always goes in as text, never as markup.

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

// Lines in a 24 x 24 box.
const ICONS = {
  select: "M5 3l14 8-6 2-2 6z",
  box: "M4 5h16v14H4z",
  brush: "M4 20c3 0 5-1 5-4a3 3 0 0 1 3-3l8-8a2 2 0 0 0-3-3l-8 8M9 13l3 3",
  eraser: "M8 20l-5-5 10-10 7 7-8 8zM8 10l7 7M8 20h12",
  polygon: "M12 3l9 7-4 10H7L3 10z",
  undo: "M9 5L4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3",
  redo: "M15 5l5 5-5 5M20 10H10a6 6 0 0 0 0 12h3",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  hidden: "M3 3l18 18M10 5.2A10 10 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-3 3.6M6.5 6.6A17 17 0 0 0 2 12s4 7 10 7a9 9 0 0 0 5-1.5",
  flip: "M12 3v18M9 7L3 18h6zM15 7l6 11h-6z",
  duplicate: "M9 9h12v12H9zM5 15H3V3h12v2",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  delete: "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
  dice: "M4 4h16v16H4zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",
  shape: "M12 3a9 9 0 1 0 9 9M16 3h5v5M21 3l-6 6",
  photo: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5M16 9h.01",
  landscape: "M2 19l7-11 5 8 3-4 5 7zM17 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  download: "M12 3v12M7 11l5 5 5-5M4 20h16",
  new: "M6 3h8l5 5v13H6zM14 3v5h5",
} as const;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path") as SVGPathElement;
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
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
