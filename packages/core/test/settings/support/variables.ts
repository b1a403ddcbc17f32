import { configure, settings } from '@huldra/core';
import { afterAll, beforeEach } from '@jest/globals';

function huldraVariables(): string[] {
  return Object.keys(process.env).filter((name) => name.startsWith('HULDRA_'));
}

/** Lets every test of the file begin without configuration and without a HULDRA_ variable. */
export function eachTestHasNoSettings(): void {
  const saved = huldraVariables().map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    for (const name of huldraVariables()) delete process.env[name];
    configure(Object.fromEntries(Object.keys(settings()).map((key) => [key, undefined])));
  });
  afterAll(() => {
    for (const name of huldraVariables()) delete process.env[name];
    for (const [name, value] of saved) process.env[name] = value;
  });
}
