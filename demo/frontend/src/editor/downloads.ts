// What leaves the page: files, and text for the clipboard.

/** Gives a file, or what lies at a URL, to the person as a download. */
export function saveFile(content: Blob | string, name: string): void {
  const url = typeof content === "string" ? content : URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  if (typeof content !== "string") window.setTimeout(() => URL.revokeObjectURL(url), 60_000); // once it is saved
}

/** Puts text on the clipboard; false where the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text); // there is no such thing on pages without encryption
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
