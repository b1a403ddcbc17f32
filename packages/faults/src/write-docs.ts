import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Finished, table } from './table.js';

const page = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));
const begin = '<!-- begin of the fault suite’s table: made by --write-docs -->';
const end = '<!-- end of the fault suite’s table -->';

/** Puts the table into docs/reliability.md, between its marks. Throws when these are gone, and then changes nothing. */
export function writeDocs(finished: readonly Finished[], args: readonly string[], seed: number): void {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no marks for the table`);
  const own = args.filter((argument) => argument !== '--write-docs' && argument !== '--json');
  const repeatable = own.some((argument) => argument.startsWith('--seed')) ? own : [...own, '--seed', String(seed)];
  const command = ['node packages/faults/dist/main.js', ...repeatable].join(' ');
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const machine = `${cpus().length} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory}, Linux ${release()}`;
  const date = new Date().toISOString().slice(0, 10);
  const caption = `${date}, Node ${process.versions.node}, ${machine}: \`${command}\``;
  writeFileSync(page, `${before}${begin}\n\n${caption}\n\n${table(finished)}\n\n${end}${after}`);
}
