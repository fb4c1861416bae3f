// Every command by name: its label, its keys, when it can be used. Buttons, shortcuts and the shortcuts' overlay all
// read this one table.
import type { IconName } from "../panels/icons";
import type { Editor, Tool } from "./editor";

export interface Command {
  label: string; // the accessible name of its button
  icon: IconName;
  keys: string[]; // "Mod+Shift+Z": Mod is Ctrl, on a Mac Command
  group: "tools" | "edit" | "object" | "scene" | "view";
  run(): void;
  enabled(): boolean;
  pressed?(): boolean; // for buttons that stay down
  detail?(): string | undefined; // what it is about just now
}

/** Commands that need more than the editor: files, dialogs. */
export interface Page {
  choosePhoto(): void;
  chooseLookPicture(): void;
  chooseScene(): void;
  showShortcuts(): void;
  renameSelected(): void;
}

export type CommandName = keyof ReturnType<typeof createCommands>;

export function createCommands(editor: Editor, page: Page) {
  const { strings } = editor;
  const always = () => true;
  const some = () => editor.selection.length > 0;
  const movable = () => editor.movable.length > 0;
  const one = () => editor.selection.length === 1;
  const generated = () => editor.chosen.some((layer) => layer.shape.kind === "generated"); // a drawn outline has no other
  const above = () => some() && !editor.selection.includes(editor.scene.layers.at(-1)?.id ?? "");
  const below = () => some() && !editor.selection.includes(editor.scene.layers[0]?.id ?? "");
  const tool = (name: Tool, label: string, key: string): Command => ({
    label, icon: name, keys: [key], group: "tools", run: () => editor.setTool(name), enabled: always, pressed: () => editor.tool === name,
  }); // prettier-ignore
  const make = (group: Command["group"]) => (label: string, icon: IconName, keys: string[], run: () => void, enabled = always): Command =>
    ({ label, icon, keys, group, run, enabled });
  const [edit, object, scene, view] = [make("edit"), make("object"), make("scene"), make("view")];

  return {
    select: tool("select", strings.select, "V"),
    box: tool("box", strings.box, "R"),
    brush: tool("brush", strings.brush, "B"),
    eraser: tool("eraser", strings.eraser, "E"),
    polygon: tool("polygon", strings.polygon, "P"),
    colours: tool("colours", strings.colours, "C"),

    undo: {
      ...edit(strings.undo, "undo", ["Mod+Z"], () => editor.undo(), () => editor.undoLabel !== undefined),
      detail: () => editor.undoLabel,
    },
    redo: {
      ...edit(strings.redo, "redo", ["Mod+Shift+Z", "Mod+Y"], () => editor.redo(), () => editor.redoLabel !== undefined),
      detail: () => editor.redoLabel,
    },
    copy: edit(strings.copy, "copy", ["Mod+C"], () => editor.objects.copy(), some),
    cut: edit(strings.cut, "cut", ["Mod+X"], () => editor.objects.cut(), some),
    paste: edit(strings.paste, "paste", ["Mod+V"], () => editor.objects.paste(), () => editor.objects.canPaste),
    duplicate: edit(strings.duplicate, "duplicate", ["Mod+D"], () => editor.objects.duplicate(), some),
    selectAll: edit(strings.selectAll, "selectAll", ["Mod+A"], () => editor.selectAll(), () => editor.scene.layers.length > 0),
    delete: edit(strings.delete, "delete", ["Delete", "Backspace"], () => editor.objects.delete(), some),

    rerollShape: object(strings.rerollShape, "shape", ["Shift+S"], () => editor.objects.rerollShape(), generated),
    rerollLook: object(strings.rerollLook, "dice", ["Shift+L"], () => editor.objects.rerollLook(), some),
    fourShapes: object(strings.fourShapes, "shapes", ["4"], () => editor.looks.offer("shape"), () => one() && generated()),
    fourLooks: object(strings.fourLooks, "looks", ["5"], () => editor.looks.offer("look"), one),
    editOutline: object(strings.editOutline, "outline", ["O"], () => editor.drawing.editOutline(), () => one() && movable()),
    lookFromPicture: object(strings.lookFromPicture, "photo", [], () => page.chooseLookPicture(), some),
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
    export: scene(strings.export, "download", ["Mod+S"], () => editor.project.export()),
    saveScene: scene(strings.saveScene, "save", ["Mod+Shift+S"], () => editor.project.saveScene()),
    openScene: scene(strings.openScene, "open", ["Mod+O"], () => page.chooseScene()),

    zoomIn: view(strings.zoomIn, "zoomIn", ["+", "="], () => editor.view?.zoomIn()),
    zoomOut: view(strings.zoomOut, "zoomOut", ["-"], () => editor.view?.zoomOut()),
    fit: view(strings.fit, "fit", ["Shift+1", "0"], () => editor.view?.fit()),
    actualSize: view(strings.actualSize, "actualSize", ["1"], () => editor.view?.actualSize()),
    shortcuts: view(strings.shortcuts, "help", ["?"], () => page.showShortcuts()),
  } satisfies Record<string, Command>;
}

export type Commands = ReturnType<typeof createCommands>;
