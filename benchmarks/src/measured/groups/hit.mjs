/** What it costs to get a result that is published. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { configure, dirOf } from '@huldra/core';
import { consoleSink } from '@huldra/winston';
import { OneFile } from '../classes.mjs';
import { figure, interleave, perAwaitedCall, perCall } from '../measure.mjs';

const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** The least that reading a published result can be: its proof is opened, read and parsed. */
function readBare(path) {
  const fd = openSync(path, 'r');
  const length = readSync(fd, buffer, 0, buffer.length, -1);
  closeSync(fd);
  return JSON.parse(buffer.toString('utf8', 0, length));
}

export async function hit({ place, rounds, scale }) {
  configure({ root: join(place, 'hit') });
  const published = Array.from({ length: 50 }, (_, seed) => OneFile.of({ seed }));
  for (const artifact of published) await artifact.loadOrCreate();
  const [first] = published;
  const proof = join(dirOf(first), '.huldra', 'SUCCESS.json');
  const count = Math.ceil(1000 * scale);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

  const samples = await interleave(
    {
      bare: () => perCall(count, () => readBare(proof)),
      same: () => perAwaitedCall(count, () => first.loadOrCreate()),
      fresh: () => perAwaitedCall(count, (index) => OneFile.of({ seed: index % published.length }).loadOrCreate()),
      async shown() {
        const end = consoleSink({ level: () => 'info', stream: nowhere });
        const sample = await perAwaitedCall(count, () => first.loadOrCreate());
        end();
        return sample;
      },
    },
    rounds,
  );
  const beside = { beside: 'open, read, JSON.parse', besides: samples.bare, unit: 'µs' };
  return [
    figure({ id: 'hit', what: 'hit, the same instance', samples: samples.same, goal: { below: 3 }, ...beside }),
    figure({ id: 'hit-fresh', what: 'hit, a fresh instance: of, hash, hit', samples: samples.fresh, ...beside }),
    figure({ id: 'hit-shown', what: 'hit, with its line for the console', samples: samples.shown, ...beside }),
  ];
}
