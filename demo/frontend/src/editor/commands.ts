// Every command by name: its label, its keys, when it can be used. Buttons, shortcuts and the shortcuts' overlay all
// read this one table.
import { isDrawn, sketchBehind } from "../document/scene";
import type { IconName } from "../panels/icons";
import type { Editor, Tool } from "./editor";

export interface Command {
  label: string; // the accessible name of its button
  icon: IconName;
  keys: string[]; // "Mod+Shift+Z": Mod is Ctrl, on a Mac Command
  group: "tools" | "photo" | "edit" | "object" | "scene" | "view";
  run(): void;
  enabled(): boolean;
  pressed?(): boolean; // for buttons that stay down
  detail?(): string | undefined; // what it is about just now
  reason?(): string | undefined; // why it cannot be used, where that is not plain to see
}

/** Commands that need more than the editor: files, dialogs. */
export interface Page {
  choosePhoto(): void;
  choosePhotoToCut(): void;
  chooseLookPicture(): void;
  chooseFile(): void;
  showShortcuts(): void;
  showComparison(): void;
  renameSelected(): void;
}

export type CommandName = keyof ReturnType<typeof createCommands>;

export function createCommands(editor: Editor, page: Page) {
  const { cutting, strings } = editor;
  const always = () => true;
  const idle = () => !cutting.active; // while something is taken from a photo all else rests
  const some = () => editor.selection.length > 0;
  const movable = () => editor.movable.length > 0;
  const one = () => editor.selection.length === 1;
  const generated = () => editor.generated.length > 0;
  const cutOut = { reason: () => (some() && !generated() ? strings.cutOutFixed : undefined) };
  const above = () => some() && !editor.selection.includes(editor.scene.layers.at(-1)?.id ?? "");
  const below = () => some() && !editor.selection.includes(editor.scene.layers[0]?.id ?? "");
  const brushing = () => editor.tool === "brush" || editor.tool === "eraser" || editor.tool === "colours";
  const tool = (name: Tool, label: string, key: string, enabled = always): Command => ({
    label, icon: name, keys: [key], group: "tools", run: () => editor.setTool(name), enabled, pressed: () => editor.tool === name,
  }); // prettier-ignore
  const make = (group: Command["group"], may: () => boolean) => (label: string, icon: IconName, keys: string[], run: () => void, enabled = always): Command =>
    ({ label, icon, keys, group, run, enabled: () => may() && enabled() });
  const [edit, object, scene] = [make("edit", idle), make("object", idle), make("scene", idle)];
  const [tools, view, photo] = [make("tools", always), make("view", always), make("photo", () => cutting.active)];

  const history = () => (cutting.active ? cutting : editor);

  return {
    select: tool("select", strings.select, "V", idle),
    box: tool("box", strings.box, "R"),
    brush: tool("brush", strings.brush, "B"),
    eraser: tool("eraser", strings.eraser, "E"),
    polygon: tool("polygon", strings.polygon, "P", idle),
    colours: tool("colours", strings.colours, "C", idle),
    takeFromPhoto: {
      ...tools(strings.takeFromPhoto, "cutOut", ["T"], () => (cutting.active ? cutting.cancel() : cutting.begin())),
      pressed: () => cutting.active,
    },
    smallerBrush: tools(strings.smallerBrush, "down", ["["], () => editor.drawing.stepBrushSize(-1), () => brushing() && (cutting.active || !some())),
    largerBrush: tools(strings.largerBrush, "up", ["]"], () => editor.drawing.stepBrushSize(1), () => brushing() && (cutting.active || !some())),

    choosePhotoToCut: photo(strings.otherPhoto, "photo", ["Mod+O"], () => page.choosePhotoToCut(), () => !cutting.busy),
    startOver: photo(strings.startOver, "startOver", ["Delete", "Backspace"], () => cutting.startOver(), () => cutting.mask !== undefined && !cutting.busy),
    take: photo(strings.take, "check", ["Enter"], () => void cutting.finish(), () => cutting.ready),

    undo: {
      ...tools(strings.undo, "undo", ["Mod+Z"], () => history().undo(), () => history().undoLabel !== undefined),
      group: "edit",
      detail: () => history().undoLabel,
    },
    redo: {
      ...tools(strings.redo, "redo", ["Mod+Shift+Z", "Mod+Y"], () => history().redo(), () => history().redoLabel !== undefined),
      group: "edit",
      detail: () => history().redoLabel,
    },
    copy: edit(strings.copy, "copy", ["Mod+C"], () => editor.objects.copy(), some),
    cut: edit(strings.cut, "cut", ["Mod+X"], () => editor.objects.cut(), some),
    paste: edit(strings.paste, "paste", ["Mod+V"], () => editor.objects.paste(), () => editor.objects.canPaste),
    duplicate: edit(strings.duplicate, "duplicate", ["Mod+D"], () => editor.objects.duplicate(), some),
    selectAll: edit(strings.selectAll, "selectAll", ["Mod+A"], () => editor.selectAll(), () => editor.scene.layers.length > 0),
    delete: edit(strings.delete, "delete", ["Delete", "Backspace"], () => editor.objects.delete(), some),

    rerollShape: { ...object(strings.rerollShape, "shape", ["Shift+S"], () => editor.objects.rerollShape(), generated), ...cutOut },
    rerollLook: { ...object(strings.rerollLook, "dice", ["Shift+L"], () => editor.objects.rerollLook(), generated), ...cutOut },
    fourShapes: { ...object(strings.fourShapes, "shapes", ["4"], () => editor.looks.offer("shape"), () => one() && generated()), ...cutOut },
    fourLooks: { ...object(strings.fourLooks, "looks", ["5"], () => editor.looks.offer("look"), () => one() && generated()), ...cutOut },
    finishDrawing: object(strings.finishDrawing, "shape", [], () => editor.objects.finishDrawing(), () => editor.chosen.some(isDrawn)),
    backToDrawing: object(strings.backToDrawing, "brush", [], () => editor.objects.backToDrawing(), () => editor.chosen.some(sketchBehind)),
    editOutline: { ...object(strings.editOutline, "outline", ["O"], () => editor.drawing.editOutline(), () => one() && movable() && generated()), ...cutOut },
    lookFromPicture: { ...object(strings.lookFromPicture, "photo", [], () => page.chooseLookPicture(), generated), ...cutOut },
    flip: object(strings.flip, "flip", ["Shift+H"], () => editor.objects.flip(), movable),
    hide: object(strings.hide, "eye", ["H"], () => editor.objects.setVisible(false), () => editor.chosen.some((layer) => layer.visible)),
    show: object(strings.show, "hidden", ["H"], () => editor.objects.setVisible(true), () => some() && editor.chosen.every((layer) => !layer.visible)),
    lock: object(strings.lock, "lock", ["L"], () => editor.objects.setLocked(true), () => editor.chosen.some((layer) => !layer.locked)),
    unlock: object(strings.unlock, "locked", ["L"], () => editor.objects.setLocked(false), () => some() && editor.chosen.every((layer) => layer.locked)),
    rename: object(strings.rename, "rename", ["F2"], () => page.renameSelected(), one),
    moveUp: object(strings.moveUp, "up", ["]"], () => editor.objects.shift(1), above),
    moveDown: object(strings.moveDown, "down", ["["], () => editor.objects.shift(-1), below),
    toFront: object(strings.toFront, "front", ["Mod+]"], () => editor.objects.shift(Infinity), above),
    toBack: object(strings.toBack, "back", ["Mod+["], () => editor.objects.shift(-Infinity), below),

    newScene: scene(strings.newScene, "new", [], () => editor.project.newScene()),
    uploadPhoto: scene(strings.uploadPhoto, "photo", [], () => page.choosePhoto()),
    newBackground: scene(strings.newBackground, "landscape", ["G"], () => editor.project.newBackground()),
    addInMiddle: scene(strings.addInMiddle, "add", ["A"], () => editor.objects.addInMiddle()),
    export: scene(strings.export, "download", ["Mod+S"], () => editor.exchange.export("picture")),
    saveScene: scene(strings.saveScene, "save", ["Mod+Shift+S"], () => editor.project.saveScene()),
    compare: scene(strings.compare, "compare", [], () => page.showComparison()),
    openScene: scene(strings.openScene, "open", ["Mod+O"], () => page.chooseFile()),

    zoomIn: view(strings.zoomIn, "zoomIn", ["+", "="], () => editor.view?.zoomIn()),
    zoomOut: view(strings.zoomOut, "zoomOut", ["-"], () => editor.view?.zoomOut()),
    fit: view(strings.fit, "fit", ["Shift+1", "0"], () => editor.view?.fit()),
    actualSize: view(strings.actualSize, "actualSize", ["1"], () => editor.view?.actualSize()),
    shortcuts: view(strings.shortcuts, "help", ["?"], () => page.showShortcuts()),
  } satisfies Record<string, Command>;
}

export type Commands = ReturnType<typeof createCommands>;
