/** Hits or misses and nothing else, to be watched from outside. Arguments: root, `hit` or `miss`, how many. */
import { configure } from '@huldra/core';
import { OneFile } from '../classes.mjs';

const [root, kind, count] = process.argv.slice(2);
configure({ root });
const hit = OneFile.of({ seed: -1 });
await hit.loadOrCreate();
for (let seed = 0; seed < Number(count); seed += 1) {
  await (kind === 'hit' ? hit : OneFile.of({ seed })).loadOrCreate();
}
