import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editBytes, editLine, editRecord, makeNewer } from './mutate.js';
import type { Mutation, Whole } from './mutation.js';
import type { Target } from './scenes.js';

/** More than any reader takes. Blanks, or for the file that may be largest a hole. */
const hugeBytes = 5_000_000;
const hugeMetadataBytes = 300_000_000;

/** Puts damage in the place of files. `aside` is a directory of its own, on the same file system. */
export class Damager {
  readonly #aside: string;
  readonly #fifo: string;

  constructor(aside: string) {
    this.#aside = aside;
    mkdirSync(aside, { recursive: true });
    this.#fifo = join(aside, 'fifo');
    const { status, stderr } = spawnSync('mkfifo', [this.#fifo]);
    if (status !== 0) throw new Error(`mkfifo: ${String(stderr)}`);
  }

  /** Damages the target below `root`. Returns whether its bytes can be read as they were before. */
  put(root: string, target: Target, mutation: Mutation): boolean {
    const path = join(root, target.path);
    const sound = target.scene.bytes(target.path);
    if (mutation.kind === 'whole') return this.#putWhole(path, sound, target, mutation.what);
    const damaged = mutation.kind === 'bytes' ? editBytes(sound, mutation.edits) : reseal(target, sound, mutation);
    writeFileSync(path, damaged);
    return damaged.equals(sound);
  }

  #putWhole(path: string, sound: Buffer, target: Target, what: Whole): boolean {
    const content = contentOf(target, sound, what);
    if (content !== undefined) {
      writeFileSync(path, content);
      return content.equals(sound);
    }
    if (what === 'huge') {
      truncateSync(path, target.file === 'metadata.json' ? hugeMetadataBytes : hugeBytes);
      return false;
    }
    rmSync(path);
    if (what === 'a fifo') linkSync(this.#fifo, path);
    else if (what === 'a link to nowhere') symlinkSync('nowhere', path);
    else if (what === 'a link to itself') symlinkSync(path, path);
    else if (what === 'a link to an endless device') symlinkSync('/dev/zero', path);
    else if (what === 'a link to a copy') {
      writeFileSync(join(this.#aside, 'copy'), sound);
      symlinkSync(join(this.#aside, 'copy'), path);
      return true;
    } else {
      mkdirSync(path);
      if (what === 'a full directory') writeFileSync(join(path, 'something'), '');
    }
    return false;
  }
}

/** What a regular file holds then; undefined when it is none, or too large for memory. */
function contentOf(target: Target, sound: Buffer, what: Whole): Buffer | undefined {
  switch (what) {
    case 'empty':
      return Buffer.alloc(0);
    case 'blanks':
      return Buffer.alloc(sound.length, ' ');
    case 'zeros':
      return Buffer.alloc(sound.length);
    case 'of another artifact':
      return target.ofAnother;
    case 'of an earlier attempt':
      return target.earlier;
    case 'another file':
      return target.anotherFile;
    case 'newer':
      return isRecord(sound) ? makeNewer(sound) : Buffer.from('2');
    default:
      return undefined;
  }
}

function isRecord(content: Buffer): boolean {
  return content.toString('latin1').startsWith('{');
}

function reseal(target: Target, sound: Buffer, { edits, bytes }: Extract<Mutation, { kind: 'sealed' }>): Buffer {
  if (target.file === 'events.jsonl') return editLine(sound, edits, bytes);
  // A heartbeat is no record: anything that looks like one.
  if (!isRecord(sound)) return editBytes(Buffer.from(JSON.stringify(edits)), bytes);
  return editRecord(sound, edits, bytes);
}
