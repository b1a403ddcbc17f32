import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Scale } from './row.js';

export const help = `node packages/faults/dist/main.js [options]: runs the fault suite, and ends with one table

  --slice         the short form of every row, as in npm test; otherwise the full one, which takes an hour or so
  --only 1,2      only these rows
  --seconds N     as many full rows as fit into so many seconds, the quickest first, and slices of the others
  --jobs N        so many rows at once; 2 for slices, whose rows wait for much of their time, 1 otherwise
  --seed N        what rows make up follows from it (also HULDRA_FAULT_SEED); otherwise it is chosen, and said
  --no-skips      a row, or a part of one, that cannot be done here is a failure
  --json          the result as JSON on standard output, progress on standard error
  --write-docs    puts the table into docs/reliability.md, with date, machine and command
  --help

Exit code: 0 everything held, 1 something did not, 2 the options make no sense.`;

export interface Options {
  readonly scale: Scale;
  readonly only: ReadonlySet<number> | undefined;
  readonly seconds: number | undefined;
  readonly jobs: number;
  readonly seed: number;
  readonly noSkips: boolean;
  readonly json: boolean;
  readonly writeDocs: boolean;
  readonly help: boolean;
}

/** Throws an Error that says which option makes no sense. */
export function readOptions(args: readonly string[], known: ReadonlySet<number>): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      slice: { type: 'boolean', default: false },
      only: { type: 'string' },
      seconds: { type: 'string' },
      jobs: { type: 'string' },
      seed: { type: 'string' },
      'no-skips': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const seedText = values.seed ?? process.env.HULDRA_FAULT_SEED;
  const only = values.only?.split(',').map((text) => wholeNumber('--only', text, 1));
  const unknown = only?.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`there is no row ${unknown}; there are ${[...known].join(', ')}`);
  if (values.slice && values.seconds !== undefined) throw new Error('--seconds is for full rows; leave out --slice');
  return {
    scale: values.slice ? 'slice' : 'full',
    only: only === undefined ? undefined : new Set(only),
    seconds: values.seconds === undefined ? undefined : wholeNumber('--seconds', values.seconds, 0),
    jobs: values.jobs === undefined ? (values.slice ? 2 : 1) : wholeNumber('--jobs', values.jobs, 1),
    seed: seedText === undefined ? randomInt(2 ** 31) : wholeNumber('the seed', seedText, 0),
    noSkips: values['no-skips'],
    json: values.json,
    writeDocs: values['write-docs'],
    help: values.help,
  };
}

function wholeNumber(what: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number < 2 ** 31) return number;
  throw new Error(`${what} should be a whole number from ${least}, not "${text}"`);
}
