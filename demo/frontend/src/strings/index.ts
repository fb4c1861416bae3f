// The language of the page. Another language is one more file and one more line in the table.
import { en, type Strings } from "./en";
import { zh } from "./zh";

const LANGUAGES: Record<string, Strings> = { en, zh };

export type { Strings };

export function stringsFor(languages: readonly string[]): Strings {
  for (const language of languages) {
    const strings = LANGUAGES[language.toLowerCase().split("-")[0]];
    if (strings) return strings;
  }
  return en;
}

/** Puts values into a sentence: fill("Painting {step} of {of}…", { step: 2, of: 4 }). */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

/** A sentence of the server's: what went wrong, or what was noticed about a file. */
export interface Said {
  code: string;
  text: string; // in English
  values?: Record<string, string | number>;
}

/** The same in the language of the page; in English where it has no sentence for it. */
export function problemText(strings: Strings, { code, text, values = {} }: Said): string {
  const sentence = strings.problems[code];
  return sentence ? fill(sentence, values) : text;
}
