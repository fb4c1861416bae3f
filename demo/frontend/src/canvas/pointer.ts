// Hands presses to handles, tools and the view, whatever makes them: mouse, finger, pen or keyboard.
import type { Tool as ToolName } from "../editor/editor";
import type { CanvasKeys } from "../editor/keyboard";
import { Crosshair } from "./crosshair";
import { cursorOf } from "./handles";
import { inputOf, type Drag, type Input, type Tool } from "./input";
import { Navigation } from "./navigation";
import type { Parts } from "./parts";
import { BoxTool } from "./tools/box";
import { BrushTool } from "./tools/brush";
import { cuttingTools } from "./tools/cutting";
import { ColoursTool } from "./tools/colours";
import { PolygonTool } from "./tools/polygon";
import { SelectTool } from "./tools/select";
import { transforming } from "./tools/transform";

const PAN_STEP = 40; // page pixels

export class Pointer implements CanvasKeys {
  private tools: Record<ToolName, Tool>;
  private cuttingTools: Partial<Record<ToolName, Tool>>; // in their place while something is taken from a photo
  private shown: Tool; // the tool that was there at the last update
  private drag: Drag | undefined;
  private dragId: number | undefined; // of the pointer that drags; undefined: the keyboard
  private last: Input | undefined; // where the pointer was last
  private over = false; // a mouse or a pen is over the stage
  private navigation: Navigation;
  private crosshair: Crosshair;
  private page = new AbortController();

  /** `gone` is called once the editor is no longer in the page. */
  constructor(private parts: Parts, private gone: () => void) {
    const { stage } = parts;
    this.tools = {
      select: new SelectTool(parts),
      box: new BoxTool(parts),
      brush: new BrushTool(parts, false),
      eraser: new BrushTool(parts, true),
      polygon: new PolygonTool(parts),
      colours: new ColoursTool(parts),
    };
    this.cuttingTools = cuttingTools(parts);
    this.shown = this.tool;
    this.navigation = new Navigation(stage);
    this.crosshair = new Crosshair(parts, this);
    this.listen();
  }

  private listen(): void {
    const { element, paper } = this.parts.stage;
    const { signal } = this.page;
    element.addEventListener("pointerdown", (event) => this.down(event), { signal });
    element.addEventListener("pointermove", (event) => this.hover(event), { signal });
    element.addEventListener("pointerleave", () => this.leave(), { signal });
    // The browser's own: autoscroll with the middle button, focus that goes elsewhere, a menu under a resting finger.
    element.addEventListener("mousedown", (event) => isControl(event) || event.preventDefault(), { signal });
    element.addEventListener("contextmenu", (event) => isMouse(event) || event.preventDefault(), { signal });
    element.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
    paper.addEventListener("focus", () => (element.dataset.focused = ""), { signal });
    paper.addEventListener("blur", () => delete element.dataset.focused, { signal });
    window.addEventListener("pointermove", (event) => this.moved(event), { signal });
    window.addEventListener("pointerup", (event) => this.up(event), { signal });
    window.addEventListener("pointercancel", (event) => this.lost(event), { signal });
    window.addEventListener("blur", () => this.navigation.holdSpace(false), { signal });
    document.addEventListener("keyup", ({ key }) => key === " " && this.navigation.holdSpace(false), { signal });
  }

  destroy(): void {
    this.page.abort();
  }

  /** Called when the document, the tool or the view has changed. */
  update(): void {
    const { tool } = this;
    if (tool !== this.shown) {
      this.cancel();
      this.shown.hover?.(undefined);
      this.crosshair.hide();
      this.shown = tool;
    }
    this.pointAgain();
  }

  private get tool(): Tool {
    const { cutting, tool } = this.parts.editor;
    return (cutting.active && this.cuttingTools[tool]) || this.tools[tool];
  }

  // --- mouse, finger, pen ------------------------------------------------------------------------------------------

  private down(event: PointerEvent): void {
    const { stage } = this.parts;
    if (isControl(event)) return;
    stage.locate();
    stage.paper.focus({ preventScroll: true });
    delete stage.element.dataset.focused;
    this.crosshair.hide();
    if (this.navigation.press(event)) {
      this.cancelDrag();
      return;
    }
    if (event.button !== 0 || this.dragging || this.navigation.active) return;
    this.dragId = event.pointerId;
    this.press(inputOf(this.parts.stage, event));
  }

  private moved(event: PointerEvent): void {
    if (!this.parts.stage.element.isConnected) return this.gone(); // Gradio does not tell a component that it was taken away
    this.navigation.move(event);
    if (this.drag && event.pointerId === this.dragId) this.move(inputOf(this.parts.stage, event));
  }

  private up(event: PointerEvent): void {
    this.navigation.release(event);
    if (this.drag && event.pointerId === this.dragId) this.release(inputOf(this.parts.stage, event));
  }

  private lost(event: PointerEvent): void {
    this.navigation.release(event);
    if (event.pointerId === this.dragId) this.cancelDrag();
  }

  private hover(event: PointerEvent): void {
    if (this.dragging || event.pointerType === "touch" || this.navigation.active) return;
    if (isControl(event)) {
      this.leave();
      return;
    }
    this.parts.stage.locate();
    // Browsers also tell of a mouse that rests while something under it changes: it must not take over from the keyboard.
    const resting = this.over && event.movementX === 0 && event.movementY === 0;
    if (resting && this.crosshair.visible) return;
    this.over = true;
    this.crosshair.hide();
    this.point(inputOf(this.parts.stage, event));
  }

  private leave(): void {
    this.over = false;
    if (!this.dragging) this.tool.hover?.(undefined);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.parts.stage.locate();
    if (!this.dragging) this.navigation.wheel(event);
  }

  /** After a change: what a press would do where the mouse rests. */
  private pointAgain(): void {
    if (this.over && this.last && !this.dragging && !this.crosshair.visible) this.point(this.last);
  }

  /** Shows what a press here would do. */
  private point(input: Input): void {
    const { stage, selection } = this.parts;
    this.last = input;
    const grip = selection.gripAt(input.inStage, input.coarse);
    this.tool.hover?.(grip ? undefined : input);
    stage.element.style.cursor = grip ? cursorOf(grip, selection.box?.rotation ?? 0) : this.tool.cursor;
  }

  // --- a press, from wherever it comes -------------------------------------------------------------------------------

  get dragging(): boolean {
    return this.drag !== undefined;
  }

  press(input: Input): void {
    const { selection, stage } = this.parts;
    stage.element.dataset.drawing = ""; // the hint makes room
    this.last = input;
    const { box } = selection;
    const grip = selection.gripAt(input.inStage, input.coarse);
    this.drag = grip && box ? transforming(this.parts, input, grip, box) : this.tool.press(input);
    if (!this.drag) this.rest();
  }

  move(input: Input): void {
    this.last = input;
    if (this.drag) this.drag.move(input);
    else this.point(input);
  }

  release(input: Input): void {
    const { drag } = this;
    this.drag = undefined; // what it changes is shown by an update that must not find it
    drag?.end(input);
    this.rest();
  }

  private cancelDrag(): void {
    const { drag } = this;
    this.drag = undefined;
    drag?.cancel();
    this.rest();
  }

  private rest(): void {
    const { editor, stage } = this.parts;
    this.dragId = undefined;
    if (editor.tool !== "polygon") delete stage.element.dataset.drawing;
    this.pointAgain();
  }

  /** Drops what is half done; true if there was something. */
  private cancel(): boolean {
    const active = this.dragging;
    this.cancelDrag();
    return this.shown.cancel?.() || active;
  }

  // --- keys ----------------------------------------------------------------------------------------------------------

  key(event: KeyboardEvent, onCanvas: boolean): boolean {
    if (event.key === "Escape") return this.escape();
    if (this.dragging) {
      // No shortcut may change the document under what is being dragged.
      if (this.dragId === undefined) this.crosshair.key(event);
      return event.key !== "Tab";
    }
    if (this.tool.key?.(event)) return true;
    if (!onCanvas) return false;
    if (event.key === " " && this.over && !this.crosshair.visible) {
      this.navigation.holdSpace(true);
      return true;
    }
    return (this.arrowsPoint() && this.crosshair.key(event)) || this.panKey(event);
  }

  private escape(): boolean {
    if (this.cancel()) return true;
    if (!this.crosshair.visible) return false;
    this.crosshair.hide();
    this.tool.hover?.(undefined);
    return true;
  }

  /** With a chosen object the arrows move it, unless the keyboard's pointer is in use or the tool is for drawing alone. */
  private arrowsPoint(): boolean {
    const { tool, movable } = this.parts.editor;
    if (tool === "select") return false;
    return tool !== "box" || movable.length === 0 || this.crosshair.visible;
  }

  private panKey(event: KeyboardEvent): boolean {
    const { editor, stage } = this.parts;
    if (editor.tool !== "select" || editor.movable.length || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "ArrowLeft") stage.pan(PAN_STEP, 0);
    else if (event.key === "ArrowRight") stage.pan(-PAN_STEP, 0);
    else if (event.key === "ArrowUp") stage.pan(0, PAN_STEP);
    else if (event.key === "ArrowDown") stage.pan(0, -PAN_STEP);
    else return false;
    return true;
  }
}

function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("button") !== null;
}

function isMouse(event: MouseEvent): boolean {
  return !(event instanceof PointerEvent) || event.pointerType === "mouse";
}
