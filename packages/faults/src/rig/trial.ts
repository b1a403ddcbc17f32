import { createHash } from 'node:crypto';
import { cpSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kind, Order } from '../child/order.js';
import { Ledger } from './ledger.js';
import { type Problem, problem } from './tally.js';

/** What proves a result, read without huldra. */
export interface Proof {
  readonly attempt: string;
  /** Of SUCCESS.json and of everything in the published attempt. */
  readonly digest: string;
}

/** A directory, as the processes of a row name it and as the row itself sees it, which may be outside of their namespace. */
export interface Place {
  readonly inside: string;
  readonly outside: string;
}

/** One artifact in a root of its own, to which one thing is done. */
export class Trial {
  readonly root: Place;
  readonly ledger: Ledger;
  readonly #kind: Kind;

  /** The ledger lies in `directory`, and so does the root, unless it is to be elsewhere. */
  constructor(directory: string, name: string, kind: Kind, root?: Place) {
    const usual = join(directory, name);
    this.root = root ?? { inside: usual, outside: usual };
    this.#kind = kind;
    this.ledger = new Ledger(directory, `${name}.ledger`);
  }

  /** A trial whose root is a copy of `template`. */
  static from(template: string, directory: string, name: string, kind: Kind): Trial {
    const trial = new Trial(directory, name, kind);
    cpSync(template, trial.root.outside, { recursive: true, verbatimSymlinks: true });
    return trial;
  }

  order(verb: Order['verb'], details: Partial<Order> = {}): Order {
    return { verb, root: this.root.inside, kind: this.#kind, id: 1, ledger: this.ledger.path, ...details };
  }

  /** The artifact's `.huldra`, if it was ever made. */
  control(): string | undefined {
    const classDirectory = join(
      this.root.outside,
      'data',
      'faults',
      this.#kind === 'files' ? 'FilesSpecimen' : 'StoredSpecimen',
    );
    const [hash] = namesIn(classDirectory);
    return hash === undefined ? undefined : join(classDirectory, hash, '.huldra');
  }

  /** What is published now. */
  proof(): Proof | undefined {
    const control = this.control();
    if (control === undefined || !namesIn(control).includes('SUCCESS.json')) return undefined;
    const success = readFileSync(join(control, 'SUCCESS.json'));
    const attempt = /"attempt": "([^"]+)"/.exec(success.toString('utf8'))?.[1];
    const digest = createHash('sha256').update(success);
    if (attempt === undefined) return { attempt: 'a damaged file', digest: digest.digest('hex') };
    digestTree(digest, join(control, 'attempts', attempt));
    return { attempt, digest: digest.digest('hex') };
  }

  /** What a garbage collection has left, although nobody needs it when a result is published. */
  litter(): string[] {
    const control = this.control();
    const attempt = this.proof()?.attempt;
    if (control === undefined || attempt === undefined) return [];
    const needed = [attempt, `${attempt}.manifest.jsonl`];
    const attempts = namesIn(join(control, 'attempts')).filter((name) => !needed.includes(name));
    const others = [...namesIn(control), ...namesIn(join(control, 'locks'))];
    return [...attempts, ...others.filter((name) => /^\.tmp-|^SUCCESS\.staged-|\.(?:intent|over)$/.test(name))];
  }

  /** Links in the artifact directory that show people another attempt than the published one. */
  linkProblems(): Problem[] {
    const control = this.control();
    const attempt = this.proof()?.attempt;
    if (control === undefined || attempt === undefined) return [];
    return namesIn(dirname(control)).flatMap((name) => {
      const path = join(dirname(control), name);
      if (!lstatSync(path).isSymbolicLink() || readlinkSync(path).includes(attempt)) return [];
      return [problem('changed', `the link ${name} leads to ${readlinkSync(path)}, not into ${attempt}`)];
    });
  }

  /** What a claim did that was superseded already: it took back a later claim's result, or published before a later invalidation. */
  overreach(): Problem[] {
    const control = this.control();
    if (control === undefined) return [];
    const aside = setAside(control);
    const tookBack = aside.filter(({ by, of }) => of > by);
    const problems = tookBack.map(({ by, of }) =>
      problem('changed', `claim ${by} took back what claim ${of} published`),
    );
    const published = namesIn(control).includes('SUCCESS.json')
      ? publishingEpoch(join(control, 'SUCCESS.json'))
      : undefined;
    const later = aside.find(({ by }) => published !== undefined && by > published);
    if (later === undefined) return problems;
    return [...problems, problem('changed', `claim ${published} published although claim ${later.by} had invalidated`)];
  }
}

/** The epochs in the names of results that were set aside, each with the epoch that had published that result. */
function setAside(control: string): { readonly by: number; readonly of: number }[] {
  return namesIn(control).flatMap((name) => {
    const by = /^SUCCESS\.invalidated-(\d+)\.json$/.exec(name)?.[1];
    return by === undefined ? [] : [{ by: Number(by), of: publishingEpoch(join(control, name)) }];
  });
}

function publishingEpoch(path: string): number {
  return Number(/"epoch": (\d+)/.exec(readFileSync(path).toString('utf8'))?.[1]);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // It is not there, or not a directory: no names.
  }
}

function digestTree(digest: ReturnType<typeof createHash>, directory: string): void {
  for (const item of readdirSync(directory, { withFileTypes: true })) {
    digest.update(`${item.name}\n`);
    if (item.isDirectory()) digestTree(digest, join(directory, item.name));
    else if (item.isFile()) digest.update(readFileSync(join(directory, item.name)));
  }
}
