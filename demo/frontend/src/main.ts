// Puts the editor into the page. `mount` and `receive` are what the Gradio components call.
import { PointerTools } from "./canvas/tools";
import { StageView } from "./canvas/stage";
import { emptyScene, randomSeed, type Scene } from "./document/scene";
import { createCommands, type Page } from "./editor/commands";
import { Editor, type Example, type Limits } from "./editor/editor";
import { listenToKeys } from "./editor/keyboard";
import { ownerSecret, savedScene } from "./editor/storage";
import { clone, Transport, type Gradio } from "./editor/transport";
import css from "./editor.css";
import { h } from "./panels/dom";
import { inspector } from "./panels/inspector";
import { layerPanel } from "./panels/layers";
import { brushPanel, drawingBar, exampleRow, photoInput, sceneCommands, toolRail } from "./panels/toolbar";
import { stringsFor } from "./strings";

export { receive } from "./editor/transport";

interface Options {
  categories: string[];
  category_pictures: Record<string, string>;
  limits: Limits;
  examples: Example[];
}

declare global {
  interface Window {
    __scenegen?: { document: () => Scene };
  }
}

export function mount(host: HTMLElement, gradio: Gradio): void {
  const { categories, limits, examples } = clone(gradio.props.options) as Options;
  const strings = stringsFor(navigator.languages);
  const scene = savedScene() ?? emptyScene(640, 480, randomSeed());
  const editor = new Editor(scene, strings, categories, limits);
  const upload = photoInput(editor);
  const page: Page = { choosePhoto: () => upload.click(), chooseLookPicture() {}, showShortcuts() {}, renameSelected() {} };
  const commands = createCommands(editor, page);

  const stage = new StageView(editor);
  const rail = toolRail(editor);
  const bar = drawingBar(editor);
  const brush = brushPanel(editor);
  const panel = layerPanel(editor, () => stage.region.querySelector("img"));
  const object = inspector(editor);
  const status = h("p", { class: "status", role: "status" });
  const alert = h("p", { class: "alert", role: "alert" });
  const root = h(
    "div",
    { "data-scenegen-editor": true, role: "region", "aria-label": strings.editor, lang: strings.lang },
    h("header", {}, h("h1", {}, "SceneGen"), h("p", {}, strings.tagline), sceneCommands(editor, page.choosePhoto)),
    rail.element,
    h("div", { class: "work" }, bar.element, stage.element, status, alert, exampleRow(editor, examples, page.choosePhoto)),
    h("aside", {}, brush.element, object.element, panel.element),
    upload,
  );

  const update = () => {
    for (const view of [stage, rail, bar, brush, panel, object]) view.update();
    const { painting } = editor;
    if (status.textContent !== painting.status.text) status.textContent = painting.status.text;
    status.classList.toggle("busy", painting.status.busy);
    if (alert.textContent !== painting.alert) alert.textContent = painting.alert;
    root.dataset.frame = String(painting.frame);
    root.dataset.busy = String(painting.busy);
    if (painting.frame > 0 || painting.alert) root.dataset.ready = "true";
  };
  editor.onChange(update);

  const tools = new PointerTools(editor, stage);
  listenToKeys(root, editor, commands, tools);
  window.addEventListener("beforeunload", (event) => {
    if (root.isConnected && editor.unsaved && !editor.painting.interrupted) event.preventDefault();
  });
  window.addEventListener("pagehide", () => root.isConnected && editor.keepHistory());
  host.replaceChildren(h("style", {}, css), root);
  Object.assign(root, { sceneDocument: () => clone(editor.scene) });
  window.__scenegen = { document: () => clone(editor.scene) };
  editor.connect(
    new Transport(gradio, ownerSecret(), (message) => void editor.painting.receive(message), (reached) => editor.painting.reached(reached)),
  );
  update();
}
