import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configure, dirOf } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, afterEach, beforeEach } from '@jest/globals';
import { fileSink } from '../../src/files/file-sink.js';

/** Gives every test of the file a root of its own and the file logs; the function that is returned tells the present root. */
export function eachTestLogs(label: string): () => string {
  const parent = temporaryRoot(label);
  let root = parent.path;
  let end: () => void = () => undefined;
  beforeEach(() => {
    root = mkdtempSync(join(parent.path, 'root-'));
    configure({ root, fsync: false });
    end = fileSink();
  });
  afterEach(() => end());
  afterAll(parent.cleanup);
  return () => root;
}

export function logPath(artifact: object): string {
  return join(dirOf(artifact), '.huldra', 'huldra.log');
}

/** The text of a log; empty if there is none. */
export function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The lines of a log without what differs between two runs. */
export function timeless(path: string): readonly string[] {
  return textOf(path)
    .split('\n')
    .slice(0, -1)
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, 'TIME ')
        .replace(/(?<= )(?:[\w./-]+)\/([\w.-]+\.ts):\d+(?= )/, '$1:N')
        .replace(/\b[0-9a-f]{7}\b/g, 'abcdef0')
        .replace(/ \/\S+$/, ' DIR')
        .replace(/attempt \d{8}-[0-9a-z]+, pid \d+/, 'attempt A, pid P')
        .replace(/\b\d+(?:\.\d)? m?s\b/g, '9 ms'),
    );
}

/** The messages of a log's records by one logger, first lines only. */
export function messages(path: string, logger: string): readonly string[] {
  const pattern = new RegExp(`^\\S+Z \\[\\w+\\] ${logger} (?:\\S+:\\d+ )?(.*)$`);
  return textOf(path)
    .split('\n')
    .flatMap((line) => pattern.exec(line)?.[1] ?? []);
}
