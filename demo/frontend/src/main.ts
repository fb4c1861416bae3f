// Puts the editor into the page. `mount` and `receive` are what the Gradio components call.
import { Canvas } from "./canvas/canvas";
import canvasCss from "./canvas/canvas.css";
import { freshScene, type Scene } from "./document/scene";
import { Editor, type Example, type Limits } from "./editor/editor";
import { listenToKeys } from "./editor/keyboard";
import { firstVisit, ownerSecret, savedScene } from "./editor/storage";
import { clone, Transport, type Gradio } from "./editor/transport";
import { h } from "./panels/dom";
import { buildPage } from "./panels/page";
import { stringsFor } from "./strings";
import { css } from "./styles";

export { receive } from "./editor/transport";

interface Options {
  categories: string[];
  category_pictures: Record<string, string | null>;
  limits: Limits;
  landscapes: number[];
  examples: Example[];
}

declare global {
  interface Window {
    __scenegen?: { document: () => Scene };
  }
}

export function mount(host: HTMLElement, gradio: Gradio): void {
  const { categories, limits, landscapes, ...options } = JSON.parse(String(gradio.props.options)) as Options;
  const strings = stringsFor(navigator.languages);
  const scene = savedScene() ?? freshScene(landscapes);
  const editor = new Editor(scene, strings, categories, limits, landscapes);
  const canvas = new Canvas(editor);
  const page = buildPage(editor, { ...options, firstVisit: firstVisit() }, canvas.element);
  const root = page.element;

  const update = () => {
    const { painting } = editor;
    canvas.update();
    page.update();
    root.dataset.frame = String(painting.frame);
    root.dataset.taking = editor.cutting.active ? (editor.cutting.waiting ?? "photo") : "";
    root.dataset.busy = String(painting.busy);
    root.dataset.server = painting.unreachable ? "gone" : "there";
    if (painting.frame > 0 || painting.alert) root.dataset.ready = "true";
  };
  editor.onChange(update);

  listenToKeys(root, editor, page.commands, canvas);
  window.addEventListener("beforeunload", (event) => {
    if (root.isConnected && editor.unsaved && !editor.painting.interrupted) event.preventDefault();
  });
  window.addEventListener("pagehide", () => root.isConnected && editor.keepHistory());
  host.replaceChildren(h("style", {}, css, canvasCss), root);
  Object.assign(root, { sceneDocument: () => clone(editor.scene) });
  window.__scenegen = { document: () => clone(editor.scene) };
  editor.connect(
    new Transport(gradio, ownerSecret(), (message) => void editor.painting.receive(message), (reached) => editor.painting.reached(reached)),
  );
  update();
}
