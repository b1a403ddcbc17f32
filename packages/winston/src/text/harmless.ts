import { stripVTControlCharacters } from 'node:util';

/**
 * What could drive a terminal or make text pass for something else: control characters but tab and newline, the separators
 * that some viewers take for line ends, and the marks that turn the direction of writing around.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const allDangerous = new RegExp(dangerous, 'g');

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** Text that cannot drive a terminal: sequences for it are taken out, single control characters written as escapes. */
export function harmless(text: string): string {
  if (!dangerous.test(text)) return text;
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(allDangerous, escaped);
}

/** The same on one line. */
export function harmlessWord(text: string): string {
  return harmless(text).replaceAll('\n', '\\n');
}

/** Harmless text whose further lines begin with `indent`, so that none of them passes for a line of its own. */
export function harmlessBlock(text: string, indent: string): string {
  const safe = harmless(text);
  return safe.includes('\n') ? safe.replaceAll('\n', `\n${indent}`) : safe;
}
