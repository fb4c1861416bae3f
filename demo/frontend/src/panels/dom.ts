// Small helpers to build and update elements. Text always goes in as text, never as markup.

export type Child = Node | string;
type Attributes = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** A part of the page. `update` runs after every change of the editor's state and touches only what is different. */
export interface View {
  element: HTMLElement;
  update(): void;
}

/** An element with attributes (`onclick` and the like take a function) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets an attribute; undefined takes it away. */
export function setAttribute(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

let ids = 0;

/** An id for elements that refer to each other. */
export function freshId(): string {
  return `scenegen-${++ids}`;
}

/** Shows one of two elements that share a place, and hands the focus over. */
export function swap(first: HTMLElement, second: HTMLElement, showFirst: boolean): void {
  const [shown, hidden] = showFirst ? [first, second] : [second, first];
  const focused = hidden.contains(document.activeElement);
  shown.hidden = false;
  hidden.hidden = true;
  if (focused) shown.focus();
}
