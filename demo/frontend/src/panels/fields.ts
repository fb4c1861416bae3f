// Input fields. None of them is written to while somebody changes it.
import { HELD } from "../document/history";
import { h, setAttribute, setText, type View } from "./dom";
import { radio, radioGroup } from "./radios";

interface SliderOptions {
  label: string;
  min?: number;
  max?: number;
  unit?: string;
  value(): number;
  change(value: number, kind: string): void; // `kind` of edit: the same for as long as the slider is held, else empty
}

let holds = 0;

/** A slider that acts while it is moved. */
export function slider({ label, min = 0, max = 100, unit = " %", value, change }: SliderOptions): View & { input: HTMLInputElement } {
  const input = h("input", { type: "range", min, max, "aria-label": label });
  const shown = h("output", { "aria-hidden": "true" });
  const element = h("div", { class: "field slider" }, h("span", { "aria-hidden": "true" }, label), input, shown);
  let kind = "";
  input.addEventListener("pointerdown", () => (kind = `${HELD}${++holds}`));
  for (const end of ["change", "keydown"]) input.addEventListener(end, () => (kind = ""));
  input.addEventListener("input", () => change(input.valueAsNumber, kind));
  const update = () => {
    const now = Math.round(value());
    if (input.valueAsNumber !== now) input.value = String(now);
    setText(shown, `${now}${unit}`);
    setAttribute(input, "aria-valuetext", `${now}${unit}`);
    input.style.setProperty("--filled", String((now - min) / (max - min)));
  };
  return { element, input, update };
}

interface NumberOptions {
  sign: string; // what stands in the field: "X"
  label: string; // what it is called: "Position X"
  min?: number;
  value(): number | undefined; // undefined: the chosen objects differ
  enabled(): boolean;
  change(value: number): void;
}

/** A number that is taken over with Enter or on leaving; the arrows step by 1, with Shift by 10. */
export function numberField({ sign, label, min = -100_000, value, enabled, change }: NumberOptions): View {
  const input = h("input", { type: "text", inputmode: "decimal", "aria-label": label, autocomplete: "off" });
  const element = h("label", { class: "number", title: label }, h("span", { "aria-hidden": "true" }, sign), input);
  let typing = false;
  const text = () => (value() === undefined ? "" : String(Math.round(value()! * 10) / 10));
  const update = () => {
    input.disabled = !enabled();
    setAttribute(input, "placeholder", value() === undefined ? "–" : "");
    if (!typing && input.value !== text()) input.value = text();
  };
  const take = (number: number) => {
    typing = false;
    if (Number.isFinite(number) && number !== value()) change(Math.max(min, number));
    update();
  };
  const typed = () => (input.value.trim() ? Number(input.value.replace(",", ".").replace("−", "-")) : NaN);
  input.addEventListener("input", () => (typing = true));
  input.addEventListener("change", () => take(typed()));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step) {
      take((Number.isFinite(typed()) ? typed() : (value() ?? 0)) + step * (event.shiftKey ? 10 : 1));
      event.preventDefault();
    } else if (event.key === "Escape" || event.key === "Enter") {
      if (event.key === "Enter") take(typed());
      typing = false;
      update();
      input.select();
      event.preventDefault(); // Escape in a field does not give up the selection
    }
  });
  return { element, update };
}

interface SegmentOptions<T extends string> {
  label: string;
  choices: readonly (readonly [value: T, text: string])[];
  value(): T | undefined;
  change(value: T): void;
}

/** A few words side by side of which one holds. */
export function segments<T extends string>({ label, choices, value, change }: SegmentOptions<T>): View {
  const radios = choices.map(([choice, text]) => ({ value: choice, element: radio({ class: "segment" }, text) }));
  const group = radioGroup({ label, class: "segments", radios, isChosen: (choice) => choice === value(), choose: change });
  return { element: h("div", { class: "field" }, h("span", { "aria-hidden": "true" }, label), group.element), update: group.update };
}

/** A drop-down list; shows a dash where the chosen objects differ. */
export function choice(label: string, choices: readonly (readonly [string, string])[], value: () => string | undefined, change: (value: string) => void): View {
  const options = choices.map(([name, text]) => h("option", { value: name }, text));
  const several = h("option", { value: "", hidden: true }, "–");
  const select = h("select", { "aria-label": label }, several, ...options);
  select.addEventListener("change", () => change(select.value));
  const update = () => {
    const now = value() ?? "";
    if (select.value !== now) select.value = now;
  };
  return { element: h("div", { class: "field" }, h("span", { "aria-hidden": "true" }, label), select), update };
}

export function checkbox(label: string, value: () => boolean, change: (on: boolean) => void): View {
  const input = h("input", { type: "checkbox" });
  input.addEventListener("change", () => change(input.checked));
  const element = h("label", { class: "check" }, input, h("span", {}, label));
  return { element, update: () => void (input.checked = value()) };
}

/** A part of a panel that can be out of use; `reason` says why. */
export function gated({ element: content, update }: View, open: () => boolean, reason: string): View {
  const element = h("fieldset", { class: "gated" }, content);
  const updateAll = () => {
    update();
    element.disabled = !open();
    setAttribute(element, "title", element.disabled ? reason : undefined);
  };
  return { element, update: updateAll };
}

/** Asks for a file; choosing the same one again counts. */
export function filePicker(label: string, accept: string, choose: (file: File) => void, cancel?: () => void): HTMLInputElement {
  const input = h("input", { type: "file", accept, hidden: true, "aria-label": label });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) choose(file);
    input.value = "";
  });
  if (cancel) input.addEventListener("cancel", cancel);
  return input;
}
