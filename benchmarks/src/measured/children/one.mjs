/** A whole script that asks for one artifact. Arguments: root, seed. */
import { configure } from 'huldra';
import { OneFile } from '../classes.mjs';

const [root, seed] = process.argv.slice(2);
configure({ root });
await OneFile.of({ seed: Number(seed) }).loadOrCreate();
