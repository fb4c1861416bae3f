// Shortcuts as people read them, and as assistive technology does.

const MAC = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? "");
const SIGNS: Record<string, string> = { Delete: "Del", Backspace: "⌫", ArrowUp: "↑", ArrowDown: "↓" };

function parts(keys: string): string[] {
  return keys === "+" ? ["+"] : keys.split("+");
}

/** "Mod+Shift+Z" as Ctrl+Shift+Z, on a Mac as ⇧⌘Z. */
export function shownKeys(keys: string, mac = MAC): string {
  const names = parts(keys).map((key) => {
    if (key === "Mod") return mac ? "⌘" : "Ctrl";
    if (key === "Shift") return mac ? "⇧" : "Shift";
    return SIGNS[key] ?? key;
  });
  if (!mac) return names.join("+");
  return [...names.filter((name) => name === "⇧"), ...names.filter((name) => name !== "⇧")].join("");
}

/** The value of `aria-keyshortcuts`; undefined without keys. */
export function ariaKeys(shortcuts: readonly string[], mac = MAC): string | undefined {
  const names: Record<string, string> = { Mod: mac ? "Meta" : "Control", "+": "Plus" };
  return shortcuts.map((keys) => parts(keys).map((key) => names[key] ?? key).join("+")).join(" ") || undefined;
}
