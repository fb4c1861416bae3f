// Bundles the editor into one ES module that is committed, so that nobody needs Node to run the app.
import { copyFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["src/main.ts"],
  outfile: "../static/editor.js",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  loader: { ".css": "text" },
  logLevel: "info",
});
copyFileSync("node_modules/konva/LICENSE", "../static/konva-LICENSE.txt");
