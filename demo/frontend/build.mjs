// Bundles the editor into one ES module that is committed, so that nobody needs Node to run the app.
import { copyFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

// Stylesheets become strings; esbuild's own text loader would leave them as long as they are written.
const stylesheets = {
  name: "stylesheets",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

await build({
  entryPoints: ["src/main.ts"],
  outfile: "../static/editor.js",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  plugins: [stylesheets],
  logLevel: "info",
});
copyFileSync("node_modules/konva/LICENSE", "../static/konva-LICENSE.txt");
