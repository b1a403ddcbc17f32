import { configure, loadOrCreate, hashOf } from '@huldra/core';
import { OneFile, Training, Level } from '/work/main/benchmarks/src/classes.mjs';
import { writeSync, openSync} from 'node:fs';
configure({ root: process.argv[2], fsync: process.argv[3] !== 'nosync' });
const mark = (t) => writeSync(2, `MARK ${t}\n`);
for (let i = 0; i < 3; i++) { mark(`miss${i}`); await OneFile.of({ seed: i }).loadOrCreate(); }
mark('hit'); await OneFile.of({ seed: 0 }).loadOrCreate(); mark('hit'); await OneFile.of({ seed: 0 }).loadOrCreate(); mark('end');
console.log(hashOf(Training.of()));
let l; for (let d = 0; d < 60; d++) l = Level.of({depth: d, left: l, right: l});
console.log(hashOf(l));
