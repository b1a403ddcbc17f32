/** Stands wherever something was taken out. */
export const redacted = '<redacted>';

/**
 * Words in names that speak of secrets. Left out are authors, and what language models call tokens: `tokenizer`, `max_tokens`,
 * `token_ids`. Every repetition here and below is bounded, so that no line can make matching slow.
 */
const word = [
  'pass(?:word|wd|phrase|code)|pwd|secret|credential|bearer|cookie|auth(?!or(?!i[sz]))',
  'token(?!i[sz]|s(?![a-z])|s?[-_]?(?:count|ids?|types?|len|size|limit|budget|dim|emb|class|level|wise|per|mask))',
  '(?:api|access|private|secret|signing|encryption|master|account|shared|license|auth|ssh|deploy|service|storage|client|app' +
    '|subscription|security|session)[-_ ]?key',
].join('|');

/** Operators after which a value is kept apart by its quotes alone: code that compares, calls or maps. */
const codeOperator = ['===', '!==', '==', '!=', '=>', '::', '\\?\\?', '\\|\\|', ','];
const operator = [...codeOperator.slice(0, -1), '\\?\\?=', '\\|\\|=', '\\?:', ':=', '\\?=', '\\+=', ':', '='];
const isCode = new RegExp(`^(?:${codeOperator.join('|')})$`);

/** A name, perhaps quoted or in brackets, and an operator. A comma counts between two quoted strings only: `set('token', 'x')`. */
const closing = '(?:\\\\{0,3}["\'`])';
const start =
  `(?<name>${word})[\\w-]{0,40}` +
  `(?:${closing}?\\]?\\s{0,8}(?<operator>${operator.sort((a, b) => b.length - a.length).join('|')})` +
  `|${closing}(?<comma>,)(?=\\s{0,8}["'\`]))\\s{0,8}`;

/** Whether a name, such as that of a flag, speaks of a secret. */
export const secretName = new RegExp(word, 'i');
const assignment = new RegExp(start, 'i');
/** The value follows on further lines: after nothing, after an opening bracket, or as a YAML block. */
const unfinished = new RegExp(`${start}(?:[([{]|(?<block>[|>][-+\\d]{0,2})|\\\\)?\\s{0,8}$`, 'i');
const element = new RegExp(`(?<=<[\\w:-]{0,40}(?:${word})[\\w:-]{0,40}>)[^<]{1,4096}`, 'gi');
const flag = new RegExp(
  `(?<=--[\\w-]{0,40}(?:${word})[\\w-]{0,40}\\s{1,4})(?!-)(?:"[^"]*"|'[^']*'|[^\\s"',]{1,4096})`,
  'gi',
);

const literal = /^[fbru]{0,2}("""|'''|\\{0,3}["'`])/i;
const harmless = /^(?:(?:true|false|null|undefined|none|nil|yes|no|on|off)\b|-?\d[\d._]{0,5})(?=\s*(?:[,;)}\]|&#]|$))/i;
/** What a value without quotes looks like when it is code: calls, members of well-known objects, types, references. */
const code = new RegExp(
  [
    '^(?:(?:await|new|typeof|return|yield|lambda|function|async)\\b',
    '\\$\\{|\\$\\(|\\{\\{|\\$\\{\\{|[([{](?:$|[\\s"\'`{[(])',
    '[A-Za-z_$][\\w$]{0,60}(?:\\??\\.[\\w$]{1,60}){0,8}[([](?:.*[)\\]]|\\s*$)',
    '(?:process|os|import|this|self|args|opts|options|config|cfg|env|settings|params|props|req|ctx)\\??\\.\\w',
    '(?:string|number|boolean|bigint|unknown|any|never|void|null|undefined|str|int|float|bool|bytes|String|Optional|Buffer)\\b' +
      '\\s*(?:[|&;,)=?}\\][]|$))',
  ].join('|'),
);

/** Where the string that `opening` begins ends in `text`, before its closing quote; the text's length if it does not. */
function endOfLiteral(text: string, from: number, opening: string): number {
  for (let index = from; index < text.length; index += 1) {
    if (text.startsWith(opening, index)) return index;
    if (text[index] === '\\' && opening.length === 1) index += 1;
  }
  return text.length;
}

/** Replaces the contents of every quoted string. */
export function redactLiterals(text: string): string {
  return text.replace(/(["'`])(?:\\.|(?!\1)[^\\]){1,4096}(\1|$)/g, `$1${redacted}$2`);
}

/** `value` without its secret, as far as it is understood, and what follows. */
function redactValue(value: string, name: string, afterCodeOperator: boolean): readonly [string, string] {
  const quote = literal.exec(value);
  if (quote?.[1] !== undefined) {
    const from = quote[0].length;
    const end = endOfLiteral(value, from, quote[1]);
    const rest = value.slice(end + quote[1].length);
    const kept = end === from ? '' : redacted;
    const done = quote[0] + kept + value.slice(end, end + quote[1].length);
    // Strings that are joined are one value.
    const joined = /^\s*\+?\s*(?=["'`])/.exec(rest)?.[0];
    if (joined === undefined || kept === '') return [done, rest];
    const [next, after] = redactValue(rest.slice(joined.length), name, afterCodeOperator);
    return [done + joined + next, after];
  }
  // The value is on the next lines.
  if (/^(?:[|>][-+\d]{0,2}|\\)\s*$/.test(value)) return [value, ''];
  const plain = /^p/i.test(name) && /^-?\d/.test(value) ? null : harmless.exec(value);
  if (plain !== null) return [plain[0], value.slice(plain[0].length)];
  if (afterCodeOperator || code.test(value)) return [redactLiterals(value), ''];
  const end = /[,;]?\s*$/.exec(value)?.[0] ?? '';
  return [value.length === end.length ? value : redacted + end, ''];
}

/** `line` with the values of secret-sounding names replaced, in the notations of programs, shells, JSON, YAML, ini files and XML. */
export function redactAssignment(line: string): string {
  if (!secretName.test(line)) return line;
  let done = '';
  let rest = line.replace(element, redacted).replace(flag, redacted);
  for (let found = assignment.exec(rest); found !== null; found = assignment.exec(rest)) {
    const end = found.index + found[0].length;
    const { name = '', operator: used = ',' } = found.groups ?? {};
    const [value, after] = redactValue(rest.slice(end), name, isCode.test(used));
    done += rest.slice(0, end) + value;
    rest = after;
  }
  return done + rest;
}

/** Whether `line` ends where the value of a secret-sounding name begins: `block` if all indented lines after it are the value. */
export function leavesValueOpen(line: string): 'block' | 'next' | undefined {
  const found = unfinished.exec(line);
  if (found === null) return undefined;
  return found.groups?.block === undefined ? 'next' : 'block';
}
