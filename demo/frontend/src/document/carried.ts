// Tells a picture that carries its scene from any other PNG: `scenegen/interchange/png.py` writes and reads them.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const TEXTS = ["tEXt", "zTXt", "iTXt"]; // another program may have written the text anew in either way
const KEYWORD = "scenegen\0";

/** True for a PNG file with a scene in its text. */
export function carriesScene(file: Uint8Array): boolean {
  if (!SIGNATURE.every((byte, i) => file[i] === byte)) return false;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // A chunk: the length of its content, its kind, the content, a checksum.
  for (let at = SIGNATURE.length; at + 8 <= file.length; at += view.getUint32(at) + 12) {
    if (TEXTS.includes(ascii(file, at + 4, 4)) && ascii(file, at + 8, KEYWORD.length) === KEYWORD) return true;
  }
  return false;
}

function ascii(bytes: Uint8Array, from: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + count));
}
