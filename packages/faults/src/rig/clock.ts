import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string>>;

/** Wrong wall clocks, by libfaketime. */
export class Clocks {
  readonly #library: string;

  private constructor(library: string) {
    this.#library = library;
  }

  /** A text says why clocks cannot be set wrong here. */
  static find(): Clocks | string {
    const library = findLibrary();
    if (library === undefined) return 'libfaketime is not installed';
    const clocks = new Clocks(library);
    const script = 'console.log(Date.now())';
    const { stdout } = spawnSync(process.execPath, ['-e', script], { env: { ...process.env, ...clocks.off(3600) } });
    const offset = Number(String(stdout)) - Date.now();
    return offset > 3500_000 ? clocks : `libfaketime changes the clock by ${offset} ms instead of an hour`;
  }

  /** Variables for a process whose wall clock is off by this many seconds; time stamps of files stay those of the kernel. */
  off(seconds: number): Environment {
    if (seconds === 0) return {};
    const sign = seconds < 0 ? '-' : '+';
    const offset = `${sign}${Math.abs(seconds)}`;
    return { LD_PRELOAD: this.#library, FAKETIME: offset, DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' };
  }
}

function findLibrary(): string | undefined {
  const name = 'libfaketimeMT.so.1';
  for (const directory of ['/usr/lib', '/usr/lib64']) {
    for (const below of list(directory)) {
      const faketime = join(directory, below, 'faketime');
      if (list(faketime).includes(name)) return join(faketime, name);
    }
    if (list(join(directory, 'faketime')).includes(name)) return join(directory, 'faketime', name);
  }
  return undefined;
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // Not a directory, or none at all: nothing is found there.
  }
}
