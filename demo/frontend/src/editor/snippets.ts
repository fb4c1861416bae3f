// The scene as a program that paints it: Python with the package, or curl with this server. `docs/api.md` explains both.
import { picturesOf, type Scene } from "../document/scene";

const PROJECT = "scene.ora"; // where the programs find a photo and pictures

/** True if a program needs more than the document: the photo, cut-outs, pictures that layers take their look from. */
export function needsPictures(scene: Scene): boolean {
  return photoOf(scene) !== undefined || picturesOf(scene).length > 0;
}

export function asPython(scene: Scene): string {
  const pictures = needsPictures(scene);
  const source = [
    "# Paints this scene with SceneGen's Python package.",
    `from scenegen import Scene, ${pictures ? "open_project, " : ""}render`,
    "",
    `scene = Scene.from_json(r'''${quotable(scene)}''')`,
  ];
  if (!pictures) return lines(...source, 'render(scene).save("scene.png")');
  return lines(
    ...source,
    `project = open_project("${PROJECT}")  # its photo and pictures: export the scene as OpenRaster into this folder`,
    'render(scene, photo=project.photo, pictures=project.pictures.values()).save("scene.png")',
  );
}

/** For a shell. `server` is the address without a slash at its end. */
export function asCurl(scene: Scene, server: string): string {
  const photo = photoOf(scene);
  const pictures = picturesOf(scene);
  const upload = [
    `# Its photo and pictures come from ${PROJECT}: export the scene as OpenRaster into this folder.`,
    "upload() {",
    `  unzip -ojq ${PROJECT} "$1"`,
    '  STORED=$(curl -sS "$SERVER/gradio_api/upload" -F "files=@${1##*/}" | tr -d "[]")',
    `  printf '{"path": %s, "meta": {"_type": "gradio.FileData"}}' "$STORED"`,
    "}",
  ];
  const uploaded = (file: string) => `$(upload ${file})`;
  return lines(
    "# Has this scene painted by the server.",
    `SERVER='${server}'`,
    ...(needsPictures(scene) ? upload : []),
    `SCENE='${quotable(scene)}'`,
    `PHOTO=${photo ? uploaded("data/background.png") : "null"}`,
    `PICTURES="[${pictures.map((sha256) => uploaded(`scenegen/pictures/${sha256}.png`)).join(", ")}]"`,
    'EVENT=$(printf \'{"data": [%s, %s, %s, "picture"]}\' "$SCENE" "$PHOTO" "$PICTURES" |',
    '  curl -sS "$SERVER/gradio_api/call/export" -H "Content-Type: application/json" -d @- | cut -d \'"\' -f 4)',
    'URL=$(curl -sSN "$SERVER/gradio_api/call/export/$EVENT" | grep -o \'"url": *"[^"]*"\' | head -1 | cut -d \'"\' -f 4)',
    'curl -sS "$URL" -o scene.png',
  );
}

function photoOf({ background }: Scene): string | undefined {
  return background.kind === "photo" ? (background.sha256 ?? undefined) : undefined;
}

/** The document as JSON with a line for each layer, for between single quotes, in which a shell takes all for text. */
function quotable({ layers, ...rest }: Scene): string {
  const head = JSON.stringify(rest).slice(0, -1);
  const body = layers.length ? `[\n${layers.map((layer) => JSON.stringify(layer)).join(",\n")}\n]` : "[]";
  return `${head},"layers":${body}}`.replaceAll("'", "\\u0027");
}

function lines(...all: string[]): string {
  return all.join("\n") + "\n";
}
