// Place, size and rotation in numbers. X and Y are the upper left corner of the frame as it is before it is turned.
import type { Frame } from "../document/scene";
import type { Editor } from "../editor/editor";
import { h, type View } from "./dom";
import { numberField } from "./fields";

const SMALLEST = 4; // pixels

interface Quantity {
  sign: string;
  label: string;
  edit: string;
  min?: number;
  of(frame: Frame): number;
  set(frame: Frame, value: number): Partial<Frame>;
}

export function geometryFields(editor: Editor): View {
  const { strings } = editor;
  const { move, resize, rotate } = strings.edits;
  const quantities: Quantity[] = [
    { sign: "X", label: strings.left, edit: move, of: ({ cx, width }) => cx - width / 2, set: ({ width }, x) => ({ cx: x + width / 2 }) },
    { sign: "Y", label: strings.top, edit: move, of: ({ cy, height }) => cy - height / 2, set: ({ height }, y) => ({ cy: y + height / 2 }) },
    { sign: "∠", label: strings.rotation, edit: rotate, of: ({ rotation }) => rotation, set: (_, degrees) => ({ rotation: turned(degrees) }) },
    { sign: "W", label: strings.width, edit: resize, min: SMALLEST, of: ({ width }) => width, set: withWidth },
    { sign: "H", label: strings.height, edit: resize, min: SMALLEST, of: ({ height }) => height, set: withHeight },
  ];
  const fields = quantities.map(({ sign, label, edit, min, of, set }) =>
    numberField({
      sign,
      label,
      min,
      value: () => common(editor.chosen.map(({ frame }) => Math.round(10 * of(frame)) / 10)),
      enabled: () => editor.movable.length > 0,
      change: (value) => editor.objects.changeFrames((frame) => set(frame, value), edit, `${sign} ${editor.selection}`),
    }),
  );
  const element = h("div", { class: "geometry", role: "group", "aria-label": strings.geometry }, ...fields.map((field) => field.element));
  return { element, update: () => fields.forEach((field) => field.update()) };
}

function common(values: number[]): number | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

/** Another width; the left edge stays where it is. */
export function withWidth({ cx, width }: Frame, value: number): Partial<Frame> {
  return { width: value, cx: cx + (value - width) / 2 };
}

export function withHeight({ cy, height }: Frame, value: number): Partial<Frame> {
  return { height: value, cy: cy + (value - height) / 2 };
}

/** The same direction as an angle above -180 and up to 180 degrees. */
export function turned(degrees: number): number {
  const within = ((degrees % 360) + 360) % 360;
  return within > 180 ? within - 360 : within;
}
