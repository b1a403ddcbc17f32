/** Measures the wanted groups one after the other and prints their figures as JSON. Argument: `{ place, wanted, rounds, scale }`. */
import { hash } from './groups/hash.mjs';
import { hit } from './groups/hit.mjs';
import { imports } from './groups/imports.mjs';
import { live } from './groups/live.mjs';
import { miss } from './groups/miss.mjs';
import { planning } from './groups/plan.mjs';
import { running } from './groups/run.mjs';
import { systemCalls } from './groups/system-calls.mjs';
import { waiting } from './groups/waiting.mjs';

const groups = { hit, hash, plan: planning, miss, live, imports, waiting, run: running, 'system-calls': systemCalls };

const { wanted, ...bench } = JSON.parse(process.argv[2]);
const figures = [];
for (const name of wanted) figures.push(...(await groups[name](bench)));
console.log(JSON.stringify(figures));
