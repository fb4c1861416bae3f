// What the pointer does on the canvas with each tool. A tool is a press that may turn into a drag.
import type { Editor } from "../editor/editor";
import { covers, type Point } from "../document/geometry";
import { Circle, Line, Rect } from "./konva";
import type { StageView } from "./stage";

interface Drag {
  move(point: Point, event: PointerEvent): void;
  end(point: Point, event: PointerEvent): void;
  cancel(): void;
}

const CLICK = 4; // page pixels: a shorter way is a click

export class PointerTools {
  private drag: Drag | null = null;
  private corners: Point[] = []; // of the polygon being drawn
  private polygon: Line = new Line({ strokeScaleEnabled: false, strokeWidth: 2, visible: false });
  private firstCorner: Circle = new Circle({ strokeScaleEnabled: false, strokeWidth: 2, fill: "white", visible: false });

  constructor(private editor: Editor, private view: StageView) {
    view.drafts.add(this.polygon, this.firstCorner);
    const { region } = view;
    region.addEventListener("pointerdown", (event) => this.press(event));
    region.addEventListener("pointermove", (event) => this.hover(event));
    region.addEventListener("pointerleave", () => view.showBrush(null));
    window.addEventListener("pointermove", (event) => this.drag?.move(view.at(event), event));
    window.addEventListener("pointerup", (event) => this.release(event));
    window.addEventListener("pointercancel", () => this.cancelDrag());
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary || this.view.isHandle(event)) return;
    this.view.region.focus({ preventScroll: true });
    this.view.region.dataset.drawing = ""; // the hint makes room
    const point = this.view.at(event);
    const { tool } = this.editor;
    if (tool === "polygon") this.addCorner(point);
    else if (tool === "select") this.drag = this.moving(point, event);
    else if (tool === "box") this.drag = this.boxing(point, event);
    else if (tool !== "colours") this.drag = this.stroking(point, tool === "eraser");
  }

  private hover(event: PointerEvent): void {
    const point = this.view.at(event);
    this.view.showBrush(event.pointerType === "touch" ? null : point);
    if (this.corners.length) this.showPolygon(point);
  }

  private release(event: PointerEvent): void {
    const { drag } = this;
    this.drag = null;
    drag?.end(this.view.at(event), event);
    this.rest();
  }

  private cancelDrag(): void {
    this.drag?.cancel();
    this.drag = null;
    this.rest();
  }

  private rest(): void {
    if (this.corners.length === 0) delete this.view.region.dataset.drawing;
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === "Enter" && this.corners.length) this.finishPolygon();
    else if (event.key === "Backspace" && this.dropCorner()) return true;
    else if (event.key !== "Escape" || !this.cancel()) return false;
    return true;
  }

  /** Ends what is being drawn without a trace; true if there was something. */
  cancel(): boolean {
    const active = this.drag !== null || this.corners.length > 0;
    this.cancelDrag();
    this.dropPolygon();
    return active;
  }

  private moving(start: Point, { clientX, clientY }: PointerEvent): Drag {
    const { editor, view } = this;
    const hit = editor.scene.layers.findLast((layer) => covers(layer, start));
    editor.select(...(hit ? [hit.id] : []));
    if (!hit) return { move() {}, end() {}, cancel() {} };
    let moved = false;
    void view.beginDrag(hit);
    const way = (point: Point, straight: boolean): Point => {
      const [dx, dy] = [point[0] - start[0], point[1] - start[1]];
      if (!straight) return [dx, dy];
      return Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
    };
    const frameAt = ([dx, dy]: Point) => ({ ...hit.frame, cx: hit.frame.cx + dx, cy: hit.frame.cy + dy });
    return {
      move(point, event) {
        moved ||= Math.hypot(event.clientX - clientX, event.clientY - clientY) >= CLICK;
        if (!moved) return;
        const [dx, dy] = way(point, event.shiftKey);
        view.moveFrame(frameAt([dx, dy]));
        view.dragBy(dx, dy);
      },
      end(point, event) {
        if (moved) editor.changeFrames(() => frameAt(way(point, event.shiftKey)), editor.strings.edits.move);
        view.releaseDrag();
      },
      cancel() {
        view.endDrag();
        view.moveFrame(hit.frame);
      },
    };
  }

  private boxing(start: Point, pressed: PointerEvent): Drag {
    const { editor, view } = this;
    const look = { stroke: view.accent, strokeWidth: 2, strokeScaleEnabled: false, dash: [6, 4] };
    const rect = new Rect({ ...look, fill: "rgba(255, 255, 255, 0.18)" });
    view.drafts.add(rect);
    const frameAt = ([x, y]: Point, square: boolean) => {
      const { width, height } = editor.scene.canvas;
      let [dx, dy] = [Math.min(width, Math.max(0, x)) - start[0], Math.min(height, Math.max(0, y)) - start[1]];
      if (square) {
        const side = Math.min(Math.abs(dx), Math.abs(dy));
        [dx, dy] = [Math.sign(dx) * side, Math.sign(dy) * side];
      }
      const [xs, ys] = [[start[0], start[0] + dx], [start[1], start[1] + dy]];
      return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
    };
    return {
      move(point, event) {
        const { left, top, right, bottom } = frameAt(point, event.shiftKey);
        rect.setAttrs({ x: left, y: top, width: right - left, height: bottom - top });
      },
      end(point, event) {
        rect.destroy();
        const bounds = frameAt(point, event.shiftKey);
        const smallest = CLICK / view.scale;
        if (bounds.right - bounds.left >= smallest && bounds.bottom - bounds.top >= smallest) editor.drawing.box(bounds);
        else if (Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) < CLICK) {
          const hit = editor.scene.layers.findLast((layer) => covers(layer, start));
          editor.select(...(hit ? [hit.id] : []));
          if (!hit) editor.painting.say(editor.strings.dragBox);
        }
      },
      cancel: () => void rect.destroy(),
    };
  }

  private stroking(start: Point, erase: boolean): Drag {
    const { editor, view } = this;
    const path = [start];
    const line = view.strokeLine(path, editor.drawing.brushDiameter);
    line.opacity(0.5);
    if (erase) line.stroke("white");
    view.drafts.add(line);
    return {
      move(_, event) {
        const events = event.getCoalescedEvents?.() ?? [];
        path.push(...(events.length ? events : [event]).map((each) => view.at(each)));
        line.points(path.flat());
      },
      end() {
        line.destroy();
        editor.drawing.stroke([{ path, diameter: editor.drawing.brushDiameter }], erase);
      },
      cancel: () => void line.destroy(),
    };
  }

  private addCorner(point: Point): void {
    const reach = 10 / this.view.scale;
    const near = (corner: Point) => Math.hypot(point[0] - corner[0], point[1] - corner[1]) < reach;
    if (this.corners.length >= 3 && (near(this.corners[0]) || near(this.corners[this.corners.length - 1]))) {
      this.finishPolygon();
      return;
    }
    this.corners.push(point);
    this.showPolygon(point);
  }

  private showPolygon(pointer: Point): void {
    const [first] = this.corners;
    const stroke = this.view.accent;
    this.polygon.setAttrs({ points: [...this.corners, pointer].flat(), stroke });
    this.polygon.visible(true);
    this.firstCorner.setAttrs({ x: first[0], y: first[1], radius: 6 / this.view.scale, stroke });
    this.firstCorner.visible(true);
  }

  /** Turns the corners set so far into an object. */
  finishPolygon(): void {
    const corners = this.corners;
    if (corners.length === 0) return;
    this.dropPolygon();
    if (corners.length >= 3) this.editor.drawing.polygon(corners);
    else this.editor.painting.say(this.editor.strings.polygonShort);
  }

  /** Takes back the last corner; true if there was one. */
  dropCorner(): boolean {
    if (!this.corners.pop()) return false;
    if (this.corners.length) this.showPolygon(this.corners[this.corners.length - 1]);
    else this.dropPolygon();
    return true;
  }

  private dropPolygon(): void {
    this.corners = [];
    this.polygon.visible(false);
    this.firstCorner.visible(false);
    this.rest();
  }
}
