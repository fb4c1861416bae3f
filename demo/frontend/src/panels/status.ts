// Under the canvas: how painting goes, what went wrong, and whether the server is there.
import type { Editor } from "../editor/editor";
import { plainButton } from "./buttons";
import { h, setAttribute, setText, type View } from "./dom";

export function statusBar(editor: Editor): View {
  const { painting, strings } = editor;
  const line = h("p", { class: "status", role: "status" });
  const cancel = plainButton("close", strings.cancel, () => painting.cancel(), { text: true });
  const again = plainButton("redo", strings.paintAgain, () => painting.again(), { text: true });
  const bar = h("div", { class: "progress", role: "progressbar", "aria-label": strings.progress, "aria-valuemin": 0, "aria-valuemax": 100 });
  const notices = noticeBoard(editor);
  const element = h("div", { class: "statusbar" }, bar, line, cancel, again, notices.element);

  const update = () => {
    const { text, busy, progress } = painting.status;
    setText(line, text);
    setAttribute(line, "data-busy", busy ? "" : undefined);
    cancel.hidden = !painting.slow || editor.cutting.active; // that has a "Cancel" of its own
    again.hidden = !painting.cancelled;
    bar.hidden = progress === undefined;
    if (progress !== undefined) {
      setAttribute(bar, "aria-valuenow", String(Math.round(100 * progress)));
      bar.style.setProperty("--done", String(progress));
    }
    notices.update();
  };
  return { element, update };
}

/** Bad news and their ways out. The elements stay in place while empty, so that screen readers hear what comes. */
function noticeBoard(editor: Editor): View {
  const { painting, strings } = editor;
  const alert = h("p", { role: "alert" });
  const dismiss = plainButton("close", strings.dismiss, () => painting.dismissAlert());
  const gone = h("p", { "aria-live": "assertive" });
  const retry = plainButton("redo", strings.retry, () => void painting.reconnect(), { text: true });
  const spoken = h("p", { class: "spoken", role: "status" });
  const notes = h("ul", { role: "status", "aria-label": strings.notes });
  const read = plainButton("close", strings.dismissNotes, () => painting.note([]));
  let shown: readonly string[] = [];
  const element = h("div", { class: "notices" }, h("div", { class: "notice notes" }, notes, read), h("div", { class: "notice" }, gone, retry), h("div", { class: "notice" }, alert, dismiss), spoken);
  const update = () => {
    setText(alert, painting.alert);
    dismiss.hidden = !painting.alert;
    setText(gone, painting.unreachable ? strings.serverGone : "");
    retry.hidden = !painting.unreachable;
    setText(spoken, painting.announcement);
    if (shown !== painting.notes) notes.replaceChildren(...painting.notes.map((note) => h("li", {}, note)));
    shown = painting.notes;
    read.hidden = notes.children.length === 0;
  };
  return { element, update };
}
