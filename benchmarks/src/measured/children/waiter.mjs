/** Asks for one artifact when told to, and says when it had it. Arguments: root, seed. */
import { configure } from '@huldra/core';
import { Slow } from '../classes.mjs';

const [root, seed] = process.argv.slice(2);
configure({ root });
const artifact = Slow.of({ seed: Number(seed) });
process.once('message', async () => {
  await artifact.loadOrCreate();
  process.send(performance.timeOrigin + performance.now(), () => process.disconnect());
});
process.send('ready');
