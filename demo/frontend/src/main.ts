// Puts the editor into the page. `mount` and `receive` are what the Gradio components call.
import { h } from "./dom";
import css from "./editor.css";
import { Editor, type Example, type Limits } from "./editor";
import { inspector } from "./inspector";
import { listenToKeys } from "./keyboard";
import { layerPanel } from "./panel";
import { emptyScene, randomSeed, type Scene } from "./scene";
import { StageView } from "./stage";
import { ownerSecret, savedScene } from "./storage";
import { stringsFor } from "./strings";
import { brushPanel, drawingBar, exampleRow, photoInput, sceneCommands, toolRail } from "./toolbar";
import { PointerTools } from "./tools";
import { clone, Transport, type Gradio } from "./transport";

export { receive } from "./transport";

interface Options {
  categories: string[];
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

  const stage = new StageView(editor);
  const upload = photoInput(editor);
  const choosePhoto = () => upload.click();
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
    h("header", {}, h("h1", {}, "SceneGen"), h("p", {}, strings.tagline), sceneCommands(editor, choosePhoto)),
    rail.element,
    h("div", { class: "work" }, bar.element, stage.element, status, alert, exampleRow(editor, examples, choosePhoto)),
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

  listenToKeys(root, editor, new PointerTools(editor, stage));
  host.replaceChildren(h("style", {}, css), root);
  Object.assign(root, { sceneDocument: () => clone(editor.scene) });
  window.__scenegen = { document: () => clone(editor.scene) };
  editor.connect(new Transport(gradio, ownerSecret(), (message) => void editor.painting.receive(message)));
  update();
}
