// The canvas: puts its parts together and keeps them up to date.
import type { Point } from "../document/geometry";
import type { Editor, ViewControls } from "../editor/editor";
import type { CanvasKeys } from "../editor/keyboard";
import { CutView } from "./cutview";
import { Hint } from "./hint";
import { Lift } from "./lift";
import { Overlay } from "./overlay";
import type { Parts } from "./parts";
import { Picture } from "./picture";
import { Pointer } from "./pointer";
import { Selection } from "./selection";
import { Stage, type KeptView } from "./stage";
import { Tint } from "./tint";
import { levelAbove, levelBelow } from "./view";
import { ZoomBar } from "./zoombar";

export class Canvas implements CanvasKeys, ViewControls {
  readonly element: HTMLElement;
  private parts: Parts;
  private pointer: Pointer;
  private hint: Hint;
  private zoomBar: ZoomBar;
  private cutView: CutView;
  private sceneView: KeptView | undefined; // while a photo lies on the stage

  constructor(private editor: Editor) {
    const stage = new Stage(editor.strings);
    const picture = new Picture(editor);
    const overlay = new Overlay(stage);
    const selection = new Selection(editor, stage, overlay);
    this.cutView = new CutView(editor, stage, overlay); // below the stroke in the making
    const lift = new Lift(editor, stage, picture);
    this.parts = { editor, stage, picture, overlay, selection, lift, tint: new Tint(editor, stage) };
    this.pointer = new Pointer(this.parts, () => this.destroy());
    this.hint = new Hint(editor);
    this.zoomBar = new ZoomBar(editor.strings, this);
    stage.paper.append(picture.element, this.cutView.element);
    stage.element.append(this.hint.element, this.zoomBar.element);
    stage.viewChanged = () => this.showView();
    this.element = stage.element;
    editor.view = this;
  }

  /** Called when anything has changed; does nothing for what is the same. */
  update(): void {
    const { stage, picture, selection, lift, tint } = this.parts;
    stage.element.dataset.tool = this.editor.tool;
    this.putOnStage();
    picture.update();
    lift.update();
    selection.update();
    tint.update();
    this.cutView.update();
    this.hint.update();
    this.pointer.update();
  }

  /** The scene, or the photo from which something is taken; after that the scene is seen as before. */
  private putOnStage(): void {
    const { editor, sceneView } = this;
    const { stage } = this.parts;
    if (editor.cutting.photo && !sceneView) this.sceneView = stage.keptView;
    stage.setCanvas(editor.paper);
    if (editor.cutting.photo || !sceneView) return;
    this.sceneView = undefined;
    stage.restore(sceneView);
  }

  private showView(): void {
    const { stage, selection, tint } = this.parts;
    selection.update();
    this.cutView.update();
    tint.update(); // the theme's colour may be another
    for (const layer of [stage.content, stage.tint, stage.overlay]) layer.batchDraw();
    this.zoomBar.show(stage.view.scale);
  }

  key(event: KeyboardEvent, onCanvas: boolean): boolean {
    return this.pointer.key(event, onCanvas);
  }

  private destroy(): void {
    this.pointer.destroy();
    this.parts.stage.destroy();
  }

  zoomIn(): void {
    const { stage } = this.parts;
    stage.zoomTo(levelAbove(stage.view.scale));
  }

  zoomOut(): void {
    const { stage } = this.parts;
    stage.zoomTo(levelBelow(stage.view.scale));
  }

  fit(): void {
    this.parts.stage.fit();
  }

  actualSize(): void {
    this.parts.stage.zoomTo(1);
  }

  middle(): Point {
    return this.parts.stage.middle;
  }
}
