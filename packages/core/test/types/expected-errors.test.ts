import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, jest, test } from '@jest/globals';
import { build, readSources } from '../conformance/support/compilers.js';
import { installCore } from '../conformance/support/consumer.js';

// A whole compilation, which is slow on a busy machine; one that hangs still fails.
jest.setTimeout(60_000);

const workplace = temporaryRoot('types');
afterAll(workplace.cleanup);

const directive = /^\s*\/\/ @ts-expect-error ((?:TS\d+(?:, )?)+): \S/;
const message = /^src\/(\S+)\((\d+),\d+\): error (TS\d+):/;

/** `of.ts:87 TS2353` for each error that the sources expect on the line after the directive. */
function expected(sources: Readonly<Record<string, string>>): string[] {
  return Object.entries(sources).flatMap(([name, text]) =>
    text.split('\n').flatMap((line, index) => {
      const codes = directive.exec(line)?.[1]?.split(', ') ?? [];
      return codes.map((code) => `${name}:${index + 2} ${code}`);
    }),
  );
}

/** The same for the errors that the compiler reports. */
function reported(output: string): string[] {
  return output.split('\n').flatMap((line) => {
    const [, name, number, code] = message.exec(line) ?? [];
    return name === undefined ? [] : [`${name}:${number} ${code}`];
  });
}

// tsc itself says when an expected error does not come; that it is the right one is seen with the directives taken out.
test('each line that must not compile fails with the error that is meant', async () => {
  const sources = readSources(fileURLToPath(new URL('.', import.meta.url)), /^[^.]+\.ts$/);
  const wanted = expected(sources);
  expect(wanted.length).toBeGreaterThan(50);
  installCore(workplace.path);
  const unprotected = Object.entries(sources).map(([name, text]) => [name, text.replaceAll('@ts-expect-error', '')]);
  const built = build(
    { directory: workplace.path, name: 'types', sources: Object.fromEntries(unprotected) },
    { tool: 'tsc', format: 'ESM', useDefineForClassFields: true },
  );
  const output = await built.then(
    () => '',
    (error: unknown) => String(error),
  );
  expect(reported(output).sort()).toEqual(wanted.sort());
});
