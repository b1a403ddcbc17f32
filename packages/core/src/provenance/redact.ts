import { redactAssignment, redacted, secretName } from './redact-assignment.js';

/** Longer lines are data or generated code, and would let a hostile file make the patterns slow. */
const longestLine = 4_096;

/** Credentials that are recognised by their own shape, whatever stands around them. */
const shapes: readonly RegExp[] = [
  /\b(?:gh[a-z]_|github_pat_|glpat-|npm_|hf_|pypi-|dop_v1_|sk-|[rsp]k_(?:live|test)_|xox[a-z]-|ya29\.)[\w-]{16,512}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,64}|\bAGE-SECRET-KEY-1\w{20,128}|\bSG\.[\w-]{16,64}\.[\w-]{16,128}/g,
  /\beyJ[\w-]{8,512}\.[\w-]{8,2048}\.[\w-]{0,512}/g,
  /(?<=\bbearer\s{1,4})[\w.~+/=-]{20,2048}/gi,
  // User and password in an address, up to the last @ before the path.
  /(?<=:\/\/)(?!git@[\w.-]+(?:[:/]|$))[^\s/"'<>]{1,512}(?=@)/g,
  /(?<=[?&][\w.-]{0,40}(?:sig|signature|token|key|secret|auth|code|credential|password)=)[^&\s"'#<>]{1,2048}/gi,
  /(?<=(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)[\w/-]{8,256}/g,
];

/**
 * `line` with everything that looks like a credential replaced by `<redacted>`: known shapes of tokens, passwords in addresses,
 * and values given to a name that speaks of secrets. A best effort that would rather lose a harmless value than keep a secret.
 */
export function redactLine(line: string): string {
  if (line.length > longestLine) return redacted;
  return shapes.reduce((text, shape) => text.replace(shape, redacted), redactAssignment(line));
}

/** The address of a remote repository without user, password and query. */
export function redactRemote(address: string): string {
  // `ext::<command>` and the like hand the rest to a program: anything may stand there.
  const helper = /^([\w+.-]+)::/.exec(address);
  if (helper !== null) return `${helper[1]}::${redacted}`;
  const plain = address.replace(/[?#].*$/s, '');
  const [, scheme, rest = ''] = /^([\w+.-]+:\/\/)(.*)$/s.exec(plain) ?? [];
  // `git@host:path` tells nothing about anybody.
  if (scheme === undefined) return redactLine(plain.replace(/^(?!git@)[^@/]*@/, ''));
  const authority = rest.split('/', 1)[0] ?? '';
  // `user:pass/word@host`: no host has a port like that, so the password goes on to the @.
  const passwordWithSlash = !authority.includes('@') && /:(?!\d*$)[^\]]*$/.test(authority);
  return scheme + redactLine(rest.slice((passwordWithSlash ? rest : authority).lastIndexOf('@') + 1));
}

/** A command line with secrets replaced: `--token x`, `--token=x`, `password=x`, and what `redactLine` finds in the rest. */
export function redactArguments(args: readonly string[]): readonly string[] {
  return args.map((arg, index) => {
    const before = args[index - 1];
    const valueOfFlag = before !== undefined && /^--?[\w.-]+$/.test(before) && secretName.test(before);
    if (valueOfFlag && !arg.startsWith('--')) return redacted;
    const name = /^([^\s=]{1,200})=./s.exec(arg)?.[1];
    if (name !== undefined && secretName.test(name)) return `${name}=${redacted}`;
    return arg.split('\n').map(redactLine).join('\n');
  });
}

/** As many whole lines of `bytes` as fit into `limit` bytes. */
export function wholeLines(bytes: Buffer, limit: number): string {
  return bytes.subarray(0, bytes.lastIndexOf('\n', limit - 1) + 1).toString('utf8');
}
