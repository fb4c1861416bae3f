// A group of buttons of which one is chosen; the arrows go through them, Tab stops once.
import { h, setAttribute, type View } from "./dom";

export interface Radio<T> {
  value: T;
  element: HTMLButtonElement;
}

interface Group<T> {
  label: string;
  class: string;
  radios: readonly Radio<T>[];
  isChosen(value: T): boolean;
  choose(value: T): void;
}

export function radio(attributes: Record<string, string | undefined>, ...children: (Node | string)[]): HTMLButtonElement {
  return h("button", { type: "button", role: "radio", ...attributes }, ...children);
}

export function radioGroup<T>({ label, class: className, radios, isChosen, choose }: Group<T>): View {
  const element = h("div", { class: className, role: "radiogroup", "aria-label": label }, ...radios.map((each) => each.element));
  for (const { value, element: button } of radios) button.addEventListener("click", () => choose(value));
  element.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const at = radios.findIndex((each) => each.element === document.activeElement);
    if (!step || at < 0) return;
    const to = radios[(at + step + radios.length) % radios.length];
    choose(to.value);
    to.element.focus();
    event.preventDefault();
  });
  const update = () => {
    const at = radios.findIndex((each) => isChosen(each.value));
    radios.forEach(({ element: button }, i) => {
      setAttribute(button, "aria-checked", String(i === at));
      button.tabIndex = i === Math.max(0, at) ? 0 : -1;
    });
  };
  return { element, update };
}
