/**
 * `pnpm bench`: what huldra costs, beside what the same work costs without it. Measures the packages as they are published, so the
 * workspace must be built.
 *
 * --dir <path>   measure below this directory (default: the system's temporary one); the file system matters most
 * --only <a,b>   some groups: hit, hash, plan, miss, live, imports, waiting, run, system-calls
 * --quick        a tenth of the work: for a first look
 * --json         figures for machines
 */
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { run } from './measured/children.mjs';
import { describeMachine, makePlace } from './place.mjs';
import { heading, table } from './report.mjs';

const groups = ['hit', 'hash', 'plan', 'miss', 'live', 'imports', 'waiting', 'run', 'system-calls'];

const { values: options } = parseArgs({
  options: {
    dir: { type: 'string' },
    only: { type: 'string', default: groups.join(',') },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const wanted = options.only.split(',');
const unknown = wanted.filter((name) => !groups.includes(name));
if (unknown.length > 0) {
  console.error(`no such group: ${unknown.join(', ')}. There are: ${groups.join(', ')}`);
  process.exit(2);
}

const { path: place, cleanup } = makePlace(options.dir);
try {
  const machine = describeMachine(place);
  const script = await install(place);
  const request = { place, wanted, ...(options.quick ? { rounds: 3, scale: 0.1 } : { rounds: 15, scale: 1 }) };
  const figures = JSON.parse(await run(process.execPath, [script, JSON.stringify(request)], { cwd: place }));
  if (options.json) {
    console.log(JSON.stringify({ machine, rounds: request.rounds, figures }, null, 2));
  } else {
    console.log(`${heading(machine)}\n\n${table(figures)}`);
    for (const { what, detail } of figures) if (detail !== undefined) console.log(`\n${what}: ${detail}`);
  }
} finally {
  cleanup();
}
