// All style sheets in their order. Colours and fonts are Gradio's own variables, so that its themes apply.
import bar from "./bar.css";
import base from "./base.css";
import controls from "./controls.css";
import comparing from "./comparing.css";
import foot from "./foot.css";
import inspector from "./inspector.css";
import layers from "./layers.css";
import overlays from "./overlays.css";
import page from "./page.css";
import phone from "./phone.css";
import taking from "./taking.css";
import touch from "./touch.css";

export const css = [base, page, controls, bar, foot, layers, inspector, overlays, comparing, taking, phone, touch].join("\n");
